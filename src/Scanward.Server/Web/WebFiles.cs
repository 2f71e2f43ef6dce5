using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Scanward.Server.Web;

/// <summary>
/// The built scanner and what the console's pages load (<c>web/</c>), which the program carries in itself. Each file is there as it is and, where that makes it smaller, in forms that were
/// compressed when it was built; nothing is compressed while it is served.
/// </summary>
internal static class WebFiles
{
    private const string Root = "web/";

    private static readonly FrozenDictionary<string, WebFile> files = Read();

    /// <summary>The address of a file that the console loads, with a fingerprint of its content, so that it can be kept for ever.</summary>
    public static string Url(string path) => files.TryGetValue(path, out var file) ? $"/{path}?v={file.Fingerprint}" : $"/{path}";

    /// <summary>Serves <c>/web/…</c>, and the scanner under <c>/scan</c>.</summary>
    public static void MapWebFiles(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/web/{**path}", ["GET", "HEAD"], (string path, HttpContext context) => Answer(context, $"web/{path}"));
        app.MapMethods("/scan/{**path}", ["GET", "HEAD"], (string? path, HttpContext context) => Answer(context, string.IsNullOrEmpty(path) ? "scan/index.html" : $"scan/{path}"));
    }

    private static IResult Answer(HttpContext context, string path)
    {
        if (!files.TryGetValue(path, out var file)) return new ProblemResult(Problems.NotFound, "There is no such file.");
        var headers = context.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = Lasts(context, path, file) ? "public, max-age=31536000, immutable" : "no-cache";
        if (path.StartsWith("scan/", StringComparison.Ordinal)) PageSecurity.Scanner(headers);
        if (path == "scan/sw.js") headers["Service-Worker-Allowed"] = "/scan";
        var (body, encoding) = file.Best(context.Request.Headers.AcceptEncoding.ToString());
        if (encoding is not null) headers.ContentEncoding = encoding;
        return Results.Bytes(body, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{file.Fingerprint}{(encoding is null ? "" : "-" + encoding)}\""));
    }

    /// <summary>Whether the address changes with the content: by a fingerprint that we added, or by a hash in the name.</summary>
    private static bool Lasts(HttpContext context, string path, WebFile file) =>
        path.StartsWith("scan/assets/", StringComparison.Ordinal) || context.Request.Query["v"] == file.Fingerprint;

    private static FrozenDictionary<string, WebFile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var bytes = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Root, StringComparison.Ordinal)).ToDictionary(n => n.Replace('\\', '/')[Root.Length..], n => Bytes(assembly, n));
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".js"] = "text/javascript; charset=utf-8";
        types.Mappings[".css"] = "text/css; charset=utf-8";
        types.Mappings[".html"] = "text/html; charset=utf-8";
        return bytes.Where(b => !b.Key.EndsWith(".br", StringComparison.Ordinal) && !b.Key.EndsWith(".gz", StringComparison.Ordinal)).ToFrozenDictionary(b => b.Key, b => new WebFile(
            types.TryGetContentType(b.Key, out var type) ? type : "application/octet-stream", b.Value, bytes.GetValueOrDefault(b.Key + ".br"), bytes.GetValueOrDefault(b.Key + ".gz")));
    }

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record WebFile(string ContentType, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
    {
        public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Plain).AsSpan(0, 8));

        /// <summary>The smallest form that the client takes.</summary>
        public (byte[] Body, string? Encoding) Best(string accepted)
        {
            bool Takes(string encoding) => accepted.Split(',').Any(a => a.AsSpan().Trim() is var one && (one.SequenceEqual(encoding) || (one.StartsWith(encoding + ";") && !one.EndsWith("q=0"))));
            if (Brotli is not null && Takes("br")) return (Brotli, "br");
            return Gzip is not null && Takes("gzip") ? (Gzip, "gzip") : (Plain, null);
        }
    }
}
