using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;
using Scanward.Server.Storage.Sqlite;

namespace Scanward.Bench.Dispatch;

/// <summary>
/// How fast messages are claimed where few wait and where very many do, and what the process holds meanwhile. A claim is what the dispatcher does: read the next ones with what their content
/// is made of, lease them in one commit; then they are given back.
/// </summary>
internal static class Claims
{
    private const int Hand = 32;

    private const string Target = "bench";

    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Where the stores are made.", Required = true };
        var few = new Option<int>("--few") { Description = "Messages in one store.", DefaultValueFactory = _ => 1_000 };
        var many = new Option<int>("--many") { Description = "Messages in the other.", DefaultValueFactory = _ => 1_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of both, turn about.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds of each.", DefaultValueFactory = _ => 4 };
        var command = new Command("claims", "Claims messages where few and where very many wait, and delivers from the many for a while.") { data, few, many, rounds, seconds };
        command.SetAction(async (parsed, ct) =>
        {
            var root = parsed.GetRequiredValue(data).FullName;
            await using var one = await Open(Path.Combine(root, "few"), parsed.GetValue(few), ct);
            await using var other = await Open(Path.Combine(root, "many"), parsed.GetValue(many), ct);
            var (fewRates, manyRates) = (new List<double>(), new List<double>());
            for (var round = 0; round < parsed.GetValue(rounds); round++)
            {
                fewRates.Add(await Rate(one, parsed.GetValue(seconds), ct));
                manyRates.Add(await Rate(other, parsed.GetValue(seconds), ct));
            }

            var ratios = fewRates.Zip(manyRates, (f, m) => m / f).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"claims/s with {parsed.GetValue(few):N0} waiting {Median(fewRates):N0}, with {parsed.GetValue(many):N0} waiting {Median(manyRates):N0}; ratio {Median(ratios):0.00} ({string.Join(", ", ratios.Select(r => r.ToString("0.00", CultureInfo.InvariantCulture)))})"));
            await Deliver(other, parsed.GetValue(seconds) * 5, ct);
        });
        return command;
    }

    private static async Task<double> Rate(Installation installation, int seconds, CancellationToken ct)
    {
        var (claimed, after, watch) = (0, 0L, Stopwatch.StartNew());
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            var now = installation.Clock.Now();
            var ready = await installation.Reads.OutboxReady(Target, 3, after, now.ToUnixTimeMilliseconds(), Hand, ct);
            if (ready.Count < Hand)
            {
                after = 0;
                if (ready.Count == 0) continue;
            }
            else
            {
                after = ready[^1].OutboxId;
            }

            var leases = await installation.Writer.Change(session => ready.Select(r => session.Claim(r.OutboxId, "{}"u8.ToArray(), installation.Ids.Next(), now, now + Duration.FromMinutes(1), 0)!.Lease).ToList());
            claimed += leases.Count;
            await installation.Writer.Change(session => leases.TrueForAll(l => session.PutBack(l, new(now, Counted: false, Doubtful: false), null, now)));
        }

        return claimed / watch.Elapsed.TotalSeconds;
    }

    private static async Task Deliver(Installation installation, int seconds, CancellationToken ct)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = installation.Dispatchers[0].Run(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, ct);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await installation.Dispatchers[0].Drain(ct);
        var settled = installation.DispatchFigures.Totals.Single().Settled;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delivered {settled / (double)seconds:N0}/s to a target that answers at once; managed memory {before / 1048576.0:0.0} MB before, {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MB after {settled:N0}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>A store with so many messages of a few hundred work orders.</summary>
    private static async Task<Installation> Open(string folder, int messages, CancellationToken ct)
    {
        await using (var installation = await Installation.Open(DataFolder.Hold(folder), Options(), ct))
        {
            var plant = (Plant)new PlantReader(new TagReader(TagReaderOptions.Default), installation.Clock.Now()).Read(PlantText());
            await installation.ImportPlant(plant, _ => { }, ct);
            var caller = new Caller(0, installation.Sites.NumberOf("bench-site")!.Value, "bench-site", "bench");
            var time = NodaTime.Text.InstantPattern.General.Format(installation.Clock.Now());
            await installation.Intake.TakeAll([.. Enumerable.Range(0, 200).Select(i => System.Text.Encoding.UTF8.GetBytes(Scan(i, time)))], caller, ct);
        }

        using (var database = SqliteDatabase.OpenForWriting(Path.Combine(folder, "scanward.db")))
        {
            database.Execute(FormattableString.Invariant($"""
                update outbox set priority = 3;
                with recursive n (i) as (select 1 union all select i + 1 from n where i < {messages - 200})
                insert into outbox (outbox_id, site_no, work_order_id, operation, revision, connector, priority, created_at, attempts, doubtful)
                select (select max(outbox_id) from outbox) + i, site_no, work_order_id, 1, 1 + i, connector, 3, created_at, 0, 0
                from n join (select *, row_number() over (order by outbox_id) as r from outbox limit 200) o on o.r = 1 + i % 200
                """));
            database.Checkpoint();
        }

        return await Installation.Open(DataFolder.Hold(folder), Options(), ct);
    }

    private static InstallationOptions Options() => new() { Connectors = new([new Connector(new InstantCmms(), [], new() { Concurrency = 32 })]) };

    private static string PlantText() =>
        "sites: [{ id: bench-site, name: Bench, code: BN, time_zone: UTC, hours: { daily: 00:00-24:00 } }]\nclasses: [{ id: door }]\nassets:\n"
            + string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"  - {{ id: DOOR-{i:00000}, name: Door {i}, site: bench-site, class: door, criticality: 5 }}\n")));

    private static string Scan(int i, string time) => FormattableString.Invariant(
        $$"""{"asset_id":"DOOR-{{i:00000}}","scan_timestamp":"{{time}}","operator_id":"bench","scan_type":"corrective","failure_mode":"noise","idempotency_key":"00000000-0000-4000-8000-{{i:x12}}"}""");

    /// <summary>A target that answers at once.</summary>
    private sealed class InstantCmms : ICmms
    {
        private long last;

        public string Name => Target;

        public CmmsAbilities Abilities { get; } = new() { HonoursKeys = true };

        public Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message, CancellationToken ct) =>
            Task.FromResult(new CmmsReply<CmmsWorkOrder>(CmmsEnding.Done, new(Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture)), "") { Status = 201 });

        public Task<CmmsReply<CmmsAsset>> FindAsset(AssetQuery query, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> FindWorkOrders(WorkOrderMessage message, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<CmmsWorkOrder>> ReadWorkOrder(string externalId, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<CmmsWorkOrder>> CancelDuplicate(WorkOrderMessage message, string externalId, string kept, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<CmmsPage<CmmsAsset>>> ListAssets(Instant? changedSince, string? cursor, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<CmmsPage<CmmsStock>>> ListStock(string? cursor, CancellationToken ct) => throw new NotSupportedException();

        public Task<CmmsReply<CmmsPage<CmmsWorkOrder>>> ListWorkOrders(Instant changedSince, string? cursor, CancellationToken ct) => throw new NotSupportedException();

        public CmmsPush ReadPush(CmmsPushRequest request) => throw new NotSupportedException();
    }
}
