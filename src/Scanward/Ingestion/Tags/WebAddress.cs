using System.Buffers;

namespace Scanward.Ingestion.Tags;

/// <summary>A web address cut into its parts, by RFC 3986; never fetched. The parts are places in the tag's text.</summary>
internal readonly record struct WebAddress(Range Host, Range Path, Range Query)
{
    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    public static bool IsHost(string? text) => !string.IsNullOrEmpty(text) && !text.AsSpan().ContainsAnyExcept(HostCharacters);

    public static bool LooksLikeOne(ReadOnlySpan<char> text) => SchemeLength(text) > 0;

    public static TagFault? TryRead(in TagText text, out WebAddress address)
    {
        address = default;
        var chars = text.Chars;
        var foreign = chars.IndexOfAnyExcept(UriCharacters);
        if (foreign >= 0)
            return text.Fault(TagFaultCode.BadUrl, foreign,
                $"{CodePoint.Name(chars, foreign)} may not stand in a web address. Scan it again, or correct the label.");

        var start = SchemeLength(chars);
        var authority = chars[start..];
        if (authority.IndexOfAny('/', '?', '#') is var cut and >= 0) authority = authority[..cut];
        if (authority.Contains('@'))
        {
            return text.Fault(TagFaultCode.BadUrl, start,
                "The web address holds a user name before its host, which hides where it leads. Do not follow it; scan the asset's own label.");
        }

        var host = HostLength(authority);
        if (host == 0 || authority[host..] is not ([] or [':', ..]) || authority[host..].TrimStart(':').ContainsAnyExceptInRange('0', '9'))
            return text.Fault(TagFaultCode.BadUrl, start, "The web address has no sound host name. Scan it again, or correct the label.");

        var end = chars.IndexOf('#') is var fragment and >= 0 ? fragment : chars.Length;
        var pathAt = start + authority.Length;
        var queryAt = chars[pathAt..end].IndexOf('?') is var query and >= 0 ? pathAt + query : end;
        address = new(start..(start + host), pathAt..queryAt, Math.Min(queryAt + 1, end)..end);
        return null;
    }

    private static int SchemeLength(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return 8;
        return text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
    }

    private static int HostLength(ReadOnlySpan<char> authority)
    {
        if (authority is ['[', ..]) return authority.IndexOf(']') + 1;
        return authority.IndexOfAnyExcept(HostCharacters) is var end and >= 0 ? end : authority.Length;
    }
}
