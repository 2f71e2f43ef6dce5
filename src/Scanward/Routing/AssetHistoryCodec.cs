using System.Runtime.InteropServices;
using NodaTime;
using Scanward.Ingestion;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>The stored form of an <see cref="AssetHistory"/>, read and written with every scan.</summary>
public static class AssetHistoryCodec
{
    private const byte Version = 3;

    /// <summary>Did not say who made the last scans.</summary>
    private const byte WithoutOperators = 2;

    [ThreadStatic]
    private static CompactWriter? writer;

    /// <summary>The bytes that <see cref="Read(ReadOnlySpan{byte})"/> takes.</summary>
    public static byte[] Write(AssetHistory history)
    {
        writer ??= new();
        writer.Clear();
        writer.Unsigned(Version);
        Write(writer, history, withOperators: true);
        return writer.Written.ToArray();
    }

    /// <exception cref="FormatException">The bytes are not a stored history.</exception>
    public static AssetHistory Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        var version = reader.Unsigned();
        if (version is not (Version or WithoutOperators)) throw new FormatException($"A stored history of version {version} is not known here.");
        return Read(ref reader, withOperators: version != WithoutOperators);
    }

    internal static void Write(CompactWriter to, AssetHistory history, bool withOperators)
    {
        to.Time(history.LastScanAt);
        to.Unsigned((ulong)history.LastScans.Length);
        foreach (var scan in history.LastScans) Write(to, scan, withOperators);

        to.Unsigned((ulong)history.Open.Length);
        foreach (var work in history.Open) Write(to, work);

        to.Unsigned((ulong)history.Closed.Length);
        foreach (var fault in history.Closed)
        {
            to.Text(fault.FailureMode);
            to.Time(fault.At);
        }

        to.Unsigned((ulong)history.Failures.Length);
        foreach (var failure in history.Failures) to.Time(failure);
        to.Unsigned((ulong)history.Meters.Count);
        foreach (var (meter, value) in history.Meters)
        {
            to.Text(meter);
            to.Decimal(value);
        }
    }

    internal static AssetHistory Read(ref CompactReader from, bool withOperators)
    {
        var lastScanAt = from.TimeOrNull();
        var lastScans = new LastScan[Count(ref from)];
        for (var i = 0; i < lastScans.Length; i++) lastScans[i] = ReadScan(ref from, withOperators);

        var open = new OpenWork[Count(ref from)];
        for (var i = 0; i < open.Length; i++) open[i] = ReadOpen(ref from);
        var closed = new ClosedFault[Count(ref from)];
        for (var i = 0; i < closed.Length; i++) closed[i] = new(from.TextOrNull(), from.Time());
        var failures = new Instant[Count(ref from)];
        for (var i = 0; i < failures.Length; i++) failures[i] = from.Time();
        var meters = AssetHistory.None.Meters;
        for (var i = Count(ref from); i > 0; i--) meters = meters.Add(from.Text(), from.Decimal());
        return new()
        {
            LastScanAt = lastScanAt,
            LastScans = ImmutableCollectionsMarshal.AsImmutableArray(lastScans),
            Open = ImmutableCollectionsMarshal.AsImmutableArray(open),
            Closed = ImmutableCollectionsMarshal.AsImmutableArray(closed),
            Failures = ImmutableCollectionsMarshal.AsImmutableArray(failures),
            Meters = meters,
        };
    }

    internal static void Write(CompactWriter to, OpenWork work)
    {
        to.Unsigned((ulong)work.Kind);
        to.Text(work.FailureMode);
        Write(to, work.Ref);
        to.TimeOfId(work.OpenedAt);
    }

    internal static OpenWork ReadOpen(ref CompactReader from) => new((WorkKind)from.Unsigned(), from.TextOrNull(), ReadRef(ref from), from.TimeOfId());

    internal static void Write(CompactWriter to, LastScan scan, bool withOperator)
    {
        to.Unsigned(((ulong)scan.Type << 1) | (scan.WorkOrder is null ? 0u : 1u));
        to.Text(scan.FailureMode);
        to.FarId(scan.ScanId);
        to.TimeOfId(scan.At);
        if (scan.WorkOrder is { } work) Write(to, work);
        if (withOperator) to.Mark(scan.By);
    }

    internal static LastScan ReadScan(ref CompactReader from, bool withOperator)
    {
        var typeAndWork = from.Unsigned();
        var mode = from.TextOrNull();
        var scanId = from.FarId();
        return new(
            (ScanType)(typeAndWork >> 1), mode, from.TimeOfId(), scanId, (typeAndWork & 1) == 0 ? null : ReadRef(ref from), withOperator ? from.Mark() : 0);
    }

    /// <summary>A number such as <c>WO-NC-000123</c> is kept as its prefix, which repeats, and a count.</summary>
    private static void Write(CompactWriter to, WorkOrderRef work)
    {
        to.Id(work.Id);
        to.Text(work.Prefix);
        to.Unsigned(work.Count is { } count ? (ulong)count + 1 : 0);
    }

    private static WorkOrderRef ReadRef(ref CompactReader from) => new(from.Id(), from.Text(), from.Unsigned() is > 0 and var count ? (long)(count - 1) : null);

    internal static int Count(ref CompactReader from) =>
        from.Unsigned() is <= 4096 and var count ? (int)count : throw new FormatException("A stored history holds too much.");
}
