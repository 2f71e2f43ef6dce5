using NodaTime;
using Scanward.Resolution;

namespace Scanward.Server.Doctor;

/// <summary>Whether sites, crews, stock and assets go together: what is wrong here routes work to nobody, or lets it wait for ever.</summary>
internal sealed class PlantCheckup
{
    private const int WeekMinutes = 7 * 24 * 60;

    private readonly Dictionary<string, (Roster Roster, HashSet<string> Stocked)> sites = [];
    private readonly SortedSet<string> emptyCrews = new(StringComparer.Ordinal), idle = new(StringComparer.Ordinal), overlapping = new(StringComparer.Ordinal), notStocked = new(StringComparer.Ordinal),
        withoutSkills = new(StringComparer.Ordinal), unknownZones = new(StringComparer.Ordinal);

    private readonly HashSet<(string Site, string Skills)> seenSkills = [];

    /// <param name="stocked">The parts that have a row in the site's stock.</param>
    public void Add(Site site, Roster roster, IEnumerable<string> stocked)
    {
        sites[site.SiteId] = (roster, [.. stocked]);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone) is null) unknownZones.Add($"{site.TimeZone} of {site.SiteId}");
        foreach (var crew in roster.Crews)
        {
            if (roster.Technicians.All(t => t.CrewId != crew.CrewId)) emptyCrews.Add($"{crew.CrewId} at {site.SiteId}");
        }

        foreach (var technician in roster.Technicians)
        {
            var name = $"{technician.TechnicianId} at {site.SiteId}";
            if (technician.Shifts.IsEmpty && technician.OnCall.IsEmpty) idle.Add(name);
            if (Overlap(technician.Shifts) || Overlap(technician.OnCall)) overlapping.Add(name);
        }
    }

    /// <summary>After its site.</summary>
    public void Add(AssetProfile asset)
    {
        if (!sites.TryGetValue(asset.SiteId, out var site)) return;
        foreach (var part in asset.Repairs.Values.Append(asset.Preventive?.Job ?? new([])).SelectMany(job => job.Parts))
        {
            if (!site.Stocked.Contains(part.PartId)) notStocked.Add($"{part.PartId} at {asset.SiteId}");
        }

        if (asset.Skills.IsEmpty || !seenSkills.Add((asset.SiteId, string.Join(' ', asset.Skills)))) return;
        if (!site.Roster.Technicians.Any(t => asset.Skills.All(t.Skills.Contains))) withoutSkills.Add($"{string.Join(" + ", asset.Skills)} at {asset.SiteId}, for {asset.AssetId}");
    }

    public IEnumerable<Finding> Findings()
    {
        if (sites.Count == 0)
        {
            yield return Finding.Warning("no_sites", "There are no sites yet, so no scan can be taken.", "Import a plant: scanward import PLANT.yaml.");
            yield break;
        }

        if (unknownZones.Count > 0) yield return Finding.Failed("time_zone_unknown", $"This program's time zone data does not know {Finding.Some(unknownZones)}.", "Correct the site's time_zone and import it again, or use a newer Scanward.");
        if (emptyCrews.Count > 0) yield return Finding.Warning("crew_empty", $"Crews without a technician: {Finding.Some(emptyCrews)}. Work that goes to them waits for nobody.", "Give each crew a technician in the plant file, or take the crew out of it and of the policy.");
        if (idle.Count > 0) yield return Finding.Warning("technician_idle", $"Technicians without a shift or on-call time: {Finding.Some(idle)}. Nothing is ever assigned to them.", "Write their shifts into the plant file, or take them out.");
        if (overlapping.Count > 0) yield return Finding.Warning("shifts_overlap", $"Technicians whose shifts overlap: {Finding.Some(overlapping)}.", "Join the shifts in the plant file, or correct one.");
        if (notStocked.Count > 0) yield return Finding.Warning("part_not_stocked", $"Parts that a job takes and the site does not stock: {Finding.Some(notStocked)}. Such work always waits for parts.", "Add them to the site's stock in the plant file, with on_hand: 0 if none is there.");
        if (withoutSkills.Count > 0) yield return Finding.Warning("skills_missing", $"Skills that no technician of the site has together: {Finding.Some(withoutSkills)}. Such work is assigned to nobody.", "Add the skills to a technician, or correct the asset's.");
        if (unknownZones.Count + emptyCrews.Count + idle.Count + overlapping.Count + notStocked.Count + withoutSkills.Count == 0) yield return Finding.Ok("plant", $"{sites.Count} sites: their crews, shifts, parts and skills go together.");
    }

    /// <summary>Whether somebody would be in two of the shifts at some minute of the week.</summary>
    internal static bool Overlap(IEnumerable<Shift> shifts)
    {
        var spans = new List<(int From, int To)>();
        foreach (var shift in shifts)
        {
            var from = Minute(shift.Hours.From);
            var to = Minute(shift.Hours.To) is var end && end > from ? end : end + (24 * 60);
            foreach (var day in shift.Days) spans.Add((((int)day - 1) * 24 * 60 + from, ((int)day - 1) * 24 * 60 + to));
        }

        spans.Sort();
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].From < spans[i - 1].To) return true;
        }

        return spans.Count > 1 && spans.Max(s => s.To) - WeekMinutes > spans[0].From; // the last runs over into the next week
    }

    private static int Minute(LocalTime time) => (time.Hour * 60) + time.Minute;
}
