using System.Collections.Immutable;
using NodaTime;
using Scanward.Maintenance;
using Scanward.Routing.Clock;
using Scanward.Routing.Crews;
using Scanward.Routing.Parts;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>Turns the inputs of a decision into the facts that a policy asks for (docs/policy.md, Facts).</summary>
internal static class FactSheet
{
    private const long ThousandthsMax = long.MaxValue / 2;

    public static Facts Of(RoutingInputs inputs, Staffing staffing, PartsCheck parts)
    {
        var facts = new Facts();
        var scan = inputs.Scan;
        facts[Fact.Scan] = (long)scan.Type;
        facts.SetName(Fact.Site, inputs.Profile.SiteId);
        facts.SetName(Fact.Asset, inputs.Profile.AssetId);
        facts.SetName(Fact.FailureMode, scan.FailureMode);
        facts.SetName(Fact.OperatorRole, scan.OperatorRole);
        facts[Fact.Location] = scan.Location is { } location ? (long)location : Facts.Unknown;
        facts[Fact.Time] = (long)(inputs.Site.Calendar.IsWorking(scan.ReceivedAt) ? TimeFact.Working : TimeFact.OffHours);
        facts[Fact.Parts] = parts.PartsFactValue;
        facts[Fact.PartsEta] = parts.EtaMinutes;
        facts[Fact.Crew] = (long)staffing.Crew;
        facts[Fact.CrewLoad] = staffing.LoadMinutes == Facts.Unknown ? Facts.Unknown : staffing.LoadMinutes * 100 / Math.Max(1, inputs.Policy.Policy.Assign.LoadLimitMinutes);
        facts.Readings = scan.Readings.IsEmpty
            ? ImmutableSortedDictionary<string, long>.Empty
            : scan.Readings.ToImmutableSortedDictionary(r => r.Meter, r => Thousandths(r.Value), StringComparer.Ordinal);
        AddHistory(facts, inputs.History, scan);
        AddProfile(facts, inputs);
        return facts;
    }

    private static void AddHistory(Facts facts, AssetHistory history, RoutedScan scan)
    {
        var now = scan.OccurredAt;
        var late = history.LastScanAt is { } latest && now < latest; // handed in late: what came after it is no "last scan"
        facts[Fact.LastScanAgo] = !late && history.Last(scan.Type, scan.FailureMode) is { } last ? Age(last.At, now) : Facts.Unknown;
        facts[Fact.SameFaultOpenAge] = history.SameFaultOpen(scan.FailureMode) is { } open ? Age(open.OpenedAt, now) : Facts.Unknown;
        facts[Fact.SameFaultClosedAgo] = history.SameFaultClosed(scan.FailureMode) is { } closed ? Age(closed.At, now) : Facts.Unknown;
        facts[Fact.OpenCorrective] = history.FirstOpen(WorkKind.Corrective) is null ? 0 : 1;
        facts[Fact.OpenPm] = history.FirstOpen(WorkKind.Preventive) is null ? 0 : 1;
        facts[Fact.OpenInspection] = history.FirstOpen(WorkKind.Inspection) is null ? 0 : 1;
        facts[Fact.Failures90d] = Reliability.Failures90d(history.Failures.AsSpan(), now);
        facts[Fact.MtbfUsed] = Reliability.MtbfUsedPercent(history.Failures.AsSpan(), now) ?? Facts.Unknown;
    }

    private static void AddProfile(Facts facts, RoutingInputs inputs)
    {
        var (profile, now, zone) = (inputs.Profile, inputs.Scan.OccurredAt, inputs.Site.Calendar.Zone);
        if (inputs.Policy.Policy.FreshMinutes.TryGetValue("profile", out var fresh)
            && (inputs.Scan.ReceivedAt - inputs.ProfileAsOf).TotalMinutes > fresh)
            return;
        facts[Fact.Criticality] = profile.Criticality;
        facts.SetName(Fact.AssetClass, profile.Class);
        if (profile.WarrantyUntil is { } until) facts[Fact.WarrantyLeft] = DateFacts.WarrantyLeftMinutes(until, now, zone);
        if (profile.Preventive is not { } plan) return;
        facts[Fact.PmDueIn] = DateFacts.PmDueInMinutes(plan.Next, now, zone);
        if (plan is { Meter: { } meter, MeterDueAt: { } dueAt, MeterPerDay: > 0 and var perDay } && Reading(inputs, meter) is { } value)
        {
            // Use this slow counts as none at all, so that the division stays within what a decimal holds.
            var minutes = (dueAt - value) * 1_440 / Math.Max(perDay, 0.000_001m);
            facts[Fact.MeterDueIn] = (long)Math.Clamp(minutes, -ThousandthsMax, ThousandthsMax);
        }
    }

    /// <summary>This scan's reading, else the last one known.</summary>
    private static decimal? Reading(RoutingInputs inputs, string meter)
    {
        foreach (var reading in inputs.Scan.Readings)
        {
            if (reading.Meter == meter) return reading.Value;
        }

        return inputs.History.Meters.TryGetValue(meter, out var last) ? last : null;
    }

    /// <summary>Whole minutes; what lies ahead (a scan handed in late) counts as just now.</summary>
    private static long Age(Instant at, Instant now) => now <= at ? 0 : (long)(now - at).TotalMinutes;

    private static long Thousandths(decimal value) => (long)Math.Clamp(Math.Floor(value * 1_000), -ThousandthsMax, ThousandthsMax);
}
