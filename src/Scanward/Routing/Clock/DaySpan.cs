using NodaTime;
using Scanward.Resolution;

namespace Scanward.Routing.Clock;

/// <summary>A span of one day in ticks since midnight, its end excluded; midnight as an end is the end of the day.</summary>
internal readonly record struct DaySpan(long From, long To)
{
    public bool IsEmpty => From >= To;

    public static DaySpan Of(TimeSpanOfDay span) =>
        new(span.From.TickOfDay, span.To == LocalTime.Midnight ? NodaConstants.TicksPerDay : span.To.TickOfDay);

    /// <summary>The same time as spans in order that neither touch nor overlap; what is empty is left out.</summary>
    public static DaySpan[] Join(IEnumerable<DaySpan> spans)
    {
        var joined = new List<DaySpan>();
        foreach (var span in spans.Where(s => !s.IsEmpty).OrderBy(s => s.From))
        {
            if (joined.Count > 0 && span.From <= joined[^1].To) joined[^1] = new(joined[^1].From, Math.Max(joined[^1].To, span.To));
            else joined.Add(span);
        }

        return [.. joined];
    }

    /// <summary>
    /// The time of day moved into the spans: back to the closing before it, or forward to the first opening. <paramref name="spans"/> holds at least
    /// one.
    /// </summary>
    public static long Clamp(ReadOnlySpan<DaySpan> spans, long timeOfDay)
    {
        var result = spans[0].From;
        foreach (var span in spans)
        {
            if (timeOfDay < span.From) break;
            result = Math.Min(timeOfDay, span.To);
        }

        return result;
    }
}
