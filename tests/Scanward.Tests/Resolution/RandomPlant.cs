using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Resolution.Plants;

namespace Scanward.Tests.Resolution;

/// <summary>Plants with everything that a plant can hold, mostly of the awkward sort; the seed makes the plant.</summary>
internal sealed class RandomPlant(int seed)
{
    private static readonly string[] Names =
    [
        "Plain", "Two words", "it's: a trap # really", "- dash", "\"quoted\" \\ back", "null", "no", "0123", "2026-11-22", "Zoë Čapek", "空調機", "👷 lift", "a, [b] {c}",
        "* star", "&anchor", "!tag", "%", "@at", "`tick`", "? what", "| pipe", "> fold", "trailing:", "line\u2028break", "\ufeffmark", "~", "x\u00a0y", "'", ":",
    ];

    private static readonly string[] Words = ["a", "x1", "no", "null", "true", "7", "on", "a.b", "a/b", "north-1", "bearing_6205", "LV", "1e3", "0x1F", "y", "any-thing"];

    private readonly Random random = new(seed);
    private int tagged;

    public Plant Make()
    {
        var sites = Some(1, 3, SiteOf).DistinctBy(site => site.SiteId).DistinctBy(site => site.Code).OrderBy(site => site.SiteId, StringComparer.Ordinal).ToImmutableArray();
        var parts = Some(0, 6, () => new PartDefinition(Word(), Name(), random.Next(2) == 0 ? PartDefinition.Piece : "kg"))
            .DistinctBy(part => part.PartId).OrderBy(part => part.PartId, StringComparer.Ordinal).ToImmutableArray();
        var place = 0;
        var classSkills = Skills();
        var classRepairs = Repairs(parts);
        var assets = Some(0, 8, () => AssetOf(sites, parts, place++, classSkills, classRepairs)).OrderBy(asset => asset.AssetId, StringComparer.Ordinal).ToImmutableArray();
        return new Plant
        {
            Sites = sites,
            Assets = assets,
            Parts = parts,
            Stock = [.. from site in sites from part in parts where random.Next(3) > 0 select StockOf(site.SiteId, part.PartId)],
            Rosters = [.. sites.Select(site => RosterOf(site.SiteId, sites)).Where(roster => !roster.Crews.IsEmpty)],
            History = assets.Where(_ => random.Next(3) == 0).ToImmutableSortedDictionary(
                asset => asset.AssetId, _ => Some(1, 4, FailureOf).OrderBy(failure => failure.At).ToImmutableArray(), StringComparer.Ordinal),
        };
    }

    public AssetProfile AssetOf(
        ImmutableArray<Site> sites, ImmutableArray<PartDefinition> parts, int place, ImmutableArray<string> classSkills, ImmutableSortedDictionary<string, JobNeed> classRepairs) => new()
    {
        SiteId = Of(sites).SiteId,
        AssetId = $"{Of("AHU-", "#asset ", "null ", "7-")}{place:D6}",
        Name = Name(),
        Class = Of("pump", "no", "air_handler"),
        Criticality = random.Next(1, 6),
        Location = Maybe(Name),
        Geolocation = random.Next(2) == 0 ? new GeoPoint((random.NextDouble() * 180) - 90, random.NextDouble() * 1e-5) : null,
        Tags = [.. Some(0, 3, () => $"{Of("]C18004952061", "TAG:", "old #", "- [", "\u001d8004952061")}{tagged++:D6}")],
        Skills = random.Next(3) > 0 ? classSkills : Skills(),
        WarrantyUntil = random.Next(2) == 0 ? Date() : null,
        Vendor = Maybe(Name),
        Repairs = random.Next(3) > 0 ? classRepairs : Repairs(parts),
        Preventive = random.Next(3) > 0 ? PlanOf(parts) : null,
        EstimatedMinutes = Of(120, 120, 45, 500),
    };

    public Site SiteOf() => new()
    {
        SiteId = Word(),
        Name = Name(),
        Code = Of("NC", "SP", "no", "12345678"),
        TimeZone = Of("America/Chicago", "Europe/Amsterdam", "Australia/Sydney", "Etc/GMT+5"),
        Hours = random.Next(3) == 0 ? WorkingHours.OfficeHours : new WorkingHours { Days = Week(), Holidays = [.. Some(0, 3, Date)] },
        Geofence = random.Next(2) == 0 ? new Geofence(new GeoPoint(-33.9 + random.NextDouble(), 151.2), 1 + (random.NextDouble() * 1000)) : null,
        GeolocationRequired = random.Next(2) == 0,
        GuestReports = random.Next(2) == 0,
        Manager = Maybe(Name),
    };

    public Roster RosterOf(string siteId, ImmutableArray<Site> sites)
    {
        var crews = Some(0, 3, () => new Crew(Word(), Name())).DistinctBy(crew => crew.CrewId).OrderBy(crew => crew.CrewId, StringComparer.Ordinal).ToImmutableArray();
        var place = 0;
        return new Roster { SiteId = siteId, Crews = crews, Technicians = crews.IsEmpty ? [] : [.. Some(0, 4, () => TechnicianOf(siteId, crews, sites, place++))] };
    }

    public Stock StockOf(string siteId, string partId) => new()
    {
        SiteId = siteId,
        PartId = partId,
        OnHand = random.Next(100),
        OnOrder = Of(0, 0, 7),
        SafetyStock = Of(0, 4),
        ReorderPoint = random.Next(2) == 0 ? random.Next(10) : null,
        ReorderQuantity = random.Next(2) == 0 ? random.Next(1, 10) : null,
        LeadTimeDays = random.Next(2) == 0 ? random.Next(40) : null,
        Eta = random.Next(2) == 0 ? Moment() : null,
        AsOf = random.Next(4) > 0 ? PlantTexts.Now : Moment(),
    };

    private Technician TechnicianOf(string siteId, ImmutableArray<Crew> crews, ImmutableArray<Site> sites, int place) => new()
    {
        TechnicianId = $"t{place:D2}",
        Name = Name(),
        CrewId = Of(crews).CrewId,
        HomeSiteId = random.Next(3) > 0 ? siteId : Of(sites).SiteId,
        Skills = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, Skills()),
        Shifts = Apart(Some(0, 3, ShiftOf)),
        OnCall = Apart(Some(0, 2, ShiftOf)),
        Absences = [.. Some(0, 2, Date).Select(day => new Absence(day, day.PlusDays(random.Next(20))))],
        LoadLimitMinutes = Of<int?>(null, 0, 90, 720),
        Role = Of("technician", "engineer", "no"),
    };

