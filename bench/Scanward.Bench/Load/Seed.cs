using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Scanward.Server;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.Server.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Bench.Load;

/// <summary>
/// Fills a store with a past: the mix of <see cref="ScanMix"/> over the last two years, through the real intake and desk under a clock of its own. Work orders are
/// completed two days after they were opened, so that the store looks like one in use: much history, few open work orders.
/// </summary>
internal static class Seed
{
    private const int HandScans = 512;

    private static readonly TimeSpan past = TimeSpan.FromDays(730);

    private static readonly TimeSpan openFor = TimeSpan.FromDays(2);

    public static Command Command()
    {
        var data = new Option<string>("--data") { Description = "A data folder with a load plant in it.", Required = true };
        var scans = new Option<int>("--scans") { Description = "Scans to store.", DefaultValueFactory = _ => 1_000_000 };
        var assets = new Option<int>("--assets") { Description = "Assets of the plant.", DefaultValueFactory = _ => 10_000 };
        var command = new Command("seed", "Fills a store with two years of scans.") { data, scans, assets };
        command.SetAction((parsed, ct) => Run(parsed.GetRequiredValue(data), parsed.GetValue(scans), parsed.GetValue(assets), ct));
        return command;
    }

    private static async Task Run(string data, int scans, int assets, CancellationToken ct)
    {
        var clock = new PastClock { Now = TimeProvider.System.GetUtcNow() - past };
        await using var installation = await Installation.Open(DataFolder.Hold(data), new InstallationOptions { Time = clock }, ct);
        var (siteNo, ground) = installation.Sites.All.Single();
        var caller = new Caller(0, siteNo, ground.Site.SiteId, "seed");
        var bodies = ScanMix.Bodies();
        var random = new Random(20_261_124);
        var open = new Queue<(DateTimeOffset At, long WorkOrderId)>();
        var step = past / scans * HandScans;
        for (var done = 0; done < scans; done += HandScans)
        {
            var time = clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var hand = Enumerable.Range(0, Math.Min(HandScans, scans - done)).Select(_ => Body(bodies, random, assets, time)).ToImmutableArray();
            foreach (var answer in await installation.Intake.TakeAll(hand, caller, ct))
            {
                if (answer.Problem) throw new InvalidOperationException($"A scan was refused: {Encoding.UTF8.GetString(answer.Body)}");
                if (answer is { Status: 201, WorkOrderId: { } id }) open.Enqueue((clock.Now, id));
            }

            // As a server does in the background: keys older than their window are gone.
            await Task.WhenAll(Complete(installation, open, clock.Now - openFor), installation.Retention.Step());
            clock.Now += step;
            if (done % (HandScans * 200) == 0) await Console.Error.WriteLineAsync($"{done:N0} of {scans:N0}");
        }
    }

    private static async Task Complete(Installation installation, Queue<(DateTimeOffset At, long WorkOrderId)> open, DateTimeOffset openedBefore)
    {
        var due = new List<long>();
        while (open.TryPeek(out var oldest) && oldest.At < openedBefore) due.Add(open.Dequeue().WorkOrderId);
        if (due.Count == 0) return;
        foreach (var hand in due.Chunk(Writer.QueuedChanges / 4)) await Task.WhenAll(hand.Select(id => Complete(installation, id)));
    }

    /// <summary>What still waits for parts is given up.</summary>
    private static async Task Complete(Installation installation, long workOrderId)
    {
        var change = new WorkOrderChange { By = new(null, "seed"), Manages = true, Reason = "made up", Detail = "{}" };
        var siteNo = installation.Sites.All.Keys.Single();
        var started = await installation.WorkOrders.Change(siteNo, workOrderId, change with { State = WorkOrderState.InProgress });
        var ended = await installation.WorkOrders.Change(siteNo, workOrderId, change with { State = started is WorkOrderChanged ? WorkOrderState.Completed : WorkOrderState.Cancelled });
        if (ended is WorkOrderUnchanged no) throw new InvalidOperationException(no.Detail);
    }

    private static ReadOnlyMemory<byte> Body(string[] bodies, Random random, int assets, string time)
    {
        Span<byte> key = stackalloc byte[16];
        random.NextBytes(key);
        key[6] = (byte)((key[6] & 0x0f) | 0x40);
        key[8] = (byte)((key[8] & 0x3f) | 0x80);
        return Encoding.UTF8.GetBytes(bodies[random.Next(bodies.Length)]
            .Replace(ScanMix.AssetPlaceholder, $"LOAD-{random.Next(1, assets + 1):D6}", StringComparison.Ordinal)
            .Replace(ScanMix.KeyPlaceholder, new Guid(key, bigEndian: true).ToString(), StringComparison.Ordinal)
            .Replace(ScanMix.TimePlaceholder, time, StringComparison.Ordinal));
    }

    /// <summary>A clock that this seed moves.</summary>
    private sealed class PastClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
