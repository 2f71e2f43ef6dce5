using NodaTime;
using Scanward.Resolution;

namespace Scanward.Maintenance;

/// <summary>When preventive maintenance is due next, once it has been done.</summary>
public static class MaintenancePlan
{
    /// <summary>
    /// The plan after its PM was done on a day. A fixed plan goes on from the day on which it was due, whether it was done early or late: no date is skipped. A
    /// floating one goes on from the day on which it was done. The meter likewise. Null where nothing follows: the plan asked for one PM.
    /// </summary>
    /// <param name="on">In the site's time zone.</param>
    /// <param name="reading">What the plan's meter read then; null where nobody read it.</param>
    public static PreventivePlan? Done(PreventivePlan plan, LocalDate on, decimal? reading)
    {
        if (plan.EveryDays is not { } days) return null;
        return plan with
        {
            Next = (plan.Floating ? on : plan.Next).PlusDays(days),
            MeterDueAt = plan.MeterDueAt is { } due && plan.MeterEvery is { } every ? (plan.Floating && reading is { } read ? read : due) + every : null,
        };
    }
}
