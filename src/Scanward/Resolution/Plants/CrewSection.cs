using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>Reads <c>crews</c> and <c>technicians</c>. They are few, so who belongs where is judged at the end of the file.</summary>
internal sealed class CrewSection(PlantCursor cursor, NameTable sites, InternPool pool)
{
    private static readonly PlantMembers CrewMembers = new("id", "name", "site");

    private static readonly PlantMembers TechnicianMembers =
        new("id", "name", "site", "home", "crew", "skills", "shifts", "on_call", "absences", "load_limit", "role");

    private static readonly PlantMembers ShiftMembers = new("days", "hours");

    private static readonly PlantMembers AbsenceMembers = new("from", "to");

    private readonly Dictionary<string, ImmutableArray<Crew>> known = new(StringComparer.Ordinal);
    private readonly List<(Crew Crew, PlantText? Site, Spot At)> crews = [];
    private readonly List<(Technician Technician, PlantText? Site, PlantText Crew, Spot At)> technicians = [];

    /// <summary>Crews that the registry has already.</summary>
    public void Know(Roster roster) => known[roster.SiteId] = roster.Crews;

    public void ReadCrew()
    {
        PlantText? id = null, site = null;
        string? name = null;
        var members = cursor.Mapping("a crew", CrewMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": id = cursor.Word("a crew's id"); break;
                case "name": name = cursor.Text("a crew's name"); break;
                case "site": site = ReadSite(); break;
            }
        }

