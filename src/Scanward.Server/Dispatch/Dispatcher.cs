using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Dispatch;

/// <summary>
/// Hands a connector's messages over: the most urgent first, oldest first within, so many at once as the connector may. <see cref="Step"/> takes in hand what can go now and is what a
/// test drives; <see cref="Run"/> calls it for ever.
/// </summary>
internal sealed class Dispatcher : IDisposable
{
    /// <summary>Of messages that are due, so many are put back into the outbox at once.</summary>
    private const int WokenAtOnce = 500;

    private static readonly Duration sweptEvery = Duration.FromSeconds(5), lookEvery = Duration.FromMilliseconds(250), dueLookedEvery = Duration.FromMilliseconds(100);

    private readonly Connector connector;
    private readonly StoreReads reads;
    private readonly Writer writer;
    private readonly Sites sites;
    private readonly IdSequence ids;
    private readonly ServerClock clock;
    private readonly Delivery delivery;
    private readonly Slots slots;
    private readonly RegistryPool pool = new();
    private readonly ConcurrentDictionary<long, Task> underWay = new();
    private readonly Channel<bool> poked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long[] lowWater = new long[Enum.GetValues<Priority>().Length + 1]; // by priority: all before it has been looked at
    private readonly CancellationTokenSource enough = new();
    private readonly Action<Exception> onFault;
    private readonly bool[] exhausted = new bool[Enum.GetValues<Priority>().Length + 1]; // by priority: nothing more was there
    private Instant sweptAt = Instant.MinValue, dueLookedAt = Instant.MinValue;
    private int talking;
    private volatile bool changed, hurried;

    public Dispatcher(Connector connector, ConnectorGate gate, StoreReads reads, Writer writer, Sites sites, IdSequence ids, ServerClock clock, DispatchFigures figures, DispatchNews news, Action<Exception> onFault)
    {
        this.connector = connector;
        this.reads = reads;
        this.writer = writer;
        this.sites = sites;
        this.ids = ids;
        this.clock = clock;
        this.onFault = onFault;
        Gate = gate;
        slots = new(connector.Limits.Concurrency);
        delivery = new(connector, gate, writer, ids, clock, figures, news);
    }

    public Connector Connector => connector;

    public ConnectorGate Gate { get; }

    /// <summary>Messages in hand.</summary>
    public int InHand => underWay.Count;

    /// <summary>A few more than can be sent are in hand, so that no slot waits for the store.</summary>
    private int HandMost => connector.Limits.Concurrency + Ahead;

    private int Ahead => Math.Max(4, connector.Limits.Concurrency * 3 / 4);

    /// <summary>Something may be there to send.</summary>
    public void Poke()
    {
        changed = true;
        poked.Writer.TryWrite(true);
    }

