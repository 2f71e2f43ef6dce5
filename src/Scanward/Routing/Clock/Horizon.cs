using NodaTime;

namespace Scanward.Routing.Clock;

/// <summary>
/// How far ahead anything is promised. A time beyond it is no time at all, so that no rule, however absurd, can make a search long or a date
/// overflow.
/// </summary>
internal static class Horizon
{
    /// <summary>Ten years.</summary>
    public const int Days = 3_660;

    public const long Minutes = Days * 1_440L;

    /// <summary>Plain elapsed time, 24 hours a day; null beyond the horizon.</summary>
    public static Instant? Ahead(Instant from, long minutes) => minutes is >= 0 and <= Minutes ? from + Duration.FromMinutes(minutes) : null;
}
