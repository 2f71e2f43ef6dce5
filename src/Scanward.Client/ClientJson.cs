using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Scanward.Client;

/// <summary>The API's JSON: members in snake_case, what is null is not sent, what is not known is passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Scan))]
[JsonSerializable(typeof(IReadOnlyList<Scan>))]
[JsonSerializable(typeof(ScanAck))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(ScanStory))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(Page<WorkOrder>))]
[JsonSerializable(typeof(WorkOrderChange))]
[JsonSerializable(typeof(WorkRequest))]
[JsonSerializable(typeof(OrderedWork))]
[JsonSerializable(typeof(EmbeddedAsset))]
[JsonSerializable(typeof(Page<AssetRow>))]
[JsonSerializable(typeof(Asset))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(NewTag))]
[JsonSerializable(typeof(RetiredTag))]
[JsonSerializable(typeof(Reason))]
[JsonSerializable(typeof(Retired))]
[JsonSerializable(typeof(Page<Site>))]
[JsonSerializable(typeof(Page<Crew>))]
[JsonSerializable(typeof(Page<Technician>))]
[JsonSerializable(typeof(Page<Part>))]
[JsonSerializable(typeof(PartName))]
[JsonSerializable(typeof(StockSettings))]
[JsonSerializable(typeof(Page<StockMove>))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Adjustment))]
[JsonSerializable(typeof(Count))]
[JsonSerializable(typeof(Booking))]
[JsonSerializable(typeof(Shipment))]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(Page<Transfer>))]
[JsonSerializable(typeof(Arrival))]
[JsonSerializable(typeof(Page<Replenishment>))]
[JsonSerializable(typeof(ReplenishmentChange))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(ReplayOne))]
[JsonSerializable(typeof(LetterFilter))]
[JsonSerializable(typeof(DeadLetterResults))]
[JsonSerializable(typeof(Page<Key>))]
[JsonSerializable(typeof(MadeKey))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(Rotation))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>A page of a list.</summary>
/// <param name="Next">Cursor of the next; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
