using Microsoft.AspNetCore.Http.Features;

namespace Scanward.Server.Links;

/// <summary>What stands behind <c>/t/</c> in an address, as a label has it: slashes and whatever else belong to the tag, and percent-encoding is undone once.</summary>
internal static class LinkPath
{
    private const string Prefix = "/t/";

    public static string Tag(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var whole)) target = whole.PathAndQuery; // as a proxy may send it
        var end = target.IndexOfAny(['?', '#']);
        if (end >= 0) target = target[..end];
        // Where the path was written in a roundabout way, what the server made of it counts.
        var path = target.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(target) : context.Request.Path.Value!;
        return path.Length > Prefix.Length ? path[Prefix.Length..] : "";
    }

    /// <summary>The address of the tag here.</summary>
    public static string Of(string tag) => Prefix + Uri.EscapeDataString(tag);

    /// <summary>The scanner, with the tag read. It stands behind '#', where it goes to no server.</summary>
    public static string Scanner(string tag) => $"/scan#tag={Uri.EscapeDataString(tag)}";
}