    private PreventivePlan PlanOf(ImmutableArray<PartDefinition> parts)
    {
        var hasMeter = random.Next(2) == 0;
        return new PreventivePlan
        {
            Next = Date(),
            WindowDaysBefore = Of(7, 0, 3),
            WindowDaysAfter = Of(7, 14),
            EveryDays = Of<int?>(null, 30, 90),
            Job = Job(parts),
            Floating = Of(false, true),
            Meter = hasMeter ? Of("run_hours", "no") : null,
            MeterDueAt = hasMeter ? Of<decimal?>(null, 8000m, 12.50m, 0m) : null,
            MeterEvery = hasMeter ? Of<decimal?>(null, 500m, 2.5m) : null,
            MeterPerDay = hasMeter ? Of<decimal?>(null, 0.125m, 20m) : null,
        };
    }

    private ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>> Week()
    {
        ImmutableArray<TimeSpanOfDay>[] kinds =
        [
            [new TimeSpanOfDay(new LocalTime(8, 0), new LocalTime(17, 0))],
            [new TimeSpanOfDay(new LocalTime(6, 30), new LocalTime(12, 0)), new TimeSpanOfDay(new LocalTime(12, 0), LocalTime.Midnight)],
            [new TimeSpanOfDay(LocalTime.Midnight, LocalTime.Midnight)],
        ];
        return Enumerable.Range(1, 7).Where(_ => random.Next(4) > 0).ToImmutableSortedDictionary(day => (IsoDayOfWeek)day, _ => Of(kinds));
    }

    /// <summary>Those that overlap none before them.</summary>
    private static ImmutableArray<Shift> Apart(IEnumerable<Shift> shifts) => shifts.Aggregate(ImmutableArray<Shift>.Empty, (kept, shift) => kept.Any(k => k.Overlaps(shift)) ? kept : kept.Add(shift));

    private Shift ShiftOf() => new(
        [.. Some(1, 8, () => (IsoDayOfWeek)random.Next(1, 8))],
        Of(new TimeSpanOfDay(new LocalTime(22, 0), new LocalTime(6, 0)), new(new(6, 0), new(14, 5)), new(LocalTime.Midnight, LocalTime.Midnight), new(new(17, 0), LocalTime.Midnight)));

    /// <summary>Those that overlap none before them.</summary>
    private static ImmutableArray<Shift> Apart(List<Shift> shifts) => [.. shifts.Where((shift, place) => !shifts.Take(place).Any(shift.Overlaps))];

    private PastFailure FailureOf()
    {
        var at = Moment();
        return new PastFailure(at, Word(), random.Next(2) == 0 ? at + Duration.FromMinutes(random.Next(5000)) : null);
    }

    private ImmutableSortedDictionary<string, JobNeed> Repairs(ImmutableArray<PartDefinition> parts) =>
        Some(0, 4, () => random.Next(4) == 0 ? "*" : Word()).Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(mode => mode, _ => Job(parts), StringComparer.Ordinal);

    private JobNeed Job(ImmutableArray<PartDefinition> parts) => new(
        parts.IsEmpty ? [] : [.. Some(0, 3, () => Of(parts).PartId).Distinct(StringComparer.Ordinal).Select(part => new PartNeed(part, random.Next(1, 5)))], Of<int?>(null, 0, 90));

    private ImmutableArray<string> Skills() => [.. Some(0, 4, Word).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private LocalDate Date() => new LocalDate(2026, 11, 22).PlusDays(random.Next(-800, 800));

    private Instant Moment() => PlantTexts.Now - Duration.FromTicks(random.NextInt64(NodaConstants.TicksPerDay * 900));

    private string Name() => Of(Names);

    private string Word() => Of(Words);

    private string? Maybe(Func<string> make) => random.Next(2) == 0 ? make() : null;

    private T Of<T>(params IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private List<T> Some<T>(int least, int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => make())];
}
