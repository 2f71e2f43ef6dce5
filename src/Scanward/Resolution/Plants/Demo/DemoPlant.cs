using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;

namespace Scanward.Resolution.Plants.Demo;

/// <summary>
/// Makes plants to look at and to measure with: a clinic in Chicago, a plant in the Netherlands, a depot in Sydney, with assets, parts, people, plans
/// and a past. Equal arguments make equal plants.
/// </summary>
public static class DemoPlant
{
    public const int MostSites = 3;

    public const int MostAssets = 800_000;

    /// <summary>
    /// The asset that examples scan: an air handler of criticality 5 at <c>north-clinic</c> whose repair of <c>bearing_noise</c> has its parts on the
    /// shelf.
    /// </summary>
    public const string ExampleAssetId = "AHU-000123";

    private const double MetresPerDegree = 111_195;

    /// <summary>GS1's company prefix for examples.</summary>
    private const string CompanyPrefix = "9520614";

    private static readonly (Site Site, int Month, int Day)[] Sites =
    [
        (new Site
        {
            SiteId = "north-clinic", GuestReports = true, Name = "North Clinic, Chicago", Code = "NC", TimeZone = "America/Chicago", Manager = "Denise Washington",
            Hours = Hours(("mon-fri", "07:00-19:00"), ("sat", "08:00-13:00")), Geofence = new Geofence(new GeoPoint(41.8963, -87.6217), 220),
        }, 7, 4),
        (new Site
        {
            SiteId = "south-plant", GuestReports = true, Name = "South Plant, Utrecht", Code = "SP", TimeZone = "Europe/Amsterdam", Manager = "Sanne Hoekstra",
            Hours = Hours(("mon-fri", "06:00-22:00")), Geofence = new Geofence(new GeoPoint(52.0593, 5.1074), 400), GeolocationRequired = true,
        }, 4, 27),
        (new Site
        {
            SiteId = "harbour-depot", GuestReports = true, Name = "Harbour Depot, Port Botany", Code = "HD", TimeZone = "Australia/Sydney", Manager = "Callum Tran",
            Hours = Hours(("mon-fri", "05:30-18:00"), ("sat", "06:00-12:00")), Geofence = new Geofence(new GeoPoint(-33.9712, 151.2238), 650),
        }, 1, 26),
    ];

    /// <param name="seed">Any number; another makes another plant.</param>
    /// <param name="today">What preventive dates, warranties, absences and the past are spread around.</param>
    /// <param name="sites">1 to 3: <c>north-clinic</c>, <c>south-plant</c>, <c>harbour-depot</c>.</param>
    /// <param name="assets">1 to 800,000 in all, spread evenly over the sites.</param>
    public static Plant Make(int seed, LocalDate today, int sites = MostSites, int assets = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sites, MostSites);
        ArgumentOutOfRangeException.ThrowIfLessThan(assets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(assets, MostAssets);
        var random = new Random(seed);
        var names = DemoCrews.Names(random);
        var scale = Math.Clamp(assets / sites / 1000, 1, 20);
        Site[] chosen = [.. Sites.Take(sites).Select(demo => WithHolidays(demo.Site, demo.Month, demo.Day, today))];
        ImmutableArray<Roster> rosters = [.. chosen.Select(site => DemoCrews.Make(random, site, today, scale, names)).OrderBy(roster => roster.SiteId, StringComparer.Ordinal)];
        var profiles = new List<AssetProfile>(assets);
        var history = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<PastFailure>>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal) { [DemoCatalogue.AirHandler.Id] = 122 };
        for (var place = 0; place < assets; place++)
        {
            var (asset, kind) = MakeAsset(random, chosen[place % sites], place, place / sites, today, numbers);
            profiles.Add(asset);
            if (random.Next(5) == 0) history.Add(asset.AssetId, MakeHistory(random, kind, today));
        }

