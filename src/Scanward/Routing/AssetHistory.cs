using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NodaTime;
using Scanward.Ingestion;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>
/// All that routing reads about an asset's past. It is stored as one row per asset and bounded, so that a scan costs one small read
/// however long the history is.
/// </summary>
public sealed record AssetHistory
{
    /// <summary>Kept last scans (by type and failure mode), closures and failures.</summary>
    public const int Kept = 16;

    /// <summary>Kept open work orders; past it the oldest is forgotten here (never in the work orders themselves).</summary>
    public const int KeptOpen = 64;

    /// <summary>An asset that was never scanned.</summary>
    public static readonly AssetHistory None = new();

    /// <summary>When the latest scan of the asset occurred, of any type.</summary>
    public Instant? LastScanAt { get; init; }

    /// <summary>The last scan by type and failure mode, duplicates not counted; latest first.</summary>
    public ImmutableArray<LastScan> LastScans { get; init; } = [];

    /// <summary>Open work orders, oldest first; one that does the PM as well stands there as both.</summary>
    public ImmutableArray<OpenWork> Open { get; init; } = [];

    /// <summary>The last closure of a corrective work order by failure mode; latest first.</summary>
    public ImmutableArray<ClosedFault> Closed { get; init; } = [];

    /// <summary>The last failures, oldest first.</summary>
    public ImmutableArray<Instant> Failures { get; init; } = [];

    /// <summary>The last reading of each meter.</summary>
    public ImmutableSortedDictionary<string, decimal> Meters { get; init; } = ImmutableSortedDictionary<string, decimal>.Empty;

    /// <summary>The last scan of the type and failure mode; null where there was none, or it is forgotten.</summary>
    public LastScan? Last(ScanType type, string? failureMode)
    {
        foreach (var scan in LastScans)
        {
            if (scan.Type == type && scan.FailureMode == failureMode) return scan;
        }

        return null;
    }

    /// <summary>The oldest open work order of the kind.</summary>
    public OpenWork? FirstOpen(WorkKind kind)
    {
        foreach (var work in Open)
        {
            if (work.Kind == kind) return work;
        }

        return null;
    }

    /// <summary>
    /// The youngest open corrective work order of the failure mode. A policy may make a second one when the first is old; what is scanned then
    /// repeats the second, and does not make a new one with every scan.
    /// </summary>
    public OpenWork? SameFaultOpen(string? failureMode)
    {
        OpenWork? youngest = null;
        foreach (var work in Open)
        {
            if (work.Kind == WorkKind.Corrective && work.FailureMode == failureMode && !(youngest?.OpenedAt > work.OpenedAt)) youngest = work;
        }

        return youngest;
    }

    /// <summary>The last closure of the failure mode; null where there was none, or it is forgotten.</summary>
    public ClosedFault? SameFaultClosed(string? failureMode)
    {
        foreach (var fault in Closed)
        {
            if (fault.FailureMode == failureMode) return fault;
        }

        return null;
    }

    /// <summary>
    /// What a scan of the type and failure mode can ask of the past: each look-up below answers as on the whole. A decision is made from this, and its record
    /// keeps it, so that a record stays small however much the asset has behind it.
    /// </summary>
    public AssetHistory AskedBy(ScanType type, string? failureMode)
    {
        var open = Open.Length <= 1 ? Open : OpenAskedBy(failureMode);
        return this with
        {
            LastScans = Last(type, failureMode) is { } last ? [last] : [],
            Open = open,
            Closed = SameFaultClosed(failureMode) is { } closed ? [closed] : [],
        };
    }

    private ImmutableArray<OpenWork> OpenAskedBy(string? failureMode)
    {
        ReadOnlySpan<OpenWork?> asked =
            [SameFaultOpen(failureMode), FirstOpen(WorkKind.Corrective), FirstOpen(WorkKind.Preventive), FirstOpen(WorkKind.Inspection)];
        var open = ImmutableArray.CreateBuilder<OpenWork>(asked.Length);
        foreach (var work in Open)
        {
            foreach (var one in asked)
            {
                if (one?.Ref.Id != work.Ref.Id) continue;
                open.Add(work);
                break;
            }
        }

        return open.DrainToImmutable();
    }

    /// <summary>
    /// What a work order that is routed again may see: neither itself, nor the scan that made it, nor the failure that this scan was. What the scan had pushed out of
    /// the last 16 does not come back.
    /// </summary>
    public AssetHistory Without(long scanId, long workOrderId)
    {
        var own = Open.FirstOrDefault(w => w.Ref.Id == workOrderId);
        var failure = own is { Kind: WorkKind.Corrective } ? Failures.IndexOf(own.OpenedAt) : -1;
        return this with
        {
            LastScans = LastScans.RemoveAll(s => s.ScanId == scanId),
            Open = Open.RemoveAll(w => w.Ref.Id == workOrderId),
            Failures = failure < 0 ? Failures : Failures.RemoveAt(failure),
        };
    }

