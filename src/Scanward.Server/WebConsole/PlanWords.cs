using System.Globalization;
using NodaTime;
using Scanward.Resolution;

namespace Scanward.Server.WebConsole;

/// <summary>A plan of preventive maintenance in words.</summary>
internal static class PlanWords
{
    public static string Recurrence(PreventivePlan plan)
    {
        var meter = plan is { Meter: { } name, MeterEvery: { } every } ? string.Create(CultureInfo.InvariantCulture, $"every {every:#,0.###} {Words(name)}") : null;
        var from = plan.Floating ? "counted from the day on which it was done" : "counted from the day on which it was due";
        return (plan.EveryDays, meter) switch
        {
            (null, null) => "once",
            ({ } days, null) => $"{Every(days)}, {from}",
            (null, { } use) => $"{use}, {from}",
            ({ } days, { } use) => $"{Every(days)} or {use}, whichever comes first, {from}",
        };
    }

    public static string Window(PreventivePlan plan) => (plan.WindowDaysBefore, plan.WindowDaysAfter) switch
    {
        (0, 0) => "on that day",
        (var before, var after) => $"from {Days(before)} before to {Days(after)} after",
    };

    /// <summary>What the meter says of it; null where the plan has none.</summary>
    public static string? Meter(PreventivePlan plan) => plan switch
    {
        { Meter: { } meter, MeterDueAt: { } due } => string.Create(CultureInfo.InvariantCulture, $"due at {due:#,0.###} {Words(meter)}") + PerDay(plan),
        { Meter: { } meter } => $"meter {Words(meter)}" + PerDay(plan),
        _ => null,
    };

    /// <summary>How a day lies to today.</summary>
    public static string Away(LocalDate day, LocalDate today) => Period.DaysBetween(today, day) switch
    {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        > 0 and var days => $"in {days} days",
        var days => $"{-days} days ago",
    };

    public static string Words(string name) => name.Replace('_', ' ');

    private static string PerDay(PreventivePlan plan) => plan.MeterPerDay is { } use ? string.Create(CultureInfo.InvariantCulture, $", {use:#,0.###} a day expected") : "";

    private static string Every(int days) => days switch
    {
        1 => "every day",
        7 => "every week",
        _ when days % 7 == 0 && days <= 84 => $"every {days / 7} weeks",
        _ => $"every {days} days",
    };

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
}
