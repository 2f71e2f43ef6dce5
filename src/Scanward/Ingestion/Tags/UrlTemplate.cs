namespace Scanward.Ingestion.Tags;

/// <summary>A path that holds a tag, such as <c>/t/{tag}</c>; see <see cref="TagReaderOptions.UrlTemplates"/>.</summary>
/// <param name="Host">The host it counts on; null for our own.</param>
/// <param name="Before">The path before the placeholder, with its slashes.</param>
/// <param name="After">The path behind it.</param>
/// <param name="IsSystemId">The placeholder is <c>{id}</c>, not <c>{tag}</c>.</param>
internal sealed record UrlTemplate(string? Host, string Before, string After, bool IsSystemId)
{
    /// <summary>Null when the text is not a template.</summary>
    public static UrlTemplate? TryParse(string? text)
    {
        if (text is not ['/', ..]) return null;
        string? host = null;
        var path = text;
        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = text.IndexOf('/', 2);
            if (slash < 0 || !WebAddress.IsHost(text[2..slash])) return null;
            host = text[2..slash];
            path = text[slash..];
        }

        var isSystemId = path.Contains("{id}", StringComparison.Ordinal);
        var placeholder = isSystemId ? "{id}" : "{tag}";
        var parts = path.Split(placeholder);
        var isWhole = parts.Length == 2 && parts[0].EndsWith('/') && parts[1] is "" or ['/', ..];
        return isWhole && !string.Concat(parts).AsSpan().ContainsAny("{}?#% ") ? new(host, parts[0], parts[1], isSystemId) : null;
    }

    /// <summary>Where in the path the placeholder's text lies. The template's own letters match in either case, as in uppercase QR codes.</summary>
    public bool TryMatch(ReadOnlySpan<char> path, out Range placeholder)
    {
        placeholder = default;
        if (path.Length <= Before.Length + After.Length) return false;
        placeholder = Before.Length..(path.Length - After.Length);
        return path.StartsWith(Before, StringComparison.OrdinalIgnoreCase)
            && path.EndsWith(After, StringComparison.OrdinalIgnoreCase)
            && !path[placeholder].Contains('/');
    }
}