    /// <summary>The history once this has happened.</summary>
    public AssetHistory After(HistoryChange change) => change switch
    {
        HistoryChange.Scanned scanned => AfterScan(scanned),
        HistoryChange.Ended ended => AfterEnd(ended),
        HistoryChange.Reopened { Work: var work } => Open.Any(w => w.Ref.Id == work.Ref.Id) ? this : this with { Open = Bounded(Open.Add(work), KeptOpen) },
        HistoryChange.MetersRead read => this with { Meters = WithReadings(read.Readings, late: false) },
        _ => throw new ArgumentException($"{change.GetType().Name} is no change that a history knows.", nameof(change)),
    };

    private AssetHistory AfterScan(HistoryChange.Scanned scanned)
    {
        var scan = scanned.Scan;
        var late = LastScanAt > scan.At; // handed in late: what was read since then stays
        var opened = scanned.Opened is { } kind && scan.WorkOrder is { } made ? new OpenWork(kind, scan.FailureMode, made, scan.At) : (OpenWork?)null;
        return this with
        {
            LastScanAt = late ? LastScanAt : scan.At,
            LastScans = scanned.Duplicate
                ? LastScans
                : Latest(LastScans, scan, static (a, b) => a.Type == b.Type && a.FailureMode == b.FailureMode, static s => s.At),
            Open = opened is { } work ? Bounded(scanned.FoldsPm ? Open.Add(work).Add(work with { Kind = WorkKind.Preventive, FailureMode = null }) : Open.Add(work), KeptOpen) : Open,
            Failures = opened is { Kind: WorkKind.Corrective } ? WithFailure(scan.At) : Failures,
            Meters = WithReadings(scanned.Readings, late),
        };
    }

    private ImmutableSortedDictionary<string, decimal> WithReadings(ImmutableArray<MeterReading> readings, bool late)
    {
        var meters = Meters;
        foreach (var reading in readings)
        {
            if (late && meters.ContainsKey(reading.Meter)) continue;
            if (meters.Count < Kept || meters.ContainsKey(reading.Meter)) meters = meters.SetItem(reading.Meter, reading.Value);
        }

        return meters;
    }

    private AssetHistory AfterEnd(HistoryChange.Ended ended)
    {
        var work = Open.FirstOrDefault(w => w.Ref.Id == ended.WorkOrderId);
        if (work == default) return this;
        var closed = work.Kind == WorkKind.Corrective && !ended.Cancelled
            ? Latest(Closed, new ClosedFault(work.FailureMode, ended.At), static (a, b) => a.FailureMode == b.FailureMode, static c => c.At)
            : Closed;
        return this with { Open = Open.RemoveAll(w => w.Ref.Id == ended.WorkOrderId), Closed = closed };
    }

    /// <summary>Puts <paramref name="item"/> first and drops what it replaces; an item older than the one it would replace changes nothing.</summary>
    private static ImmutableArray<T> Latest<T>(ImmutableArray<T> items, T item, Func<T, T, bool> same, Func<T, Instant> at)
    {
        var kept = ImmutableArray.CreateBuilder<T>(Math.Min(items.Length + 1, Kept));
        kept.Add(item);
        foreach (var other in items)
        {
            if (!same(other, item))
            {
                if (kept.Count < Kept) kept.Add(other);
            }
            else if (at(other) > at(item))
            {
                return items;
            }
        }

        return kept.DrainToImmutable();
    }

    /// <summary>The failures in order with one more, and without the oldest where they are too many.</summary>
    private ImmutableArray<Instant> WithFailure(Instant at)
    {
        var place = Failures.Length;
        while (place > 0 && Failures[place - 1] > at) place--;
        var dropped = Math.Max(0, Failures.Length + 1 - Kept);
        if (place < dropped) return Failures.RemoveRange(0, dropped - 1); // older than all that are kept
        var failures = new Instant[Failures.Length + 1 - dropped];
        Failures.AsSpan()[dropped..place].CopyTo(failures);
        failures[place - dropped] = at;
        Failures.AsSpan()[place..].CopyTo(failures.AsSpan(place - dropped + 1));
        return ImmutableCollectionsMarshal.AsImmutableArray(failures);
    }

    private static ImmutableArray<T> Bounded<T>(ImmutableArray<T> items, int most) =>
        items.Length > most ? items.RemoveRange(0, items.Length - most) : items;
}

/// <param name="WorkOrder">What the scan made, if anything.</param>
/// <param name="By">The <see cref="OperatorMark"/> of who made it; 0 where nobody needs to know, as in the record of a decision.</param>
public readonly record struct LastScan(ScanType Type, string? FailureMode, Instant At, long ScanId, WorkOrderRef? WorkOrder, ulong By = 0);

/// <summary>A work order that is still open.</summary>
public readonly record struct OpenWork(WorkKind Kind, string? FailureMode, WorkOrderRef Ref, Instant OpenedAt);

/// <summary>When a corrective work order of a failure mode was last finished.</summary>
public readonly record struct ClosedFault(string? FailureMode, Instant At);
