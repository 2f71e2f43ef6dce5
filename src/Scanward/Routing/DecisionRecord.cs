using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing.Crews;

namespace Scanward.Routing;

/// <summary>
/// What is stored of a decision: all its inputs, by value or by content address, and its result, so that it can be decided again with the same
/// result (I10) and be explained by doing so. JSON; times are Unix milliseconds.
/// </summary>
public sealed record DecisionRecord
{
    /// <summary>Grows when the same inputs could give another decision; a record names the engine that made it.</summary>
    public const string Engine = "1";

    public required string EngineVersion { get; init; }

    public required string PolicyHash { get; init; }

    public required string SiteHash { get; init; }

    public required string RosterHash { get; init; }

    /// <summary>Version of the IANA time zone data.</summary>
    public required string TimeZoneData { get; init; }

    public required int ProfileRevision { get; init; }

    public required Instant ProfileAsOf { get; init; }

    public required RoutedScan Scan { get; init; }

    public required AssetHistory History { get; init; }

    public required ImmutableArray<Stock> Stock { get; init; }

    public required ImmutableArray<TechnicianLoad> Loads { get; init; }

    public required int PositionInBatch { get; init; }

    /// <summary>Null where the policy's table decided.</summary>
    public OrderedWork? Ordered { get; init; }

    /// <summary>The result as JSON (<see cref="DecisionJson"/>).</summary>
    public required ImmutableArray<byte> Decision { get; init; }

    public static string CurrentTimeZoneData => DateTimeZoneProviders.Tzdb.VersionId;

    public static byte[] Write(RoutingInputs inputs, RoutingDecision decision) =>
        WireJson.Write((Inputs: inputs, Decision: decision), static (json, of) => Write(json, of.Inputs, of.Decision), bytes: 1_536);

    private static void Write(Utf8JsonWriter json, RoutingInputs inputs, RoutingDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("engine"u8, Engine);
        json.WriteString("policy"u8, inputs.Policy.Policy.Hash);
        json.WriteString("site"u8, inputs.Site.SiteHash);
        json.WriteString("roster"u8, inputs.Site.RosterHash);
        json.WriteString("tzdb"u8, CurrentTimeZoneData);
        json.WriteNumber("revision"u8, inputs.Profile.Revision);
        json.WriteNumber("as_of"u8, inputs.ProfileAsOf.ToUnixTimeMilliseconds());
        json.WriteNumber("position"u8, inputs.PositionInBatch);
        if (inputs.Ordered is { } ordered)
        {
            json.WriteStartArray("ordered"u8);
            json.WriteNumberValue((int)ordered.Outcome);
            json.WriteNumberValue((int)ordered.Priority);
            json.WriteEndArray();
        }

        json.WritePropertyName("scan"u8);
        Write(json, inputs.Scan);
        json.WritePropertyName("history"u8);
        AssetHistoryJson.Write(json, inputs.History);
        json.WriteStartArray("stock"u8);
        foreach (var stock in inputs.Stock) Write(json, stock);
        json.WriteEndArray();
        json.WriteStartArray("loads"u8);
        foreach (var load in inputs.Loads) Write(json, load);
        json.WriteEndArray();
        json.WritePropertyName("decision"u8);
        DecisionJson.Write(json, decision);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">The bytes are not a stored record.</exception>
    public static DecisionRecord Read(ReadOnlySpan<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8.ToArray());
        var root = document.RootElement;
        return new()
        {
            EngineVersion = root.GetProperty("engine"u8).GetString()!,
            PolicyHash = root.GetProperty("policy"u8).GetString()!,
            SiteHash = root.GetProperty("site"u8).GetString()!,
            RosterHash = root.GetProperty("roster"u8).GetString()!,
            TimeZoneData = root.GetProperty("tzdb"u8).GetString()!,
            ProfileRevision = root.GetProperty("revision"u8).GetInt32(),
            ProfileAsOf = At(root.GetProperty("as_of"u8)),
            PositionInBatch = root.GetProperty("position"u8).GetInt32(),
            Ordered = root.TryGetProperty("ordered"u8, out var ordered) ? new((Outcome)ordered[0].GetInt32(), (Priority)ordered[1].GetInt32()) : null,
            Scan = ReadScan(root.GetProperty("scan"u8)),
            History = AssetHistoryJson.Read(System.Text.Encoding.UTF8.GetBytes(root.GetProperty("history"u8).GetRawText())),
            Stock = [.. root.GetProperty("stock"u8).EnumerateArray().Select(ReadStock)],
            Loads = [.. root.GetProperty("loads"u8).EnumerateArray().Select(ReadLoad)],
            Decision = [.. System.Text.Encoding.UTF8.GetBytes(root.GetProperty("decision"u8).GetRawText())],
        };
    }

