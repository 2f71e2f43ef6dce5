using NodaTime;
using Scanward.Maintenance;
using Scanward.Resolution;

namespace Scanward.Tests.Maintenance;

public sealed class MaintenancePlanTests
{
    private static readonly PreventivePlan Monthly = new() { Next = new(2026, 11, 30), EveryDays = 30 };

    [Fact]
    public void FixedPlan_GoesOnFromTheDayOnWhichItWasDue() => Assert.Equal(new LocalDate(2026, 12, 30), MaintenancePlan.Done(Monthly, new(2026, 12, 4), null)!.Next);

    [Fact]
    public void FloatingPlan_GoesOnFromTheDayOnWhichItWasDone() => Assert.Equal(new LocalDate(2027, 1, 3), MaintenancePlan.Done(Monthly with { Floating = true }, new(2026, 12, 4), null)!.Next);

    [Theory]
    [InlineData(false, 12_140, 12_500)]
    [InlineData(true, 12_140, 12_640)]
    public void Meter_GoesOnLikewise(bool floating, int reading, int dueAt) =>
        Assert.Equal(dueAt, MaintenancePlan.Done(Monthly with { Floating = floating, Meter = "run_hours", MeterDueAt = 12_000, MeterEvery = 500 }, new(2026, 12, 4), reading)!.MeterDueAt);

    /// <summary>500 hours at 18 a day are 28 days.</summary>
    [Fact]
    public void PlanByMeterAlone_IsNextWhenTheMeterIsExpectedThere()
    {
        var plan = Monthly with { EveryDays = null, Floating = true, Meter = "run_hours", MeterDueAt = 12_000, MeterEvery = 500, MeterPerDay = 18 };
        Assert.Equal((new LocalDate(2027, 1, 1), 12_540m), (MaintenancePlan.Done(plan, new(2026, 12, 4), 12_040)!.Next, MaintenancePlan.Done(plan, new(2026, 12, 4), 12_040)!.MeterDueAt));
        Assert.Null(MaintenancePlan.Done(plan with { MeterPerDay = null }, new(2026, 12, 4), 12_040));
        Assert.Null(MaintenancePlan.Done(plan with { MeterEvery = null }, new(2026, 12, 4), 12_040));
    }

    [Fact]
    public void PlanOfOnePm_EndsWithIt() => Assert.Null(MaintenancePlan.Done(Monthly with { EveryDays = null }, new(2026, 12, 4), null));
}
