namespace Scanward.Server.People;

/// <summary>Where somebody goes on after signing in: a path of this server and nothing else, or a link could lead them from our sign-in page to somebody else's.</summary>
internal static class LocalPath
{
    private const int Most = 2_048;

    private static readonly string[] pointless = ["/sign-in", "/sign-out", "/welcome", "/session"];

    /// <summary>The path; <c>/</c> where it is none of ours, or leads back to signing in.</summary>
    public static string Of(string? path) => IsOne(path) && !Array.Exists(pointless, p => path == p || path!.StartsWith(p + "/", StringComparison.Ordinal) || path.StartsWith(p + "?", StringComparison.Ordinal)) ? path! : "/";

    /// <summary>The path of the request, to come back to. A form that was sent is not sent again: there it is the page that it stood on.</summary>
    public static string Of(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return Of(request.PathBase + request.Path + request.QueryString);
        return Uri.TryCreate(request.Headers["HX-Current-URL"].ToString() is { Length: > 0 } current ? current : request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && from.Authority == request.Host.Value ? Of(from.PathAndQuery) : "/";
    }

    /// <summary>Browsers take a backslash for a slash, leave out control characters, and take two slashes for the beginning of a host.</summary>
    private static bool IsOne(string? path) => path is { Length: > 0 and <= Most } && path[0] == '/' && !(path.Length > 1 && path[1] is '/' or '\\') && !path.Any(c => char.IsControl(c) || c is '\\' or > '~');
}
