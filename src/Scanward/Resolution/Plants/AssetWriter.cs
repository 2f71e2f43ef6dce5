using System.Collections.Immutable;

namespace Scanward.Resolution.Plants;

/// <summary>Writes <c>classes</c> and <c>assets</c>: for each asset only what its class does not say.</summary>
internal static class AssetWriter
{
    private const int DefaultMinutes = 120;

    public static void Write(Plant plant, TextWriter text)
    {
        var classes = plant.Assets
            .GroupBy(asset => asset.Class, StringComparer.Ordinal)
            .ToDictionary(assets => assets.Key, assets => ClassDigest.Of([.. assets]), StringComparer.Ordinal);
        if (classes.Count > 0) text.WriteLine("classes:");
        foreach (var name in classes.Keys.Order(StringComparer.Ordinal)) WriteClass(text, name, classes[name]);
        if (!plant.Assets.IsEmpty) text.WriteLine("assets:");
        foreach (var asset in plant.Assets)
        {
            WriteAsset(text, asset);
            WriteDifferences(text, asset, classes[asset.Class]);
            if (plant.History.TryGetValue(asset.AssetId, out var failures)) WriteHistory(text, failures);
        }
    }

    private static void WriteClass(TextWriter text, string name, ClassDigest digest)
    {
        text.WriteLine($"  - id: {PlantYaml.Text(name)}");
        if (!digest.Skills.IsEmpty) text.WriteLine($"    skills: {Skills(digest.Skills)}");
        if (digest.Minutes != DefaultMinutes) text.WriteLine($"    minutes: {digest.Minutes}");
        if (!digest.Repairs.IsEmpty) text.WriteLine("    repairs:");
        foreach (var (mode, need) in digest.Repairs.OrderBy(repair => repair.Key, StringComparer.Ordinal))
            text.WriteLine($"      {Mode(mode)}: {PlantYaml.Job(need)}");
        if (digest.Preventive is not { } plan) return;
        var members = PlantYaml.Flow(
            $"window: {PlantYaml.Flow($"before: {plan.WindowDaysBefore}", $"after: {plan.WindowDaysAfter}")}",
            plan.EveryDays is { } days ? $"every: {days}d" : null,
            plan.Floating ? "schedule: floating" : null,
            plan.Job.Parts.IsEmpty ? null : $"parts: {PlantYaml.Parts(plan.Job.Parts)}",
            plan.Job.Minutes is { } minutes ? $"minutes: {minutes}" : null,
            plan.Meter is null ? null : $"meter: {ClassMeter(plan.Meter, plan)}");
        text.WriteLine($"    preventive: {members}");
    }

    private static string ClassMeter(string name, PreventivePlan plan) => PlantYaml.Flow(
        $"name: {PlantYaml.Text(name)}", plan.MeterEvery is { } every ? $"every: {PlantYaml.Number(every)}" : null,
        plan.MeterPerDay is { } use ? $"per_day: {PlantYaml.Number(use)}" : null);

    private static void WriteAsset(TextWriter text, AssetProfile asset)
    {
        text.WriteLine($"  - id: {PlantYaml.Text(asset.AssetId)}");
        text.WriteLine($"    name: {PlantYaml.Text(asset.Name)}");
        text.WriteLine($"    site: {PlantYaml.Text(asset.SiteId)}");
        text.WriteLine($"    class: {PlantYaml.Text(asset.Class)}");
        text.WriteLine($"    criticality: {asset.Criticality}");
        if (asset.Location is not null) text.WriteLine($"    location: {PlantYaml.Text(asset.Location)}");
        if (asset.Geolocation is { } place) text.WriteLine($"    geolocation: {PlantYaml.Point(place)}");
        if (!asset.Tags.IsEmpty) text.WriteLine($"    tags: {PlantYaml.List(asset.Tags.Select(PlantYaml.Text))}");
        if (asset.WarrantyUntil is null && asset.Vendor is null) return;
        var until = asset.WarrantyUntil is { } day ? $"until: {PlantYaml.Date(day)}" : null;
        text.WriteLine($"    warranty: {PlantYaml.Flow(until, asset.Vendor is null ? null : $"vendor: {PlantYaml.Text(asset.Vendor)}")}");
    }

