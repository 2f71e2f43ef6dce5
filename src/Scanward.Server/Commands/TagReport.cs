using System.Text;
using System.Text.Json;
using Scanward.Ingestion.Tags;

namespace Scanward.Server.Commands;

/// <summary>What <c>scanward tag read</c> prints of a reading.</summary>
internal static class TagReport
{
    /// <summary>
    /// One JSON object on one line: <c>{"ok": true, "kind", "canonical", "elements": {…}, "warnings": […]}</c> or
    /// <c>{"ok": false, "code", "position", "detail"}</c>.
    /// </summary>
    public static string Json(TagReading reading) => Encoding.UTF8.GetString(WireJson.Write(reading, static (json, reading) =>
    {
        json.WriteStartObject();
        if (reading is Tag tag) Write(json, tag);
        else if (reading is TagFault fault) Write(json, fault);
        json.WriteEndObject();
    }));

    /// <summary>
    /// Some lines for a terminal. Characters that a terminal would obey or not show are replaced, one for one, so that the marker stays under its
    /// place.
    /// </summary>
    public static string ForPeople(TagReading reading, string text)
    {
        var lines = new StringBuilder();
        if (reading is Tag tag)
        {
            lines.Append($"{tag.Kind.Wire()}  {tag.Canonical}");
            foreach (var (identifier, value) in tag.Elements) lines.Append($"\n  ({identifier})  {value}");
            foreach (var warning in tag.Warnings) lines.Append($"\n  warning: {warning}");
        }
        else if (reading is TagFault fault)
        {
            const int Context = 60;
            var start = Math.Max(0, fault.Position - Context);
            var end = Math.Min(text.Length, fault.Position + Context);
            lines.Append($"not read: {fault.Code}, at position {fault.Position}");
            lines.Append("\n  ").AppendJoin("", text[start..end].Select(Visible));
            lines.Append("\n  ").Append(' ', fault.Position - start).Append('^');
            lines.Append($"\n  {fault.Detail}");
        }

        return lines.ToString();
    }

    private static void Write(Utf8JsonWriter writer, Tag tag)
    {
        writer.WriteBoolean("ok", true);
        writer.WriteString("kind", tag.Kind.Wire());
        writer.WriteString("canonical", tag.Canonical);
        writer.WriteStartObject("elements");
        foreach (var (identifier, value) in tag.Elements) writer.WriteString(identifier, value);
        writer.WriteEndObject();
        writer.WriteStartArray("warnings");
        foreach (var warning in tag.Warnings) writer.WriteStringValue(warning);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, TagFault fault)
    {
        writer.WriteBoolean("ok", false);
        writer.WriteString("code", fault.Code);
        writer.WriteNumber("position", fault.Position);
        writer.WriteString("detail", fault.Detail);
    }

    // Control characters have pictures at U+2400; what is not ASCII may turn the line's direction.
    private static char Visible(char c) => c switch
    {
        < ' ' => (char)(0x2400 + c),
        '\u007F' => '\u2421',
        <= '~' => c,
        _ => '\u00B7',
    };
}