        profiles.Sort((a, b) => string.CompareOrdinal(a.AssetId, b.AssetId));
        return new Plant
        {
            Sites = [.. chosen.OrderBy(site => site.SiteId, StringComparer.Ordinal)],
            Assets = [.. profiles],
            Parts = [.. DemoCatalogue.Parts.Select(part => part.Part).OrderBy(part => part.PartId, StringComparer.Ordinal)],
            Stock = MakeStock(random, chosen, today, scale),
            Rosters = rosters,
            History = history.ToImmutable(),
        };
    }

    private static (AssetProfile Asset, DemoClass Kind) MakeAsset(
        Random random, Site site, int place, int placeAtSite, LocalDate today, Dictionary<string, int> numbers)
    {
        var kinds = DemoCatalogue.ClassesOf(site.SiteId);
        var kind = kinds[placeAtSite % kinds.Length];
        var number = numbers[kind.Id] = numbers.GetValueOrDefault(kind.Id, 100) + 1;
        var where = kind.Places[random.Next(kind.Places.Length)];
        var underWarranty = random.Next(100) < 35;
        var asset = new AssetProfile
        {
            SiteId = site.SiteId,
            AssetId = string.Create(CultureInfo.InvariantCulture, $"{kind.Prefix}-{number:D6}"),
            Name = string.Create(CultureInfo.InvariantCulture, $"{kind.Name} {number}"),
            Class = kind.Id,
            Criticality = Criticality(random),
            Location = $"Building {(char)('A' + random.Next(6))}, {where}",
            Geolocation = Near(random, site.Geofence!.Center, site.Geofence.Radius * 0.7),
            Tags = MakeTags(random, site.Code, place),
            Skills = kind.SkillList,
            WarrantyUntil = underWarranty ? today.PlusDays(random.Next(-400, 900)) : null,
            Vendor = underWarranty ? kind.Vendors[random.Next(kind.Vendors.Length)] : null,
            Repairs = kind.Repairs,
            EstimatedMinutes = kind.Minutes,
            Preventive = MakePlan(random, kind, today),
        };
        return (asset.AssetId == ExampleAssetId ? asset with { Criticality = 5, WarrantyUntil = null, Vendor = null } : asset, kind);
    }

    private static int Criticality(Random random) => random.Next(100) switch { < 20 => 1, < 50 => 2, < 78 => 3, < 93 => 4, _ => 5 };

    /// <summary>An id of our own, a GIAI on a Code 128 label or as a link in a QR code, and now and then what an older system called it.</summary>
    private static ImmutableArray<string> MakeTags(Random random, string code, int place)
    {
        // The low 20 bits of every draw come from the place by a one-to-one scramble (an odd factor modulo 2 to the 20th, more than MostAssets),
        // so that no two ids of a plant are the same.
        var distinct = (uint)(place + 7919) * 0x9E3B1;
        Span<byte> draws = stackalloc byte[OwnId.BytesPerDraw * 8];
        random.NextBytes(draws);
        for (var i = 0; i < draws.Length; i += OwnId.BytesPerDraw)
        {
            draws[i + 2] = (byte)((draws[i + 2] & 0xF0u) | ((distinct >> 16) & 0x0Fu));
            draws[i + 3] = (byte)(distinct >> 8);
            draws[i + 4] = (byte)distinct;
        }

        var giai = string.Create(CultureInfo.InvariantCulture, $"{CompanyPrefix}{100_000_000 + place}");
        var label = random.Next(5) < 3 ? $"]C18004{giai}" : $"https://id.gs1.org/8004/{giai}";
        var own = OwnId.Make(draws);
        return random.Next(4) > 0 ? [own, label] : [own, label, string.Create(CultureInfo.InvariantCulture, $"{code}/FM/{20_000 + place}")];
    }

    /// <summary>One in seven late, one in four in its window, the others ahead.</summary>
    private static PreventivePlan MakePlan(Random random, DemoClass kind, LocalDate today)
    {
        var days = random.Next(100) switch
        {
            < 14 => random.Next(-60, -7),
            < 40 => random.Next(-7, 8),
            _ => random.Next(8, Math.Max(9, kind.PmEveryDays)),
        };
        return new PreventivePlan
        {
            Next = today.PlusDays(days),
            EveryDays = kind.PmEveryDays,
            Job = kind.PmJob,
            Meter = kind.Meter?.Name,
            MeterDueAt = kind.Meter is { } meter ? meter.DueEvery * random.Next(1, 12) : null,
            MeterPerDay = kind.Meter?.PerDay,
        };
    }

    private static ImmutableArray<PastFailure> MakeHistory(Random random, DemoClass kind, LocalDate today)
    {
        var failures = new List<PastFailure>();
        var noon = today.At(new LocalTime(12, 0)).InUtc().ToInstant();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var at = noon - Duration.FromMinutes(random.Next(2 * 1440, 700 * 1440));
            failures.Add(
                new PastFailure(at, kind.Failures[random.Next(kind.Failures.Length)].Mode, at + Duration.FromMinutes(random.Next(45, 2 * 1440))));
        }

        return [.. failures.OrderBy(failure => failure.At)];
    }

    /// <summary>Mostly enough; one part in eight is short with more on its way, one in six below its safety stock.</summary>
    private static ImmutableArray<Stock> MakeStock(Random random, Site[] sites, LocalDate today, int scale)
    {
        var asOf = today.AtMidnight().InUtc().ToInstant();
        var stock = new List<Stock>();
        foreach (var site in sites)
        {
            foreach (var (part, usual, leadTimeDays) in DemoCatalogue.Parts)
            {
                var safety = Math.Max(1, usual * scale / 4);
                var state = (site.Code, part.PartId) switch
                {
                    ("NC", "bearing_6205" or "grease_cartridge") => 99,
                    ("SP", "seal_o_ring") => 0,
                    ("HD", "bearing_6205") => 20,
                    _ => random.Next(100),
                };
                var onHand = state switch { < 12 => 0, < 28 => safety - (safety > 1 ? 1 : 0), _ => (usual * scale) - random.Next(usual * scale / 3) };
                var isOrdered = state < 12;
                stock.Add(new Stock
                {
                    SiteId = site.SiteId, PartId = part.PartId, OnHand = onHand, SafetyStock = safety, ReorderPoint = safety * 2, ReorderQuantity = usual * scale,
                    OnOrder = isOrdered ? usual * scale : 0, Eta = isOrdered ? asOf + Duration.FromDays(random.Next(1, leadTimeDays + 1)) : null,
                    LeadTimeDays = leadTimeDays, AsOf = asOf,
                });
            }
        }

        return [.. stock.OrderBy(figures => figures.SiteId, StringComparer.Ordinal).ThenBy(figures => figures.PartId, StringComparer.Ordinal)];
    }

    /// <summary>A point within so many metres, to about a metre.</summary>
    internal static GeoPoint Near(Random random, GeoPoint center, double metres)
    {
        var angle = random.NextDouble() * 2 * Math.PI;
        var distance = Math.Sqrt(random.NextDouble()) * metres;
        var latitude = center.Latitude + (distance * Math.Cos(angle) / MetresPerDegree);
        var longitude = center.Longitude + (distance * Math.Sin(angle) / (MetresPerDegree * Math.Cos(center.Latitude * Math.PI / 180)));
        return new GeoPoint(Math.Round(latitude, 5), Math.Round(longitude, 5));
    }

    private static Site WithHolidays(Site site, int month, int day, LocalDate today) => site with
    {
        Hours = site.Hours with
        {
            Holidays =
            [
                .. Enumerable.Range(today.Year, 2)
                    .SelectMany(year => new[] { new LocalDate(year, 1, 1), new LocalDate(year, month, day), new LocalDate(year, 12, 25) }),
            ],
        },
    };

    private static WorkingHours Hours(params (string Days, string Hours)[] week) => new()
    {
        Days = week.SelectMany(part => PlantHours.DaysOf(part.Days)!.Select(day => (day, PlantHours.Span(part.Hours))))
            .ToImmutableSortedDictionary(entry => entry.day, entry => ImmutableArray.Create(entry.Item2)),
    };
}