    private static void Write(Utf8JsonWriter json, RoutedScan scan)
    {
        json.WriteStartObject();
        json.WriteNumber("type"u8, (int)scan.Type);
        json.WriteString("failure_mode"u8, scan.FailureMode);
        json.WriteNumber("received_at"u8, scan.ReceivedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("occurred_at"u8, scan.OccurredAt.ToUnixTimeMilliseconds());
        json.WriteNumber("stamp"u8, (int)scan.Stamp);
        if (scan.Location is { } location) json.WriteNumber("location"u8, (int)location);
        if (scan.OperatorRole is { } role) json.WriteString("role"u8, role);
        if (!scan.Readings.IsEmpty)
        {
            json.WriteStartObject("readings"u8);
            foreach (var reading in scan.Readings) json.WriteNumber(reading.Meter, reading.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static RoutedScan ReadScan(JsonElement scan) => new()
    {
        Type = (ScanType)scan.GetProperty("type"u8).GetInt32(),
        FailureMode = scan.GetProperty("failure_mode"u8).GetString(),
        ReceivedAt = At(scan.GetProperty("received_at"u8)),
        OccurredAt = At(scan.GetProperty("occurred_at"u8)),
        Stamp = (StampCheck)scan.GetProperty("stamp"u8).GetInt32(),
        Location = scan.TryGetProperty("location"u8, out var location) ? (LocationFact)location.GetInt32() : null,
        OperatorRole = scan.TryGetProperty("role"u8, out var role) ? role.GetString() : null,
        Readings = scan.TryGetProperty("readings"u8, out var readings)
            ? [.. readings.EnumerateObject().Select(r => new MeterReading(r.Name, r.Value.GetDecimal()))] : [],
    };

    private static void Write(Utf8JsonWriter json, Stock stock)
    {
        json.WriteStartArray();
        json.WriteStringValue(stock.SiteId);
        json.WriteStringValue(stock.PartId);
        json.WriteNumberValue(stock.OnHand);
        json.WriteNumberValue(stock.Reserved);
        json.WriteNumberValue(stock.OnOrder);
        json.WriteNumberValue(stock.SafetyStock);
        Write(json, stock.ReorderPoint);
        Write(json, stock.ReorderQuantity);
        Write(json, stock.LeadTimeDays);
        Write(json, stock.Eta?.ToUnixTimeMilliseconds());
        json.WriteNumberValue(stock.AsOf.ToUnixTimeMilliseconds());
        json.WriteEndArray();
    }

    private static Stock ReadStock(JsonElement stock) => new()
    {
        SiteId = stock[0].GetString()!,
        PartId = stock[1].GetString()!,
        OnHand = stock[2].GetInt32(),
        Reserved = stock[3].GetInt32(),
        OnOrder = stock[4].GetInt32(),
        SafetyStock = stock[5].GetInt32(),
        ReorderPoint = NumberOrNull(stock[6]),
        ReorderQuantity = NumberOrNull(stock[7]),
        LeadTimeDays = NumberOrNull(stock[8]),
        Eta = stock[9].ValueKind == JsonValueKind.Null ? null : At(stock[9]),
        AsOf = At(stock[10]),
    };

    private static void Write(Utf8JsonWriter json, TechnicianLoad load)
    {
        json.WriteStartArray();
        json.WriteStringValue(load.TechnicianId);
        json.WriteNumberValue(load.Minutes);
        Write(json, load.LastAssignedAt?.ToUnixTimeMilliseconds());
        json.WriteEndArray();
    }

    private static TechnicianLoad ReadLoad(JsonElement load) =>
        new(load[0].GetString()!, load[1].GetInt32(), load[2].ValueKind == JsonValueKind.Null ? null : At(load[2]));

    private static void Write(Utf8JsonWriter json, long? number)
    {
        if (number is { } value) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static int? NumberOrNull(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetInt32();

    private static Instant At(JsonElement unixMs) => Instant.FromUnixTimeMilliseconds(unixMs.GetInt64());
}
