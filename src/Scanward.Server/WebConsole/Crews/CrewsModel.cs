using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;

namespace Scanward.Server.WebConsole.Crews;

/// <summary>Who is there when, with how much to do, and where the next urgent work would go.</summary>
internal sealed record CrewsModel
{
    public required LocalDate From { get; init; }

    /// <summary>1 or 7.</summary>
    public required int Days { get; init; }

    public required Instant Begin { get; init; }

    public required Instant End { get; init; }

    public required ImmutableArray<CrewRows> Crews { get; init; }

    /// <summary>Skills that anybody has.</summary>
    public required ImmutableArray<string> Skills { get; init; }

    /// <summary>Those that the work would take.</summary>
    public required ImmutableArray<string> Asked { get; init; }

    public required Assignment Next { get; init; }

    /// <summary>What is wrong with the address; empty where nothing is.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Expected minutes of the work that is not there yet.</summary>
    public int GhostMinutes => 120;

    /// <summary>Where an instant stands on the timeline, of 1,000.</summary>
    public double X(Instant at) => Math.Clamp((at - Begin) / (End - Begin), 0, 1) * 1000;

    public string Url(LocalDate from, int days) =>
        $"/crews?from={NodaTime.Text.LocalDatePattern.Iso.Format(from)}&days={days}{string.Concat(Asked.Select(s => $"&skill={Uri.EscapeDataString(s)}"))}";
}

internal sealed record CrewRows(string CrewId, string Name, ImmutableArray<TechnicianRow> Technicians);

/// <param name="Minutes">Of open work.</param>
/// <param name="Limit">At which no more is assigned.</param>
/// <param name="WhyNot">Why the next urgent work would not go here; null where it would.</param>
internal sealed record TechnicianRow(Technician Technician, ImmutableArray<DutyBar> Bars, int Minutes, int Limit, string? WhyNot)
{
    public bool OnNow(Instant now) => Bars.Any(b => b.Kind == DutyKind.Shift && b.From <= now && now < b.To);
}
