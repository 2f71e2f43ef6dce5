using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>
/// The stored form of an <see cref="AssetHistory"/>: JSON with arrays in place of objects, since it is read and written with every scan.
/// Times are Unix milliseconds, ids numbers.
/// </summary>
public static class AssetHistoryJson
{
    public static byte[] Write(AssetHistory history) => WireJson.Write(history, Write);

    public static void Write(Utf8JsonWriter json, AssetHistory history)
    {
        json.WriteStartObject();
        if (history.LastScanAt is { } last) json.WriteNumber("last_scan_at"u8, last.ToUnixTimeMilliseconds());
        json.WriteStartArray("last_scans"u8);
        foreach (var scan in history.LastScans)
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)scan.Type);
            json.WriteStringValue(scan.FailureMode);
            json.WriteNumberValue(scan.At.ToUnixTimeMilliseconds());
            json.WriteNumberValue(scan.ScanId);
            if (scan.WorkOrder is { } work)
            {
                json.WriteNumberValue(work.Id);
                json.WriteStringValue(work.Number);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("open"u8);
        foreach (var work in history.Open)
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)work.Kind);
            json.WriteStringValue(work.FailureMode);
            json.WriteNumberValue(work.WorkOrderId);
            json.WriteStringValue(work.Number);
            json.WriteNumberValue(work.OpenedAt.ToUnixTimeMilliseconds());
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("closed"u8);
        foreach (var fault in history.Closed)
        {
            json.WriteStartArray();
            json.WriteStringValue(fault.FailureMode);
            json.WriteNumberValue(fault.At.ToUnixTimeMilliseconds());
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("failures"u8);
        foreach (var failure in history.Failures) json.WriteNumberValue(failure.ToUnixTimeMilliseconds());
        json.WriteEndArray();
        if (!history.Meters.IsEmpty)
        {
            json.WriteStartObject("meters"u8);
            foreach (var (meter, value) in history.Meters) json.WriteNumber(meter, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <exception cref="JsonException">The bytes are not a stored history.</exception>
    public static AssetHistory Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        return Read(ref json);
    }

    /// <summary>Reads the object that begins at the reader's token.</summary>
    /// <exception cref="JsonException">The bytes are not a stored history.</exception>
    public static AssetHistory Read(ref Utf8JsonReader json)
    {
        Instant? lastScanAt = null;
        var lastScans = ImmutableArray<LastScan>.Empty;
        var open = ImmutableArray<OpenWork>.Empty;
        var closed = ImmutableArray<ClosedFault>.Empty;
        var failures = ImmutableArray<Instant>.Empty;
        var meters = ImmutableSortedDictionary<string, decimal>.Empty;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("last_scan_at"u8)) lastScanAt = NextInstant(ref json);
            else if (json.ValueTextEquals("last_scans"u8)) lastScans = Array(ref json, ReadLastScan);
            else if (json.ValueTextEquals("open"u8)) open = Array(ref json, ReadOpen);
            else if (json.ValueTextEquals("closed"u8)) closed = Array(ref json, ReadClosed);
            else if (json.ValueTextEquals("failures"u8)) failures = Array(ref json, ReadFailure);
            else if (json.ValueTextEquals("meters"u8)) meters = ReadMeters(ref json);
            else throw new JsonException($"A stored history has no member '{json.GetString()}'.");
        }

        return new AssetHistory { LastScanAt = lastScanAt, LastScans = lastScans, Open = open, Closed = closed, Failures = failures, Meters = meters };
    }

    private delegate T Item<out T>(ref Utf8JsonReader json);

    private static ImmutableArray<T> Array<T>(ref Utf8JsonReader json, Item<T> read)
    {
        json.Read();
        var items = ImmutableArray.CreateBuilder<T>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) items.Add(read(ref json));
        return items.DrainToImmutable();
    }

    private static LastScan ReadLastScan(ref Utf8JsonReader json)
    {
        var type = (ScanType)NextLong(ref json);
        var mode = NextText(ref json);
        var at = NextInstant(ref json);
        var scanId = NextLong(ref json);
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray) return new(type, mode, at, scanId, null);
        var work = new WorkOrderRef(json.GetInt64(), NextText(ref json)!);
        json.Read();
        return new(type, mode, at, scanId, work);
    }

    private static OpenWork ReadOpen(ref Utf8JsonReader json)
    {
        var work = new OpenWork((WorkKind)NextLong(ref json), NextText(ref json), NextLong(ref json), NextText(ref json)!, NextInstant(ref json));
        json.Read();
        return work;
    }

    private static ClosedFault ReadClosed(ref Utf8JsonReader json)
    {
        var fault = new ClosedFault(NextText(ref json), NextInstant(ref json));
        json.Read();
        return fault;
    }

    private static Instant ReadFailure(ref Utf8JsonReader json) => Instant.FromUnixTimeMilliseconds(json.GetInt64());

    private static ImmutableSortedDictionary<string, decimal> ReadMeters(ref Utf8JsonReader json)
    {
        json.Read();
        var meters = ImmutableSortedDictionary.CreateBuilder<string, decimal>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var meter = json.GetString()!;
            json.Read();
            meters[meter] = json.GetDecimal();
        }

        return meters.ToImmutable();
    }

    private static long NextLong(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    private static Instant NextInstant(ref Utf8JsonReader json) => Instant.FromUnixTimeMilliseconds(NextLong(ref json));

    private static string? NextText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }
}
