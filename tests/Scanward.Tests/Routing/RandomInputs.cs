using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;
using Scanward.Tests.Routing.Crews;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

/// <summary>Inputs of decisions with everything that they can hold; the seed makes them. Times are whole milliseconds, as the store keeps them.</summary>
internal sealed class RandomInputs(int seed)
{
    private static readonly string?[] Modes = ["bearing_noise", "leak", null, "Größe \"x\" \\ \u2028 空 👷"];
    private static readonly string[] Parts = ["bearing_6205", "seal_o_ring", "filter_kit_v2", "belt_a"];
    private static readonly string[] Meters = ["run_hours", "starts", "Zähler"];
    private static readonly CompiledPolicy Fresh = Given.Compiled(Verification.FreshEverything);
    private static readonly SiteGround[] Sites =
    [
        Given.Ground("north-clinic"), Given.Ground("south-plant", "1-7 00:00-00:00"), Given.Ground("harbour-depot", ""),
        Given.Ground("lone", technicians: Rosters.Technician("t-night", Rosters.Night, "hvac", Rosters.Early)), new(Clock.Calendars.Site("Asia/Tokyo", "1-5 09:00-17:00"), new() { SiteId = "north" }, "a", "b"),
    ];

    private readonly Random random = new(seed);

    public RoutingInputs Make()
    {
        var received = Given.Now + Duration.FromMilliseconds(random.NextInt64(-40L * 86_400_000, 40L * 86_400_000));
        var stamp = random.Next(8) == 0 ? Pick(StampCheck.InFuture, StampCheck.TooOld) : StampCheck.Ok;
        var site = Pick(Sites);
        return new()
        {
            Scan = new()
            {
                Type = Pick(Enum.GetValues<ScanType>()),
                FailureMode = Pick(Modes),
                ReceivedAt = received,
                OccurredAt = stamp == StampCheck.Ok && Half() ? Before(received, 7) : received,
                Stamp = stamp,
                Location = Half() ? Pick(Enum.GetValues<LocationFact>()) : null,
                OperatorRole = Half() ? Pick("engineer", "technician", "Ärztin") : null,
                Readings = [.. Meters.Where(_ => random.Next(3) == 0).Select(m => new MeterReading(m, Number()))],
            },
            Profile = Profile(site.Site.SiteId, received),
            ProfileAsOf = Before(received, 12),
            History = History(received),
            Stock = [.. Parts.Where(_ => random.Next(4) > 0).Select(p => StockOf(p, received))],
            Loads = site.Roster.Technicians.Where(_ => Half())
                .ToImmutableDictionary(t => t.TechnicianId, t => new TechnicianLoad(t.TechnicianId, random.Next(1_500), Half() ? Before(received, 30) : null)),
            Site = site,
            Policy = Pick(Given.PlantRouting, Given.PlantRouting, Given.Starter, Fresh),
            Ordered = random.Next(10) == 0 ? new(Pick(Outcome.CorrectiveWo, Outcome.PreventivePm, Outcome.InspectionWo), Pick(Enum.GetValues<Priority>())) : null,
            PositionInBatch = random.Next(256),
        };
    }

    public AssetHistory History(Instant at) => new()
    {
        LastScanAt = Half() ? Before(at, 3) : null,
        LastScans = [.. Some(4, () => new LastScan(Pick(Enum.GetValues<ScanType>()), Pick(Modes), Before(at, 3), Id(), Half() ? Ref() : null, OperatorMark.Of(Pick(["op-1", "op-2", "Ωperator"]))))],
        Open = [.. Some(4, () => new OpenWork(Pick(Enum.GetValues<WorkKind>()), Pick(Modes), Ref(), Before(at, 30)))],
        Closed = [.. Some(3, () => new ClosedFault(Pick(Modes), Before(at, 60)))],
        Failures = [.. Some(AssetHistory.Kept + 1, () => Before(at, 200)).Order()],
        Meters = Meters.Where(_ => Half()).ToImmutableSortedDictionary(m => m, _ => Number()),
    };

    private AssetProfile Profile(string siteId, Instant at) => new()
    {
        SiteId = siteId,
        AssetId = "AHU-000001",
        Name = "Air handler 1",
        Class = "air_handler",
        Criticality = random.Next(1, 6),
        Skills = Half() ? ["hvac"] : [],
        WarrantyUntil = Half() ? at.InUtc().Date.PlusDays(random.Next(-30, 30)) : null,
        Vendor = Half() ? "Nordluft" : null,
        Repairs = ImmutableSortedDictionary<string, JobNeed>.Empty.Add("bearing_noise", Job()).Add("*", Job()),
        Preventive = Half()
            ? new()
            {
                Next = at.InUtc().Date.PlusDays(random.Next(-20, 20)),
                Job = Job(),
                Meter = Half() ? Pick(Meters) : null,
                MeterDueAt = Half() ? Number() : null,
                MeterPerDay = Pick<decimal?>(null, 20, 0.000_000_000_000_000_000_000_000_000_1m, 1_000_000_000_000m),
            }
            : null,
    };

    private JobNeed Job() => new([.. Parts.Where(_ => random.Next(3) == 0).Select(p => new PartNeed(p, random.Next(1, 4)))], Half() ? random.Next(500) : null);

    private Stock StockOf(string part, Instant at)
    {
        var onHand = random.Next(8);
        return new()
        {
            SiteId = "north", PartId = part, OnHand = onHand, Reserved = random.Next(onHand + 1), OnOrder = random.Next(4), SafetyStock = random.Next(4),
            ReorderPoint = Half() ? random.Next(5) : null, ReorderQuantity = Half() ? random.Next(1, 5) : null, LeadTimeDays = Half() ? random.Next(10) : null,
            Eta = Half() ? at + Duration.FromMinutes(random.Next(-5_000, 5_000)) : null, AsOf = at - Duration.FromMinutes(random.Next(12)),
        };
    }

    private decimal Number() => Pick(0m, 0.001m, 8_123.5m, 1.000m, 1_000_000_000_000m, -0.000_000_001m, -1_000_000_000_000m, random.Next(20_000) / 10m);

    private Instant Before(Instant at, int days) => at - Duration.FromMilliseconds(random.NextInt64(days * 86_400_000L));

    private WorkOrderRef Ref() => new(Id(), WorkOrderRef.NumberOf("NO", random.Next(1_000_000)));

    private long Id() => random.NextInt64(1L << 22, long.MaxValue);

    private bool Half() => random.Next(2) == 0;

    private IEnumerable<T> Some<T>(int most, Func<T> make)
    {
        for (var left = random.Next(most); left > 0; left--) yield return make();
    }

    private T Pick<T>(params T[] items) => items[random.Next(items.Length)];

    private static class Verification
    {
        /// <summary>A policy under which every fact that can grow old does.</summary>
        public const string FreshEverything = """
            policy: fresh
            version: 1
            timezone: UTC
            fresh: { stock: 5m, profile: 6d }
            route:
              - { id: critical, when: { criticality: 4..5, asset_class: air_handler }, then: tier_2_engineer P1 }
              - { id: unsure, when: { criticality: unknown }, then: review P2 }
              - { id: fix, then: corrective_wo P3 }
            response:
              P1: { done: 1d, clock: always }
              P2: { done: 1d, clock: always }
              P3: { acknowledge: 1h, done: 2d, clock: site }
            """;
    }
}
