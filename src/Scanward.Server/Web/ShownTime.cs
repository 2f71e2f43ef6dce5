using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Scanward.Server.Web;

/// <summary>Times as people read them: relative under 24 hours, then the date and time of the site.</summary>
internal static class ShownTime
{
    private static readonly LocalDateTimePattern local = LocalDateTimePattern.CreateWithInvariantCulture("d MMM uuuu HH:mm");
    private static readonly LocalDateTimePattern exact = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");
    private static readonly InstantPattern utc = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss'Z'");

    public static string Machine(long at) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(at));

    public static bool IsNear(long at, Instant now) => (Instant.FromUnixTimeMilliseconds(at) - now) is var away && away < Duration.FromDays(1) && away > -Duration.FromDays(1);

    public static string Full(long at, DateTimeZone zone)
    {
        var instant = Instant.FromUnixTimeMilliseconds(at);
        return $"{exact.Format(instant.InZone(zone).LocalDateTime)} {zone.Id} · {utc.Format(instant)}";
    }

    public static string Short(long at, Instant now, DateTimeZone zone)
    {
        var instant = Instant.FromUnixTimeMilliseconds(at);
        if (!IsNear(at, now)) return local.Format(instant.InZone(zone).LocalDateTime);
        var away = instant - now;
        return away > Duration.Zero ? $"in {Span(away)}" : away > -Duration.FromSeconds(10) ? "just now" : $"{Span(-away)} ago";
    }

    /// <summary>A span in its one or two largest units: <c>45 s</c>, <c>12 min</c>, <c>3 h 20 min</c>, <c>5 d</c>.</summary>
    public static string Span(Duration span)
    {
        var seconds = (long)span.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min",
            < 86_400 => seconds % 3600 < 60 ? $"{seconds / 3600} h" : $"{seconds / 3600} h {seconds % 3600 / 60} min",
            _ => $"{seconds / 86_400} d",
        }}");
    }
}
