using System.Globalization;
using System.Text.Json;

namespace Scanward.Routing.Policy;

/// <summary>The parts that every explanation has as JSON, of a stored decision and of made-up facts alike.</summary>
internal static class RowExplanationJson
{
    /// <summary>The member <c>facts</c>: every fact that is known, counts and readings as numbers.</summary>
    public static void WriteFacts(Utf8JsonWriter json, Facts facts)
    {
        json.WriteStartObject("facts"u8);
        foreach (var column in FactText.Known(facts))
        {
            var text = FactText.Of(facts, column);
            if (column.Kind is FactKind.Count or FactKind.Reading) json.WriteNumber(column.Name, decimal.Parse(text, CultureInfo.InvariantCulture));
            else json.WriteString(column.Name, text);
        }

        json.WriteEndObject();
    }

    /// <summary>The members <c>because, given, also_matched, nearest_miss</c>.</summary>
    public static void WriteRows(Utf8JsonWriter json, RowExplanation rows)
    {
        WriteCells(json, "because"u8, rows.Because);
        WriteCells(json, "given"u8, rows.Given);
        json.WriteStartArray("also_matched"u8);
        foreach (var id in rows.AlsoMatched) json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteStartArray("nearest_miss"u8);
        foreach (var miss in rows.NearestMiss)
        {
            json.WriteStartObject();
            json.WriteString("row"u8, miss.Row);
            WriteCells(json, "failed"u8, miss.Failed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCells(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<CellExplanation> cells)
    {
        json.WriteStartArray(name);
        foreach (var cell in cells)
        {
            json.WriteStartObject();
            json.WriteString("fact"u8, cell.Fact);
            json.WriteString("value"u8, cell.Value);
            json.WriteString("test"u8, cell.Test);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