        members.Require("id");
        members.Require("name");
        if (id is { } word) crews.Add((new Crew(pool.Share(word.Text), name ?? ""), site, word.At));
    }

    public void ReadTechnician()
    {
        PlantText? id = null, site = null, home = null, crew = null;
        string? name = null, role = null;
        int? limit = null;
        ImmutableSortedSet<string> skills = Empty;
        ImmutableArray<Shift> shifts = [], onCall = [];
        ImmutableArray<Absence> absences = [];
        var members = cursor.Mapping("a technician", TechnicianMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": id = cursor.Word("a technician's id"); break;
                case "name": name = cursor.Text("a technician's name"); break;
                case "site": site = ReadSite(); break;
                case "home": home = ReadSite(); break;
                case "crew": crew = cursor.Word("a technician's crew"); break;
                case "skills": skills = Empty.Union(cursor.Words("a technician's skills", pool)); break;
                case "shifts": shifts = ReadShifts("shifts"); break;
                case "on_call": onCall = ReadShifts("on_call"); break;
                case "absences": absences = ReadAbsences(); break;
                case "load_limit": limit = cursor.Minutes(member, 0, 100_000); break;
                case "role": role = cursor.Word(member)?.Text; break;
            }
        }

        members.Require("id");
        members.Require("name");
        members.Require("crew");
        if (id is not { } word || name is null || crew is not { } crewId) return;
        var technician = new Technician
        {
            TechnicianId = word.Text,
            Name = name,
            CrewId = pool.Share(crewId.Text),
            HomeSiteId = home is { } own ? pool.Share(own.Text) : "",
            Skills = skills,
            Shifts = shifts,
            OnCall = onCall,
            Absences = absences,
            LoadLimitMinutes = limit,
        };
        technicians.Add((role is null ? technician : technician with { Role = pool.Share(role) }, site, crewId, word.At));
    }

    /// <summary>One roster for each site that has anybody; to be called once, when all sites are known.</summary>
    public IEnumerable<Roster> Rosters()
    {
        var bySite = new SortedDictionary<string, SortedDictionary<string, Crew>>(StringComparer.Ordinal);
        foreach (var (crew, site, at) in crews)
        {
            if (sites.OrOnly(site?.Text, at, "a crew") is not { } siteId) continue;
            if (!bySite.TryGetValue(siteId, out var atSite)) bySite[siteId] = atSite = new SortedDictionary<string, Crew>(StringComparer.Ordinal);
            if (!atSite.TryAdd(crew.CrewId, crew))
                cursor.Faults.Add(at, "crew_twice", $"crew '{crew.CrewId}' stands twice at site '{siteId}'; keep one.");
        }

        var people = new SortedDictionary<string, List<Technician>>(StringComparer.Ordinal);
        var seen = new Dictionary<(string Site, string Id), Spot>();
        foreach (var (technician, site, crew, at) in technicians)
        {
            if (sites.OrOnly(site?.Text, at, "a technician") is not { } siteId) continue;
            Judge(bySite.GetValueOrDefault(siteId), siteId, crew);
            if (!seen.TryAdd((siteId, technician.TechnicianId), at))
            {
                var first = seen[(siteId, technician.TechnicianId)].Named;
                cursor.Faults.Add(
                    at, "technician_twice", $"technician '{technician.TechnicianId}' stands {first} already, at the same site; keep one.");
            }

            if (!people.TryGetValue(siteId, out var atSite)) people[siteId] = atSite = [];
            atSite.Add(technician.HomeSiteId.Length == 0 ? technician with { HomeSiteId = pool.Share(siteId) } : technician);
        }

        return bySite.Keys.Union(people.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(site => new Roster
        {
            SiteId = pool.Share(site),
            Crews = [.. bySite.GetValueOrDefault(site)?.Values.AsEnumerable() ?? []],
            Technicians = [.. people.GetValueOrDefault(site)?.OrderBy(technician => technician.TechnicianId, StringComparer.Ordinal).AsEnumerable() ?? []],
        });
    }

    private static ImmutableSortedSet<string> Empty { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    private void Judge(SortedDictionary<string, Crew>? atSite, string siteId, PlantText crew)
    {
        var ids = known.GetValueOrDefault(siteId, []).Select(c => c.CrewId).Concat(atSite?.Keys.AsEnumerable() ?? []).ToList();
        if (ids.Contains(crew.Text)) return;
        var hint = cursor.Faults.Hint(crew.Text, ids, "; declare it in 'crews', or correct the name.");
        cursor.Faults.Add(crew.At, "crew_unknown", $"there is no crew '{crew.Text}' at site '{siteId}'{hint}");
    }

    private PlantText? ReadSite()
    {
        if (cursor.Word("a site's id") is not { } site) return null;
        sites.Refer(site.Text, site.At);
        return site;
    }

    private ImmutableArray<Shift> ReadShifts(string what)
    {
        var shifts = ImmutableArray.CreateBuilder<Shift>();
        var items = cursor.Sequence(what);
        while (items.Next())
        {
            ImmutableSortedSet<IsoDayOfWeek>? days = null;
            TimeSpanOfDay? hours = null;
            var members = cursor.Mapping($"an entry of {what}", ShiftMembers);
            while (members.Next(out var member))
            {
                if (member == "days") days = cursor.Days("days");
                else hours = cursor.Hours("hours", mayPassMidnight: true);
            }

            members.Require("days");
            members.Require("hours");
            if (days is null || hours is not { } span) continue;
            var shift = new Shift(days, span);
            if (shifts.FirstOrDefault(other => other.Overlaps(shift)) is { } first)
                cursor.Faults.Add(members.At, "shifts_overlap", $"{what} overlap: {PlantHours.Text(first.Hours)} and {PlantHours.Text(span)} on the same days; join them, or correct one.");
            else shifts.Add(shift);
        }

        return shifts.DrainToImmutable();
    }

    private ImmutableArray<Absence> ReadAbsences()
    {
        var absences = ImmutableArray.CreateBuilder<Absence>();
        var items = cursor.Sequence("absences");
        while (items.Next())
        {
            LocalDate? from = null, to = null;
            var members = cursor.Mapping("an absence", AbsenceMembers);
            while (members.Next(out var member))
            {
                if (member == "from") from = cursor.Date("the first day of an absence");
                else to = cursor.Date("the last day of an absence");
            }

            members.Require("from");
            members.Require("to");
            if (from is not { } first || to is not { } last) continue;
            if (last < first)
                cursor.Faults.Add(members.At, "absence_invalid", "an absence ends before it begins; 'from' is its first day and 'to' its last.");
            else absences.Add(new Absence(first, last));
        }

        return absences.DrainToImmutable();
    }
}
