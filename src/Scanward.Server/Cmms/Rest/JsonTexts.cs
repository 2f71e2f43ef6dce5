using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms.Rest;

/// <summary>JSON values as texts and as nodes. Null stands for what is missing.</summary>
internal static class JsonTexts
{
    /// <summary>A scalar as text, exactly as it is written; null of everything else, and of a text that holds half of a surrogate pair.</summary>
    public static string? Scalar(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value.Value),
        JsonValueKind.Number => value.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>Null of JSON's null.</summary>
    public static JsonNode? Node(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value.Value) is { } text ? JsonValue.Create(text) : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => JsonValue.Create(value.Value),
        JsonValueKind.Array => JsonArray.Create(value.Value),
        JsonValueKind.Object => JsonObject.Create(value.Value),
        _ => null,
    };

    /// <summary>A list as its values with commas between, an object as JSON.</summary>
    public static string Of(JsonNode value) => value switch
    {
        JsonArray list => string.Join(", ", list.Where(v => v is not null).Select(v => Of(v!))),
        JsonObject thing => thing.ToJsonString(),
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
    };

    /// <summary>The member at the dots of a path.</summary>
    public static JsonElement? Member(JsonElement? value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (value is not { ValueKind: JsonValueKind.Object } thing || !thing.TryGetProperty(name, out var member)) return null;
            value = member;
        }

        return value;
    }

    private static string? Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // the JSON escapes half of a surrogate pair, which no text can hold
        }
    }
}
