using System.Globalization;

namespace Scanward.Server.Dispatch;

/// <summary><c>Prefer: wait=N</c> (RFC 7240, 4.3): how long an answer may be held until there is more to say.</summary>
internal static class PreferredWait
{
    /// <summary>Longer is not waited, whatever is preferred.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    /// <summary>What the request prefers; null where it prefers nothing, or what is no number of seconds.</summary>
    public static TimeSpan? Of(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(v => (v ?? "").Split(',')))
        {
            var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase) && int.TryParse(parts[1].Split(';')[0].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return seconds < Most.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Most;
        }

        return null;
    }
}
