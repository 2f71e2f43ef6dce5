using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Calendar;

/// <summary>Preventive maintenance by day, of a month or a week.</summary>
internal sealed record CalendarModel
{
    public required bool IsWeek { get; init; }

    /// <summary>Any day of the month or the week.</summary>
    public required LocalDate On { get; init; }

    public required LocalDate Today { get; init; }

    /// <summary>Weeks from Monday to Sunday.</summary>
    public required ImmutableArray<ImmutableArray<CalendarDay>> Weeks { get; init; }

    /// <summary>Plans whose day is over; counted up to <see cref="OverdueMost"/>.</summary>
    public required long Overdue { get; init; }

    public string Fault { get; init; } = "";

    public const int OverdueMost = 10_000;

    public static string Url(bool week, LocalDate on) => $"/calendar?view={(week ? "week" : "month")}&on={LocalDatePattern.Iso.Format(on)}";
}

/// <summary>A day's preventive maintenance against the hours that people are there.</summary>
/// <param name="Due">Plans that are due on it and not begun or done.</param>
/// <param name="DueMinutes">What they take.</param>
/// <param name="Open">Work orders for what was due on it, still to be done.</param>
/// <param name="Done">Those that are done.</param>
/// <param name="CrewMinutes">That technicians are on shift.</param>
internal sealed record CalendarDay(LocalDate Date, long Due, long DueMinutes, long Open, long Done, int CrewMinutes)
{
    public required bool IsHoliday { get; init; }

    /// <summary>The site's hours, such as <c>08:00-17:00</c>; empty where it is closed.</summary>
    public required string Hours { get; init; }

    public double Share => CrewMinutes == 0 ? DueMinutes > 0 ? 2 : 0 : (double)DueMinutes / CrewMinutes;

    /// <summary>How full the day is.</summary>
    public string Tone => Share switch { > 1 => "failed", > 0.75 => "waiting", _ => "done" };
}

/// <summary>What is due on one day, and what was done of it.</summary>
internal sealed record DayModel
{
    public required CalendarDay Day { get; init; }

    public required LocalDate Today { get; init; }

    /// <summary>All that is overdue, in place of one day.</summary>
    public bool IsOverdue { get; init; }

    public required ImmutableArray<DueAsset> Assets { get; init; }

    public required ImmutableArray<WorkOrderRecord> Work { get; init; }

    public string? Next { get; init; }

    public bool IsFirst { get; init; } = true;
}

/// <summary>An asset whose preventive maintenance is due.</summary>
/// <param name="Connector">The system that owns it; null for one of our own.</param>
internal sealed record DueAsset(AssetProfile Profile, string? Connector)
{
    public PreventivePlan Plan => Profile.Preventive!;

    public int Minutes => Plan.Job.Minutes ?? Profile.EstimatedMinutes;
}

/// <summary>Another day for an asset's preventive maintenance.</summary>
internal sealed record MoveModel
{
    public required DueAsset Asset { get; init; }

    public required LocalDate Today { get; init; }

    /// <summary>The days around, with what is due on each.</summary>
    public required ImmutableArray<CalendarDay> Around { get; init; }

    public PageForm Form { get; init; } = PageForm.Fresh;
}
