using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>A call of the target.</summary>
/// <param name="What"><c>send</c>, <c>look_up</c> or <c>cancel</c>.</param>
internal sealed record CmmsCall(string What, string Key, string Reference, string Content);

/// <summary>A maintenance system in memory that keeps a ledger, and fails as a test says.</summary>
internal sealed class PlayedCmms(string name = "played") : ICmms
{
    private readonly Lock gate = new();
    private readonly List<(string Id, string Reference)> made = [];
    private readonly Dictionary<string, string> keys = [];

    public string Name => name;

    public CmmsAbilities Abilities { get; init; } = new() { FindsByReference = true, HonoursKeys = true, TakesUpdates = true, CancelsDuplicates = true };

    /// <summary>What a call is answered with instead; null for what is right. Called with the call and how many of its kind there were before of the same key.</summary>
    public Func<CmmsCall, int, Play?> Script { get; set; } = static (_, _) => null;

    public ConcurrentQueue<CmmsCall> Calls { get; } = new();

    /// <summary>Work orders that were made and not cancelled: id and reference.</summary>
    public ImmutableArray<(string Id, string Reference)> Made
    {
        get
        {
            lock (gate) return [.. made];
        }
    }

    public static CmmsReply<CmmsWorkOrder> Reply(CmmsEnding ending, int? status = null, string why = "as played") => new(ending, null, why) { Status = status };

    public Connector AsConnector(ConnectorLimits? limits = null, params string[] sites) => new(this, [.. sites], limits ?? new ConnectorLimits { Timeout = Duration.FromSeconds(10), Concurrency = 4 });

