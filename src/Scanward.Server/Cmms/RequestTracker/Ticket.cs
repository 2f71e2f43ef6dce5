using System.Collections.Immutable;
using System.Text.Json;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>A ticket as Request Tracker shows it, as far as it is of interest.</summary>
/// <param name="Fields">Values of the custom fields that these credentials see, by the fields' names.</param>
/// <param name="Assets">Ids of the assets that it refers to.</param>
internal sealed record Ticket(string Id, string Status, ImmutableDictionary<string, ImmutableArray<string>> Fields, ImmutableArray<string> Assets)
{
    /// <summary>Null of what is no ticket. Ids are numbers in records and texts in lists.</summary>
    public static Ticket? Read(JsonElement json)
    {
        if (Text(json, "id") is not { } id || Text(json, "Status") is not { } status) return null;
        var fields = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var field in Elements(json, "CustomFields"))
        {
            if (Text(field, "name") is { } name) fields[name] = [.. Elements(field, "values").Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)];
        }

        return new(id, status, fields.ToImmutable(), [.. from link in Elements(json, "_hyperlinks") where Text(link, "ref") == "refers-to" && Text(link, "type") == "asset" let asset = Text(link, "id") where asset is not null select asset]);
    }

    /// <summary>A text or number; null where there is none.</summary>
    public static string? Text(JsonElement json, string member) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    public static IEnumerable<JsonElement> Elements(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
}
