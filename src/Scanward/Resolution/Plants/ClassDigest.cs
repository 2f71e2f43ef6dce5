using System.Collections.Immutable;
using System.Globalization;

namespace Scanward.Resolution.Plants;

/// <summary>
/// What most assets of one class have in common, so that a written plant says it once. A plant knows no classes of its own: they are a shorthand of
/// the file, found again here.
/// </summary>
internal sealed record ClassDigest(
    ImmutableArray<string> Skills, ImmutableSortedDictionary<string, JobNeed> Repairs, int Minutes, PreventivePlan? Preventive)
{
    public static ClassDigest Of(IReadOnlyCollection<AssetProfile> assets) => new(
        MostCommon(assets, asset => string.Join(' ', asset.Skills)).Skills,
        MostCommon(assets, asset => RepairsText(asset.Repairs)).Repairs,
        MostCommon(assets, asset => asset.EstimatedMinutes.ToString(CultureInfo.InvariantCulture)).EstimatedMinutes,
        assets.Any(asset => asset.Preventive is not null)
            ? MostCommon([.. assets.Where(asset => asset.Preventive is not null)], asset => PlanText(asset.Preventive!)).Preventive
            : null);

    public static bool SameJob(JobNeed a, JobNeed b) =>
        ReferenceEquals(a, b) || (a.Minutes == b.Minutes && a.Parts.AsSpan().SequenceEqual(b.Parts.AsSpan()));

    /// <summary>What an asset's repairs must say over those of its class: its own where they differ, null where it has none of what the class has.</summary>
    public static IEnumerable<(string Mode, JobNeed? Need)> Differences(ImmutableSortedDictionary<string, JobNeed> own, ImmutableSortedDictionary<string, JobNeed> ofClass) =>
        own.Where(repair => !ofClass.TryGetValue(repair.Key, out var need) || !SameJob(repair.Value, need))
            .Select(repair => (repair.Key, Need: (JobNeed?)repair.Value))
            .Concat(ofClass.Keys.Where(mode => !own.ContainsKey(mode)).Select(mode => (Key: mode, Need: (JobNeed?)null)))
            .OrderBy(repair => repair.Key, StringComparer.Ordinal);

    /// <summary>The first asset of the largest group; of groups of one size, the one whose text is first.</summary>
    private static AssetProfile MostCommon(IReadOnlyCollection<AssetProfile> assets, Func<AssetProfile, string> text)
    {
        var groups = new Dictionary<string, (AssetProfile First, int Count)>(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            var key = text(asset);
            groups[key] = groups.TryGetValue(key, out var group) ? (group.First, group.Count + 1) : (asset, 1);
        }

        return groups.OrderByDescending(group => group.Value.Count).ThenBy(group => group.Key, StringComparer.Ordinal).First().Value.First;
    }

    private static string RepairsText(ImmutableSortedDictionary<string, JobNeed> repairs) =>
        string.Join(' ', repairs.Select(repair => $"{repair.Key}={PlantYaml.Job(repair.Value)}"));

    /// <summary>All of a plan but its date and the meter's reading, which are each asset's own.</summary>
    private static string PlanText(PreventivePlan plan) =>
        $"{plan.WindowDaysBefore} {plan.WindowDaysAfter} {plan.EveryDays} {plan.Floating} {PlantYaml.Job(plan.Job)} {plan.Meter} {plan.MeterEvery} {plan.MeterPerDay}";
}