    public async Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message, CancellationToken ct)
    {
        var play = Play(new("send", message.Key, message.Reference, message.Content.GetRawText()));
        if (play?.Until is { } until) await until.WaitAsync(ct);
        if (play is { Reply: { } instead, Does: false }) return instead;
        var (id, repeated) = Take(message);
        if (play?.Reply is { } lost) return lost;
        return repeated ? new(CmmsEnding.Exists, new(id), "it is there") { Status = 409 } : new(CmmsEnding.Done, new(id) { Number = $"T-{id}", Reference = message.Reference }, "") { Status = 201 };
    }

    public Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> FindWorkOrders(WorkOrderMessage message, CancellationToken ct)
    {
        var play = Play(new("look_up", message.Key, message.Reference, ""));
        if (play?.Reply is { } instead) return Task.FromResult(new CmmsReply<ImmutableArray<CmmsWorkOrder>>(instead.Ending, default, instead.Why) { Status = instead.Status, RetryAfter = instead.RetryAfter });
        lock (gate) return Task.FromResult(new CmmsReply<ImmutableArray<CmmsWorkOrder>>(CmmsEnding.Done, [.. made.Where(m => m.Reference == message.Reference).Select(m => new CmmsWorkOrder(m.Id) { Reference = m.Reference })], "") { Status = 200 });
    }

    public Task<CmmsReply<CmmsWorkOrder>> CancelDuplicate(WorkOrderMessage message, string externalId, string kept, CancellationToken ct)
    {
        Play(new("cancel", message.Key, externalId, kept));
        lock (gate) made.RemoveAll(m => m.Id == externalId);
        return Task.FromResult(new CmmsReply<CmmsWorkOrder>(CmmsEnding.Done, new(externalId), ""));
    }

    /// <summary>Somebody else, or an earlier request of ours, makes one.</summary>
    public string Make(string reference)
    {
        lock (gate)
        {
            var id = $"{100 + made.Count}";
            made.Add((id, reference));
            return id;
        }
    }

    /// <summary>What it knows of assets, by its own id.</summary>
    public ConcurrentDictionary<string, CmmsAsset> Assets { get; } = new();

    /// <summary>What it knows of stock.</summary>
    public List<CmmsStock> Stock { get; } = [];

    /// <summary>In which state its work orders are: its word and ours.</summary>
    public ConcurrentDictionary<string, (string Text, WorkOrderState? State)> States { get; } = new();

    /// <summary>How a question of its assets, stock or work orders goes; null for well.</summary>
    public Func<string, CmmsReply<object>?> Silence { get; set; } = static _ => null;

    /// <summary>When an answer to a question comes.</summary>
    public Task? Until { get; set; }

    /// <summary>What was asked: <c>asset X</c>, <c>assets since cursor</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public int PageSize { get; init; } = 2;

    public async Task<CmmsReply<CmmsAsset>> FindAsset(AssetQuery query, CancellationToken ct)
    {
        Asked.Enqueue($"asset {query.Text}");
        if (Until is { } until) await until.WaitAsync(ct);
        if (Silence("asset") is { } silent) return new(silent.Ending, null, silent.Why) { Status = silent.Status };
        var text = query.AssetId ?? query.TagKey![(query.TagKey!.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return new(CmmsEnding.Done, Assets.Values.FirstOrDefault(a => a.EntryJson.Contains($"\"{text}\"", StringComparison.Ordinal)), "") { Status = 200 };
    }

    public Task<CmmsReply<CmmsWorkOrder>> ReadWorkOrder(string externalId, CancellationToken ct) =>
        Task.FromResult(new CmmsReply<CmmsWorkOrder>(CmmsEnding.Done, States.TryGetValue(externalId, out var state) ? new(externalId) { StateText = state.Text, State = state.State } : null, ""));

    public Task<CmmsReply<CmmsPage<CmmsAsset>>> ListAssets(Instant? changedSince, string? cursor, CancellationToken ct)
    {
        Asked.Enqueue($"assets {(changedSince is null ? "all" : "changed")} {cursor ?? "first"}");
        return Task.FromResult(Page([.. Assets.Values.OrderBy(a => a.ExternalId, StringComparer.Ordinal)], cursor));
    }

    public Task<CmmsReply<CmmsPage<CmmsStock>>> ListStock(string? cursor, CancellationToken ct) => Task.FromResult(Page<CmmsStock>([.. Stock], cursor));

    public Task<CmmsReply<CmmsPage<CmmsWorkOrder>>> ListWorkOrders(Instant changedSince, string? cursor, CancellationToken ct) => Task.FromResult(
        Page<CmmsWorkOrder>([.. States.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new CmmsWorkOrder(s.Key) { StateText = s.Value.Text, State = s.Value.State })], cursor));

    public CmmsPush ReadPush(CmmsPushRequest request) => request.Header("X-Played") switch
    {
        "trust me" => new CmmsPushed(null, [.. Assets.Values], [.. States.Select(s => new CmmsWorkOrder(s.Key) { StateText = s.Value.Text, State = s.Value.State })]),
        "hello" => new CmmsPushIgnored("It says nothing to us."),
        _ => new CmmsPushRefused("The signature is wrong.", Forged: true),
    };

    private CmmsReply<CmmsPage<T>> Page<T>(ImmutableArray<T> all, string? cursor)
    {
        if (Silence("list") is { } silent) return new(silent.Ending, null, silent.Why) { Status = silent.Status };
        var from = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var next = from + PageSize;
        return new(CmmsEnding.Done, new([.. all.Skip(from).Take(PageSize)], next < all.Length ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, all.Length), "") { Status = 200 };
    }

    private Play? Play(CmmsCall call)
    {
        var before = Calls.Count(c => c.What == call.What && c.Key == call.Key);
        Calls.Enqueue(call);
        return Script(call, before);
    }

    private (string Id, bool Repeated) Take(WorkOrderMessage message)
    {
        lock (gate)
        {
            if (Abilities.HonoursKeys && keys.TryGetValue(message.Key, out var known)) return (known, true);
            if (message.Operation == DispatchOperation.Update) return (keys[message.Key] = message.ExternalId!, false);
            var id = $"{100 + made.Count}";
            made.Add((id, message.Reference));
            keys[message.Key] = id;
            return (id, false);
        }
    }
}

/// <summary>How one call goes.</summary>
/// <param name="Reply">What is answered; null for what is right.</param>
/// <param name="Does">Whether it is done all the same.</param>
/// <param name="Until">When the answer comes.</param>
internal sealed record Play(CmmsReply<CmmsWorkOrder>? Reply, bool Does = false, Task? Until = null)
{
    public static Play Lost { get; } = new(PlayedCmms.Reply(CmmsEnding.Unknown, why: "No answer within 10 s."), Does: true);

    public static Play Nothing { get; } = new(PlayedCmms.Reply(CmmsEnding.Unknown, why: "No answer within 10 s."));

    public static Play Gone { get; } = new(PlayedCmms.Reply(CmmsEnding.NotSent, why: "Connection refused."));

    public static Play Status(int status, Duration? retryAfter = null) => new(PlayedCmms.Reply(CmmsEnding.Refused, status, $"The answer was {status}.") with { RetryAfter = retryAfter });
}
