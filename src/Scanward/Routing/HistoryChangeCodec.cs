using System.Collections.Immutable;
using Scanward.Ingestion;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>The stored form of a <see cref="HistoryChange"/>: some 40 bytes, appended with every scan.</summary>
public static class HistoryChangeCodec
{
    private const byte EndedVersion = 2;
    private const byte ReopenedVersion = 3;
    private const byte MetersReadVersion = 4;
    private const byte ScannedVersion = 5;

    /// <summary>Did not say who made the scan.</summary>
    private const byte ScannedWithoutOperator = 1;

    [ThreadStatic]
    private static CompactWriter? writer;

    /// <summary>The bytes that <see cref="Read"/> takes; they stand until the next call on this thread.</summary>
    public static ReadOnlySpan<byte> Write(HistoryChange change)
    {
        writer ??= new();
        writer.Clear();
        switch (change)
        {
            case HistoryChange.Scanned scanned:
                writer.Unsigned(ScannedVersion);
                AssetHistoryCodec.Write(writer, scanned.Scan, withOperator: true);
                writer.Unsigned((scanned.FoldsPm ? 16u : 0u) | (scanned.Opened is { } kind ? (ulong)kind << 1 : 0) | (scanned.Duplicate ? 1u : 0u));
                WriteReadings(writer, scanned.Readings);
                break;
            case HistoryChange.Ended ended:
                writer.Unsigned(EndedVersion);
                writer.FarId(ended.WorkOrderId);
                writer.TimeOfId(ended.At);
                writer.Unsigned(ended.Cancelled ? 1u : 0u);
                break;
            case HistoryChange.Reopened reopened:
                writer.Unsigned(ReopenedVersion);
                AssetHistoryCodec.Write(writer, reopened.Work);
                break;
            case HistoryChange.MetersRead read:
                writer.Unsigned(MetersReadVersion);
                WriteReadings(writer, read.Readings);
                break;
            default:
                throw new ArgumentException($"{change.GetType().Name} has no stored form.", nameof(change));
        }

        return writer.Written;
    }

    /// <exception cref="FormatException">The bytes are not a stored change.</exception>
    public static HistoryChange Read(ReadOnlySpan<byte> bytes)
    {
        var from = new CompactReader(bytes);
        var version = from.Unsigned();
        switch (version)
        {
            case ScannedVersion or ScannedWithoutOperator:
                var scan = AssetHistoryCodec.ReadScan(ref from, withOperator: version == ScannedVersion);
                var flags = from.Unsigned();
                var kind = (flags >> 1) & 7;
                return new HistoryChange.Scanned(scan, (flags & 1) != 0, kind == 0 ? null : (WorkKind)kind, ReadReadings(ref from), (flags & 16) != 0);
            case EndedVersion:
                var id = from.FarId();
                return new HistoryChange.Ended(id, from.TimeOfId(), from.Unsigned() != 0);
            case ReopenedVersion:
                return new HistoryChange.Reopened(AssetHistoryCodec.ReadOpen(ref from));
            case MetersReadVersion:
                return new HistoryChange.MetersRead(ReadReadings(ref from));
            default:
                throw new FormatException($"A stored change of a history of version {version} is not known here.");
        }
    }

    private static void WriteReadings(CompactWriter to, ImmutableArray<MeterReading> readings)
    {
        to.Unsigned((ulong)readings.Length);
        foreach (var reading in readings)
        {
            to.Text(reading.Meter);
            to.Decimal(reading.Value);
        }
    }

    private static ImmutableArray<MeterReading> ReadReadings(ref CompactReader from)
    {
        var readings = ImmutableArray.CreateBuilder<MeterReading>(AssetHistoryCodec.Count(ref from));
        for (var i = readings.Capacity; i > 0; i--) readings.Add(new(from.Text(), from.Decimal()));
        return readings.MoveToImmutable();
    }
}
