using System.Collections.Immutable;

namespace Scanward.Routing.Clock;

/// <summary>What <see cref="WorkingCalendar.Of"/> makes of a site: a <see cref="WorkingCalendar"/>, or <see cref="CalendarFaults"/>.</summary>
public abstract class CalendarReading
{
    private protected CalendarReading()
    {
    }
}

/// <summary>Why a site's time zone and working hours make no calendar.</summary>
/// <param name="details">At least one sentence, each saying what is wrong, where, and what to do.</param>
public sealed class CalendarFaults(ImmutableArray<string> details) : CalendarReading
{
    public ImmutableArray<string> Details { get; } = details;
}
