using System.Globalization;
using NodaTime;

namespace Scanward.Server.Cmms;

/// <summary>Reads the header <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a date, which counts from the answer's own <c>Date</c>.</summary>
internal static class RetryAfter
{
    /// <summary>More than a century is said as a century, so that nobody who adds it to a time overflows.</summary>
    public static readonly Duration Most = Duration.FromDays(36_525);

    private static readonly string[] dates = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    /// <summary>Null where nothing is said that can be understood.</summary>
    /// <param name="date">The answer's <c>Date</c>; where it is missing or makes no sense, <paramref name="now"/> stands for it.</param>
    public static Duration? Read(string? text, string? date, Instant now)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        if (text.All(char.IsAsciiDigit))
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < Most.TotalSeconds ? Duration.FromSeconds(seconds) : Most;
        if (Date(text) is not { } until) return null;
        var waits = until - (Date(date?.Trim()) ?? now);
        return waits < Duration.Zero ? Duration.Zero : Duration.Min(waits, Most);
    }

    private static Instant? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? Instant.FromDateTimeOffset(date) : null;
}
