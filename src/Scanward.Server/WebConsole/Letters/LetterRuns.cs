using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>What is done with many dead letters.</summary>
internal enum LetterRunKind
{
    /// <summary>A dry run: what would become of them.</summary>
    Try = 1,

    Replay = 2,

    Discard = 3,
}

/// <summary>Which ones, what is to be done with them, and by whom.</summary>
/// <param name="Until">Those that came later are left out, so that what was counted is what is done.</param>
/// <param name="Total">How many there were when it was asked for.</param>
internal sealed record LetterRunOrder(LetterRunKind Kind, DeadLetterSearch Search, long Until, long Total, int PerSecond, AuditActor By, string? Reason);

/// <param name="Example">One of them.</param>
internal sealed record LetterWhy(string Why, long Count, long Example);

/// <summary>How far it is.</summary>
internal sealed record LetterRunLook(LetterRunOrder Order, Instant BeganAt)
{
    public ImmutableSortedDictionary<DeadLetterOutcome, long> Counts { get; init; } = ImmutableSortedDictionary<DeadLetterOutcome, long>.Empty;

    /// <summary>Why some failed, the most frequent first.</summary>
    public ImmutableArray<LetterWhy> Whys { get; init; } = [];

    public Instant? FinishedAt { get; init; }

    public bool Stopped { get; init; }

    /// <summary>What made it end before its time.</summary>
    public string? Failure { get; init; }

    public long Done => Counts.Values.Sum();

    public long Of(DeadLetterOutcome outcome) => Counts.GetValueOrDefault(outcome);
}

/// <summary>Tries, replays or discards many dead letters beside everything else, one run at a time for each site, no more than so many a second. The last one stays to be read.</summary>
internal sealed class LetterRuns(DeadLetterDesk desk, ServerClock clock, IHostApplicationLifetime lifetime)
{
    private const int WhysMost = 20;

    private readonly Lock gate = new();
    private readonly Dictionary<int, Running> runs = [];

    public LetterRunLook? Look(int siteNo)
    {
        lock (gate) return runs.GetValueOrDefault(siteNo)?.Look;
    }

    /// <summary>Begins; false where one is under way at this site.</summary>
    public bool Begin(int siteNo, LetterRunOrder order)
    {
        Running run;
        lock (gate)
        {
            if (runs.TryGetValue(siteNo, out var last) && last.Look.FinishedAt is null) return false;
            run = runs[siteNo] = new(new(order, clock.Now()), CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping));
        }

        _ = Task.Run(() => Go(siteNo, run), CancellationToken.None);
        return true;
    }

    /// <summary>What is done stays done.</summary>
    public void Stop(int siteNo)
    {
        lock (gate)
        {
            if (runs.TryGetValue(siteNo, out var run) && run.Look.FinishedAt is null) run.Stop.Cancel();
        }
    }

    private async Task Go(int siteNo, Running run)
    {
        var (order, ct) = (run.Look.Order, run.Stop.Token);
        Filter[] filters = [.. order.Search.Filters, new("dead_letter_id", order.Until) { Comparison = "<=" }];
        try
        {
            for (long? after = 0; after is { } from;)
            {
                var part = await desk.Run(siteNo, filters, from, order.PerSecond, order.PerSecond, letter => Act(letter, order, ct), ct);
                Add(run, part.Results);
                after = part.Next;
                if (after is not null) await Task.Delay(TimeSpan.FromSeconds(1), clock.Time, ct);
            }

            Set(run, l => l with { FinishedAt = clock.Now() });
        }
        catch (OperationCanceledException)
        {
            Set(run, l => l with { FinishedAt = clock.Now(), Stopped = true });
        }
        catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
        {
            Set(run, l => l with { FinishedAt = clock.Now(), Failure = e.Message });
        }
        finally
        {
            run.Stop.Dispose();
        }
    }

    private Task<DeadLetterResult> Act(DeadLetterRecord letter, LetterRunOrder order, CancellationToken ct) => order.Kind switch
    {
        LetterRunKind.Discard => desk.Discard(letter, order.By, order.Reason!),
        var kind => desk.Replay(letter, order.By, dryRun: kind == LetterRunKind.Try, ct),
    };

    private void Add(Running run, ImmutableArray<DeadLetterResult> results)
    {
        foreach (var result in results.Where(r => r.Why is not null))
        {
            if (run.Whys.TryGetValue(result.Why!, out var known)) run.Whys[result.Why!] = known with { Count = known.Count + 1 };
            else if (run.Whys.Count < WhysMost) run.Whys[result.Why!] = new(result.Why!, 1, result.DeadLetterId);
        }

        var counts = run.Look.Counts.ToBuilder();
        foreach (var result in results) counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
        Set(run, l => l with { Counts = counts.ToImmutable(), Whys = [.. run.Whys.Values.OrderByDescending(w => w.Count)] });
    }

    private void Set(Running run, Func<LetterRunLook, LetterRunLook> change)
    {
        lock (gate) run.Look = change(run.Look);
    }

    private sealed class Running(LetterRunLook look, CancellationTokenSource stop)
    {
        public LetterRunLook Look { get; set; } = look;

        public CancellationTokenSource Stop { get; } = stop;

        public Dictionary<string, LetterWhy> Whys { get; } = new(StringComparer.Ordinal);
    }
}
