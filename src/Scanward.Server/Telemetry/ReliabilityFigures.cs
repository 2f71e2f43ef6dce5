using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;
using Scanward.Maintenance;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Telemetry;

/// <summary>MTBF, MTTR and compliance with preventive maintenance, of a site, a class or an asset, out of its work orders (docs/figures.md).</summary>
internal static class ReliabilityFigures
{
    private const int PageRows = 5_000;

    private static readonly Duration defaultSpan = Duration.FromDays(365);

    private static readonly string[] parameters = ["asset_id", "class", "since"];

    public static void MapReliabilityFigures(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/metrics/reliability", Get);

    private static async Task<IResult> Get(HttpContext context, StoreReads reads, ServerClock clock, CancellationToken ct)
    {
        var now = clock.Now();
        var (asked, faults) = Read(context.Request.Query, now);
        if (faults.Length > 0) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var caller = context.Caller();
        var assets = await reads.CountAssets(caller.SiteNo, asked.AssetId, asked.Class, ct);
        if (assets == 0 && asked is not { AssetId: null, Class: null }) return new ProblemResult(Problems.NotFound, "This site has no such asset, or no asset of this class.");
        var tally = new Tally(now);
        for (var after = TimeOrderedId.First(asked.Since.ToUnixTimeMilliseconds()) - 1; ;)
        {
            var page = await reads.Maintenance(caller.SiteNo, asked.AssetId, asked.Class, after, PageRows, ct);
            foreach (var row in page) tally.Add(row);
            if (page.Count < PageRows) break;
            after = page[^1].WorkOrderId;
        }

        return new JsonResult(json => Write(json, caller.SiteId, asked, now, assets, tally));
    }

    private static (Asked Asked, ImmutableArray<ScanFault> Faults) Read(IQueryCollection query, Instant now)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        var since = now - defaultSpan;
        foreach (var (name, values) in query)
        {
            if (!parameters.Contains(name)) faults.Add(new(name, "unknown_parameter", $"There is no parameter '{name}' here; there are {string.Join(", ", parameters)}."));
            else if (values.Count != 1) faults.Add(new(name, "duplicate_parameter", $"Give '{name}' once."));
            else if (name == "since" && Instants(values[0]!) is not { } at) faults.Add(new(name, "unknown_value", "since is a time such as 2026-01-01T00:00:00Z."));
            else if (name == "since") since = Instants(values[0]!)!.Value;
        }

        var asked = new Asked(query["asset_id"], query["class"], since);
        if (asked is { AssetId: not null, Class: not null }) faults.Add(new("class", "one_of", "Give asset_id or class, not both."));
        return (asked, faults.ToImmutable());
    }

    private static Instant? Instants(string text) => OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } read ? read.Value.ToInstant() : null;

    private static void Write(Utf8JsonWriter json, string siteId, Asked asked, Instant now, long assets, Tally tally)
    {
        json.WriteStartObject();
        json.WriteString("site", siteId);
        json.WriteString("class", asked.Class);
        json.WriteString("asset_id", asked.AssetId);
        json.WriteTime("since", asked.Since.ToUnixTimeMilliseconds());
        json.WriteTime("until", now.ToUnixTimeMilliseconds());
        json.WriteNumber("assets", assets);
        json.WriteNumber("failures", tally.Failures);
        json.WriteNumber("repairs", tally.Repairs);
        json.WriteNumber("mtbf_minutes", tally.MtbfMinutes);
        json.WriteNumber("mttr_minutes", tally.MttrMinutes);
        json.WriteStartObject("preventive");
        json.WriteNumber("due", tally.Due);
        json.WriteNumber("done_in_time", tally.DoneInTime);
        json.WriteNumber("done_late", tally.DoneLate);
        json.WriteNumber("overdue", tally.Overdue);
        if (tally.Due == 0) json.WriteNull("compliance");
        else json.WriteNumber("compliance", Math.Round((double)tally.DoneInTime / tally.Due, 4));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed record Asked(string? AssetId, string? Class, Instant Since);

    /// <summary>What work orders say, in the order in which they were opened.</summary>
    private sealed class Tally(Instant now)
    {
        private readonly Dictionary<long, List<Instant>> failures = [];
        private readonly List<Repair> repairs = [];

        public int Failures { get; private set; }

        public int Repairs => repairs.Count;

        public int DoneInTime { get; private set; }

        public int DoneLate { get; private set; }

        /// <summary>Not done, and the time by which it was to be is over.</summary>
        public int Overdue { get; private set; }

        public int Due => DoneInTime + DoneLate + Overdue;

        public long? MtbfMinutes => Reliability.GroupMtbfMinutes(failures.Values, now);

        public long? MttrMinutes => Reliability.MttrMinutes(repairs.ToArray());

        public void Add(MaintenanceRecord row)
        {
            var opened = Instant.FromUnixTimeMilliseconds(row.OpenedAt);
            var done = row.DoneAt is { } ms && !((WorkOrderState)row.State).IsOpen() ? Instant.FromUnixTimeMilliseconds(ms) : (Instant?)null;
            if (row.Kind == (int)WorkKind.Corrective)
            {
                Failures++;
                if (!failures.TryGetValue(row.AssetNo, out var ofAsset)) failures.Add(row.AssetNo, ofAsset = []);
                ofAsset.Add(opened);
                if (done is { } end) repairs.Add(new(opened, end));
            }

            if ((row.DoesPm || row.Kind == (int)WorkKind.Preventive) && row.DoneBy is { } by)
            {
                var dueBy = Instant.FromUnixTimeMilliseconds(by);
                if (done <= dueBy) DoneInTime++;
                else if (done is not null) DoneLate++;
                else if (dueBy < now) Overdue++;
            }
        }
    }
}
