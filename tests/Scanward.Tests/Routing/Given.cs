using System.Collections.Immutable;
using System.Text;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Tests.Routing.Crews;
using Scanward.Tests.Routing.PolicyVerification;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

/// <summary>
/// Inputs of a decision, made by hand. Each begins as a corrective scan of <c>bearing_noise</c> at an asset of criticality 3, on a working day, with the part
/// on the shelf and everybody on shift; a case changes what it is about.
/// </summary>
internal static class Given
{
    /// <summary>A Tuesday, 10:00 in Chicago.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 24, 16, 0);

    public static readonly CompiledPolicy PlantRouting = Compiled(PolicyFiles.Sample("plant-routing.yaml"));

    public static readonly CompiledPolicy Starter = Compiled(PolicyFiles.Sample("starter.yaml"));

    private static readonly Technician[] Everybody =
    [
        Rosters.Technician("t-amara", skills: "hvac", crew: "shift_1_mech"),
        Rosters.Technician("t-bo", skills: "hvac", crew: "shift_1_mech"),
        Rosters.Technician("t-cleo", skills: "hvac", crew: "tier_2") with { Role = "engineer" },
        Rosters.Technician("t-dan", skills: "plumbing", crew: "pm_crew_a"),
    ];

    public static CompiledPolicy Compiled(string yaml) => PolicyCompiler.Compile(PolicyFiles.Read(yaml));

    public static RoutingInputs Scan(ScanType type = ScanType.Corrective, string? failureMode = null) => new()
    {
        Scan = new() { Type = type, FailureMode = failureMode ?? (type == ScanType.Corrective ? "bearing_noise" : null), ReceivedAt = Now, OccurredAt = Now },
        Profile = new()
        {
            SiteId = "north",
            AssetId = "AHU-000001",
            Name = "Air handler 1",
            Class = "air_handler",
            Criticality = 3,
            Skills = ["hvac"],
            Repairs = ImmutableSortedDictionary<string, JobNeed>.Empty
                .Add("bearing_noise", new([new("bearing_6205", 2)], 150))
                .Add("*", new([], 90)),
        },
        ProfileAsOf = Now,
        History = AssetHistory.None,
        Stock = [Stock("bearing_6205", 10, safety: 4)],
        Loads = Rosters.NoLoads,
        Site = Ground("north"),
        Policy = PlantRouting,
    };

    public static SiteGround Ground(string siteId, string hours = "1-5 08:00-17:00", params Technician[] technicians) => new(
        Clock.Calendars.Site("America/Chicago", hours) with { SiteId = siteId, Code = "NO" },
        new() { SiteId = siteId, Technicians = [.. technicians.Length == 0 ? Everybody : technicians] }, "site-hash", "roster-hash");

    public static Stock Stock(string part, int onHand, int safety = 0, int reserved = 0, int onOrder = 0, Instant? eta = null) =>
        new() { SiteId = "north", PartId = part, OnHand = onHand, SafetyStock = safety, Reserved = reserved, OnOrder = onOrder, Eta = eta, AsOf = Now };

    public static Instant Ago(double days = 0, int minutes = 0) => Now - Duration.FromDays(days) - Duration.FromMinutes(minutes);

    public static LocalDate InDays(int days) => new LocalDate(2026, 11, 24).PlusDays(days);

    public static OpenWork Open(WorkKind kind, double daysAgo, string? failureMode = null, long id = 700) => new(kind, failureMode, new(id, $"WO-NO-{id:D6}"), Ago(daysAgo));

    public static RoutingInputs At(this RoutingInputs inputs, SiteGround site) => inputs with { Site = site, Profile = inputs.Profile with { SiteId = site.Site.SiteId } };

    public static RoutingInputs Under(this RoutingInputs inputs, CompiledPolicy policy) => inputs with { Policy = policy };

    public static RoutingInputs Criticality(this RoutingInputs inputs, int criticality) => inputs with { Profile = inputs.Profile with { Criticality = criticality } };

    public static RoutingInputs Stocked(this RoutingInputs inputs, params Stock[] stock) => inputs with { Stock = [.. stock] };

    public static RoutingInputs Remembering(this RoutingInputs inputs, AssetHistory history) => inputs with { History = history };

    public static RoutingInputs Asset(this RoutingInputs inputs, Func<AssetProfile, AssetProfile> change) => inputs with { Profile = change(inputs.Profile) };

    public static RoutingInputs Scanned(this RoutingInputs inputs, Func<RoutedScan, RoutedScan> change) => inputs with { Scan = change(inputs.Scan) };

    public static RoutingInputs PmDue(this RoutingInputs inputs, int days) =>
        inputs.Asset(a => a with { Preventive = new() { Next = InDays(days), Job = new([new("filter_kit_v2")], 75) } }) with
        {
            Stock = [.. inputs.Stock, Stock("filter_kit_v2", 5)],
        };

    /// <summary>A decision in a few lines, for comparing with what a test expects.</summary>
    public static string Told(RoutingDecision decision)
    {
        var text = new StringBuilder($"{decision.RowId}: {Wire.Name(decision.Outcome)} {decision.Priority}".TrimEnd());
        if (decision.DuplicateOf is { } of) text.Append($" of {Wire.Name(of)}, scan {decision.DuplicateScanId?.ToString() ?? "-"}, {decision.PointsTo?.Number ?? "-"}");
        if (decision.Work is { } work)
        {
            text.Append($"\n{Wire.Name(work.Kind)} {Wire.Name(work.State)} {work.Minutes}m");
            text.Append($"\n{work.Vendor ?? work.Assignment.Technician ?? "nobody"} of {work.Assignment.Crew ?? "no crew"}{(work.Assignment.OnCall ? " on call" : "")}, {work.Assignment.DecidedBy}");
            text.Append($"\n[{string.Join(", ", work.Parts.Select(p => $"{p.Part} x{p.Quantity} {Wire.Name(p.State)}{(p.Eta is { } eta ? $" {eta}" : "")}"))}]");
            text.Append($"\n{work.Response?.AcknowledgeBy} {work.Response?.OnSiteBy} {work.Response?.DoneBy} {work.Response?.WindowMinutes}");
        }

        return text.Append('\n').Append(decision.Reason).ToString();
    }
}
