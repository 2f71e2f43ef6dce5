using System.Collections.Immutable;
using NodaTime;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Policies;

/// <summary>Scans that the draft would decide differently in one way.</summary>
/// <param name="From">As it was decided, such as <c>corrective_wo P3</c>.</param>
internal sealed record DraftChange(string From, string To, long Count, ImmutableArray<DraftExample> Examples);

/// <summary>One of them.</summary>
internal sealed record DraftExample(long ScanId, string SiteId, string FromRow, string ToRow);

/// <summary>How the draft decides what was decided before.</summary>
internal sealed record DraftReplayLook(string Hash, string Against, Instant BeganAt, Instant Since)
{
    /// <summary>Decided again.</summary>
    public long Decided { get; init; }

    /// <summary>Decided with another outcome or priority, by kind of change, the most frequent first.</summary>
    public ImmutableArray<DraftChange> Changes { get; init; } = [];

    /// <summary>Same outcome and priority by another row.</summary>
    public long OtherRow { get; init; }

    /// <summary>Same row and result, but another crew, other parts or other times.</summary>
    public long OtherDetail { get; init; }

    /// <summary>Ordered outright, or refused by their time stamp: no policy is asked.</summary>
    public long NotAsked { get; init; }

    /// <summary>Those that could not be decided again, and why the first could not.</summary>
    public long Failed { get; init; }

    public string? FirstFailure { get; init; }

    /// <summary>How far back it has come.</summary>
    public Instant? ReachedBackTo { get; init; }

    /// <summary>Whether it ended at its bound, before the whole span was decided.</summary>
    public bool Bounded { get; init; }

    public Instant? FinishedAt { get; init; }

    public bool Stopped { get; init; }

    /// <summary>What made it end before its time.</summary>
    public string? Failure { get; init; }

    public long Different => Changes.Sum(c => c.Count);

    public bool IsWhole => FinishedAt is not null && !Stopped && Failure is null;
}

/// <summary>
/// Decides the stored decisions of the last 7 days again by a draft, newest first, no more than <see cref="DecisionsMost"/>, beside everything else. It is one step: open work orders,
/// loads and stock are those that the policy of the day had led to.
/// </summary>
internal sealed class DraftReplays(StoreReads reads, StoredDecisions decisions, ServerClock clock, IHostApplicationLifetime lifetime)
{
    public const int DecisionsMost = 200_000;

    public static readonly Duration Span = Duration.FromDays(7);

    private const int PageRows = 500, ExamplesMost = 5, ChangesMost = 100;

    private readonly Lock gate = new();
    private DraftReplayLook? look;
    private CancellationTokenSource? stop;

    /// <summary>The replay of this draft; null where there was none.</summary>
    public DraftReplayLook? Look(string hash)
    {
        lock (gate) return look?.Hash == hash ? look : null;
    }

    /// <summary>Begins; one of another draft that is under way ends.</summary>
    /// <param name="against">Hash of the policy in force.</param>
    public void Begin(Policy draft, string against)
    {
        CancellationToken ct;
        lock (gate)
        {
            if (look is { FinishedAt: null } && look.Hash == draft.Hash) return;
            stop?.Cancel();
            stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            ct = stop.Token;
            look = new(draft.Hash, against, clock.Now(), clock.Now() - Span);
        }

        _ = Task.Run(() => Go(PolicyCompiler.Compile(draft), ct), CancellationToken.None);
    }

    public void Stop()
    {
        lock (gate) stop?.Cancel();
    }

    private async Task Go(CompiledPolicy draft, CancellationToken ct)
    {
        var tally = new Tally(draft.Hash, Look(draft.Hash)!);
        try
        {
            var (before, first) = (long.MaxValue, TimeOrderedId.First(tally.Look.Since.ToUnixTimeMilliseconds()));
            while (await reads.DecisionsBefore(before, first, PageRows, ct) is { Count: > 0 } page)
            {
                foreach (var row in page) await Decide(draft, row, tally, ct);
                before = page[^1].DecisionId;
                tally.Look = tally.Look with { ReachedBackTo = Instant.FromUnixTimeMilliseconds(TimeOrderedId.UnixMs(before)), Bounded = tally.Seen >= DecisionsMost };
                Show(tally);
                if (tally.Look.Bounded) break;
            }

            tally.Look = tally.Look with { FinishedAt = clock.Now() };
        }
        catch (OperationCanceledException)
        {
            tally.Look = tally.Look with { FinishedAt = clock.Now(), Stopped = true };
        }
        catch (System.Data.Common.DbException e)
        {
            tally.Look = tally.Look with { FinishedAt = clock.Now(), Failure = e.Message };
        }

        Show(tally);
    }

    private async Task Decide(CompiledPolicy draft, DecisionRecordRow row, Tally tally, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        tally.Seen++;
        try
        {
            var stored = await decisions.Open(row, ct);
            if (stored.Inputs.Ordered is not null || stored.Inputs.Scan.Stamp != StampCheck.Ok) tally.Look = tally.Look with { NotAsked = tally.Look.NotAsked + 1 };
            else tally.Add(row, stored, Router.Decide(stored.Inputs with { Policy = draft }));
        }
        catch (Exception e) when (e is not (OperationCanceledException or System.Data.Common.DbException))
        {
            // A damaged record is told of, and the others are still to be decided.
            tally.Look = tally.Look with { Failed = tally.Look.Failed + 1, FirstFailure = tally.Look.FirstFailure ?? e.Message };
        }
    }

    /// <summary>Unless another one has taken its place.</summary>
    private void Show(Tally tally)
    {
        lock (gate)
        {
            if (look is { } shown && shown.Hash == tally.Hash && shown.BeganAt == tally.Look.BeganAt) look = tally.Look with { Changes = tally.Changes };
        }
    }

    private sealed class Tally(string hash, DraftReplayLook look)
    {
        private readonly Dictionary<(string From, string To), DraftChange> changes = [];

        public string Hash => hash;

        public DraftReplayLook Look { get; set; } = look;

        public int Seen { get; set; }

        public ImmutableArray<DraftChange> Changes => [.. changes.Values.OrderByDescending(c => c.Count).ThenBy(c => c.From, StringComparer.Ordinal).ThenBy(c => c.To, StringComparer.Ordinal)];

        public void Add(DecisionRecordRow row, StoredDecision stored, RoutingDecision again)
        {
            Look = Look with { Decided = Look.Decided + 1 };
            var (from, to) = (Said((Outcome)row.Outcome, (Priority?)row.Priority), Said(again.Outcome, again.Priority));
            if (from == to)
            {
                if (row.RowId != again.RowId) Look = Look with { OtherRow = Look.OtherRow + 1 };
                else if (!stored.Record.Is(again)) Look = Look with { OtherDetail = Look.OtherDetail + 1 };
                return;
            }

            if (!changes.TryGetValue((from, to), out var change))
            {
                if (changes.Count >= ChangesMost) (from, to) = ("something else", "something else");
                change = changes.GetValueOrDefault((from, to)) ?? new(from, to, 0, []);
            }

            var examples = change.Examples.Length < ExamplesMost ? change.Examples.Add(new(row.ScanId, stored.Inputs.Profile.SiteId, row.RowId, again.RowId)) : change.Examples;
            changes[(from, to)] = change with { Count = change.Count + 1, Examples = examples };
        }

        private static string Said(Outcome outcome, Priority? priority) => priority is { } p ? $"{QueryText.Words(Wire.Name(outcome))} {Wire.Name(p)}" : QueryText.Words(Wire.Name(outcome));
    }
}
