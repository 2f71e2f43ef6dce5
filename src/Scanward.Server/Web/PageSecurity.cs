namespace Scanward.Server.Web;

/// <summary>What browsers are told about pages: only this server's own files, no script or style in the page itself, no frames.</summary>
internal static class PageSecurity
{
    private const string Own = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>A page of the console.</summary>
    public static void Console(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = $"{Own}; img-src 'self' data:";
        Common(headers);
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }

    /// <summary>The scanner: WebAssembly in a worker, the camera, pictures of what was photographed.</summary>
    public static void Scanner(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = $"{Own}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:";
        Common(headers);
        headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()";
    }

    private static void Common(IHeaderDictionary headers)
    {
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