    private static void WriteDifferences(TextWriter text, AssetProfile asset, ClassDigest digest)
    {
        if (!asset.Skills.AsSpan().SequenceEqual(digest.Skills.AsSpan())) text.WriteLine($"    skills: {Skills(asset.Skills)}");
        if (asset.EstimatedMinutes != digest.Minutes) text.WriteLine($"    minutes: {asset.EstimatedMinutes}");
        if (!ReferenceEquals(asset.Repairs, digest.Repairs)) WriteRepairs(text, asset.Repairs, digest.Repairs);
        if (asset.Preventive is { } plan) text.WriteLine($"    preventive: {Plan(plan, digest.Preventive!)}");
    }

    private static void WriteRepairs(TextWriter text, ImmutableSortedDictionary<string, JobNeed> own, ImmutableSortedDictionary<string, JobNeed> ofClass)
    {
        var changed = ClassDigest.Differences(own, ofClass).ToList();
        if (changed.Count > 0) text.WriteLine("    repairs:");
        foreach (var (mode, need) in changed) text.WriteLine($"      {Mode(mode)}: {(need is null ? "none" : PlantYaml.Job(need))}");
    }

    private static string Plan(PreventivePlan plan, PreventivePlan ofClass)
    {
        var window = PlantYaml.Flow(
            plan.WindowDaysBefore == ofClass.WindowDaysBefore ? null : $"before: {plan.WindowDaysBefore}",
            plan.WindowDaysAfter == ofClass.WindowDaysAfter ? null : $"after: {plan.WindowDaysAfter}");
        return PlantYaml.Flow(
            $"next: {PlantYaml.Date(plan.Next)}",
            window == "{}" ? null : $"window: {window}",
            plan.EveryDays == ofClass.EveryDays ? null : plan.EveryDays is { } days ? $"every: {days}d" : "every: none",
            plan.Floating == ofClass.Floating ? null : plan.Floating ? "schedule: floating" : "schedule: fixed",
            plan.Job.Parts.AsSpan().SequenceEqual(ofClass.Job.Parts.AsSpan()) ? null : $"parts: {PlantYaml.Parts(plan.Job.Parts)}",
            plan.Job.Minutes == ofClass.Job.Minutes ? null : plan.Job.Minutes is { } minutes ? $"minutes: {minutes}" : "minutes: none",
            Meter(plan, ofClass));
    }

    private static string? Meter(PreventivePlan plan, PreventivePlan ofClass)
    {
        if (plan.Meter is null) return ofClass.Meter is null ? null : "meter: none";
        var members = PlantYaml.Flow(
            plan.Meter == ofClass.Meter ? null : $"name: {PlantYaml.Text(plan.Meter)}",
            plan.MeterDueAt is { } dueAt ? $"due_at: {PlantYaml.Number(dueAt)}" : null,
            plan.MeterEvery == ofClass.MeterEvery ? null : plan.MeterEvery is { } every ? $"every: {PlantYaml.Number(every)}" : "every: none",
            plan.MeterPerDay == ofClass.MeterPerDay ? null : plan.MeterPerDay is { } perDay ? $"per_day: {PlantYaml.Number(perDay)}" : "per_day: none");
        return members == "{}" ? null : $"meter: {members}";
    }

    private static void WriteHistory(TextWriter text, ImmutableArray<PastFailure> failures)
    {
        text.WriteLine("    history:");
        text.WriteLine("      failures:");
        foreach (var failure in failures)
        {
            var closed = failure.ClosedAt is { } moment ? $"closed_at: {PlantYaml.Moment(moment)}" : null;
            text.WriteLine($"        - {PlantYaml.Flow($"at: {PlantYaml.Moment(failure.At)}", $"failure_mode: {PlantYaml.Text(failure.FailureMode)}", closed)}");
        }
    }

    private static string Skills(ImmutableArray<string> skills) => PlantYaml.List(skills.Select(PlantYaml.Text));

    private static string Mode(string mode) => mode == JobReading.AnyMode ? "any" : PlantYaml.Text(mode);
}
