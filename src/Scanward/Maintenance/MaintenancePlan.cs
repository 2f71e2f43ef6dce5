using NodaTime;
using Scanward.Resolution;

namespace Scanward.Maintenance;

/// <summary>When preventive maintenance is due next, once it has been done.</summary>
public static class MaintenancePlan
{
    private const int MostDays = 3_650;

    /// <summary>
    /// The plan after its PM was done on a day. A fixed plan goes on from the day on which it was due, whether it was done early or late: no date is skipped. A
    /// floating one goes on from the day on which it was done. The meter likewise. A plan that goes by its meter alone (no days, but what the meter goes on by, and its use in
    /// a day) has the day on which the meter is expected to be there. Null where nothing follows: the plan asked for one PM.
    /// </summary>
    /// <param name="on">In the site's time zone.</param>
    /// <param name="reading">What the plan's meter read then; null where nobody read it.</param>
    public static PreventivePlan? Done(PreventivePlan plan, LocalDate on, decimal? reading)
    {
        if ((plan.EveryDays ?? DaysByMeter(plan)) is not { } days) return null;
        return plan with
        {
            Next = (plan.Floating ? on : plan.Next).PlusDays(days),
            MeterDueAt = plan.MeterDueAt is { } due && plan.MeterEvery is { } every ? (plan.Floating && reading is { } read ? read : due) + every : null,
        };
    }

    private static int? DaysByMeter(PreventivePlan plan) =>
        plan is { MeterEvery: > 0 and var every, MeterPerDay: > 0 and var perDay } ? (int)Math.Clamp(Math.Ceiling(every / perDay), 1, MostDays) : null;
}
