using NodaTime;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Clock;

/// <summary>By when somebody must have reacted: the response rule of a priority, counted from a scan's receipt.</summary>
public static class ResponseClock
{
    /// <summary>
    /// Under <see cref="ResponseClockKind.Always"/> spans are elapsed time and a day is 24 hours; under <see cref="ResponseClockKind.Site"/> they are
    /// working time and working days, days first, then hours and minutes. A time that the rule does not give, that never comes in this calendar, or
    /// that lies over ten years ahead is null. The window is the elapsed whole minutes from receipt to <c>on_site</c>, else <c>acknowledge</c>, else
    /// <c>done</c>.
    /// </summary>
    public static ResponseTimes Compute(ResponseRule rule, WorkingCalendar calendar, Instant receivedAt)
    {
        var acknowledgeBy = Due(rule.Acknowledge, rule.Clock, calendar, receivedAt);
        var onSiteBy = Due(rule.OnSite, rule.Clock, calendar, receivedAt);
        var doneBy = Due(rule.Done, rule.Clock, calendar, receivedAt);
        var first = onSiteBy ?? acknowledgeBy ?? doneBy;
        int? windowMinutes = first is { } by ? (int)((by - receivedAt).BclCompatibleTicks / NodaConstants.TicksPerMinute) : null;
        return new(acknowledgeBy, onSiteBy, doneBy, windowMinutes);
    }

    private static Instant? Due(ResponseSpan? span, ResponseClockKind clock, WorkingCalendar calendar, Instant receivedAt)
    {
        if (span is not { } s) return null;
        return clock switch
        {
            ResponseClockKind.Always => Horizon.Ahead(receivedAt, (s.Days * 1_440L) + s.Minutes),
            ResponseClockKind.Site => calendar.AddWorkingDays(receivedAt, s.Days) is { } day ? calendar.AddWorkingMinutes(day, s.Minutes) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(clock), clock, "A response rule's clock is Always or Site."),
        };
    }
}
