using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Scanward.Ingestion;

namespace Scanward.Server.Storage;

/// <summary>JSON of what is stored in columns of the store.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, decimal>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(ImmutableArray<FailedAttempt>))]
[JsonSerializable(typeof(ImmutableArray<ScanFault>))]
internal sealed partial class StoredJson : JsonSerializerContext;