    /// <summary>Tries at once, whatever was in the way, and what waits for its time.</summary>
    public void Resume(Instant now)
    {
        Gate.Resume(now);
        hurried = true;
        Poke();
    }

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (await Step(ct) > 0) continue;
            }
            catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
            {
                onFault(e);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(poked.Reader.WaitToReadAsync(either.Token).AsTask(), Task.Delay(lookEvery.ToTimeSpan(), clock.Time, either.Token));
            await either.CancelAsync();
            poked.Reader.TryRead(out _);
        }
    }

    /// <summary>Takes in hand what can be sent now, and says how many messages that are; they go on by themselves.</summary>
    public async Task<int> Step(CancellationToken ct)
    {
        var now = clock.Now();
        if (now - sweptAt >= sweptEvery || changed)
        {
            // Ids are looked at in their order and not twice; what has come back, or was committed out of order, is found by beginning anew.
            changed = false;
            sweptAt = now;
            Array.Clear(lowWater);
            Array.Clear(exhausted);
        }

        var room = Gate.MayClaim(now, Math.Min(HandMost - Volatile.Read(ref talking), (2 * HandMost) - underWay.Count));
        if (room <= 0 || (room < Ahead / 2 && Volatile.Read(ref talking) >= connector.Limits.Concurrency)) return 0; // a few at a time: each claim is a commit
        if (now - dueLookedAt >= dueLookedEvery || hurried)
        {
            hurried = false;
            dueLookedAt = now;
            if (await reads.OutboxNextDue(connector.Name, ct) <= now.ToUnixTimeMilliseconds() && await writer.Change(session => session.Wake(connector.Name, now, WokenAtOnce)) > 0) Array.Clear(exhausted);
        }

        var taken = 0;
        for (var priority = 1; priority < lowWater.Length && taken < room; priority++)
        {
            if (exhausted[priority]) continue;
            var ready = await reads.OutboxReady(connector.Name, priority, lowWater[priority], now.ToUnixTimeMilliseconds(), room - taken, ct);
            exhausted[priority] = ready.Count < room - taken;
            if (ready.Count == 0) continue;
            taken += await Claim(ready, ct);
            lowWater[priority] = ready[^1].OutboxId;
        }

        return taken;
    }

    /// <summary>Waits for what is in hand.</summary>
    public Task Idle() => Task.WhenAll(underWay.Values);

    /// <summary>Waits for what is in hand; what has not ended when <paramref name="ct"/> does is left to its lease.</summary>
    public async Task Drain(CancellationToken ct)
    {
        await using var stop = ct.Register(enough.Cancel);
        await Idle();
    }

    public void Dispose() => enough.Dispose();

    private async Task<int> Claim(IReadOnlyList<OutboxCandidate> ready, CancellationToken ct)
    {
        var contents = new byte[ready.Count][];
        var parts = (await reads.PartsOf(ready.Where(r => r.Content is null).Select(r => r.WorkOrderId), ct)).ToLookup(p => p.WorkOrderId);
        for (var i = 0; i < contents.Length; i++) contents[i] = ready[i].Content ?? ContentOf(ready[i], [.. parts[ready[i].WorkOrderId]]);
        var now = clock.Now();
        var until = now + Duration.FromTicks(connector.Limits.Timeout.BclCompatibleTicks * 3);
        var claimed = await writer.Change(session =>
        {
            var leased = new ClaimedMessage?[ready.Count];
            for (var i = 0; i < leased.Length; i++) leased[i] = session.Claim(ready[i].OutboxId, contents[i], ids.Next(), now, until, ids.Next());
            return leased;
        });
        var count = 0;
        for (var i = 0; i < claimed.Length; i++)
        {
            if (claimed[i] is not { } message) continue;
            count++;
            Interlocked.Increment(ref talking);
            Start(InHandOf(message, ready[i]));
        }

        return count;
    }

    private byte[] ContentOf(OutboxCandidate of, IReadOnlyList<WorkOrderPartRecord> parts)
    {
        var ground = sites[of.SiteNo];
        return MessageContent.Write(of, RegistryJson.ReadProfile(of.Profile, pool), ground.Site, ground.Roster, parts, connector.Name);
    }

    private static MessageInHand InHandOf(ClaimedMessage claimed, OutboxCandidate of)
    {
        var operation = (DispatchOperation)of.Operation;
        using var content = JsonDocument.Parse(claimed.Content);
        var message = new WorkOrderMessage(
            operation, WorkOrderMessage.KeyOf(of.WorkOrderId, operation, of.Revision), WorkOrderMessage.ReferenceOf(of.WorkOrderId), content.RootElement.Clone(),
            operation == DispatchOperation.Create ? null : of.ExternalId);
        return new(claimed, message, of.SiteNo, of.WorkOrderId, of.Revision, of.ScanId, (Priority)of.Priority);
    }

    private void Start(MessageInHand hand)
    {
        var token = hand.Lease.Token;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        underWay[token] = done.Task;
        var turn = slots.Queue((int)hand.Priority, hand.Lease.OutboxId);
        _ = Go();

        async Task Go()
        {
            try
            {
                await Task.Yield();
                await delivery.Run(hand, turn, () => Interlocked.Decrement(ref talking), enough.Token);
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                // it is left to its lease
            }
            catch (Exception e)
            {
                onFault(e); // its lease runs out, and it is looked up
            }
            finally
            {
                underWay.TryRemove(token, out _);
                done.SetResult();
                poked.Writer.TryWrite(true);
            }
        }
    }
}
