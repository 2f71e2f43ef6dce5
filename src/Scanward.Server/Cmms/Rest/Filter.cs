using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace Scanward.Server.Cmms.Rest;

/// <summary>What is made of a field's value. What is missing stays missing, but for <c>or</c>.</summary>
internal sealed class Filter
{
    private static readonly string[] plainNames = ["text", "number", "upper", "lower", "date", "day_before", "epoch_ms", "quote", "double", "plain", "html", "unhtml", "line", "filled", "whole"];

    private readonly string name;
    private readonly Func<JsonNode, JsonNode?> make;
    private readonly string? or;

    private Filter(string name, Func<JsonNode, JsonNode?> make, string? or = null)
    {
        this.name = name;
        this.make = make;
        this.or = or;
    }

    public static ImmutableArray<string> Names { get; } = [.. plainNames, "time:FORMAT", "or:TEXT", "max:N", "after:TEXT"];

    /// <summary>The field that counts where the one before is missing.</summary>
    public TemplateField? Otherwise { get; private init; }

    /// <summary>The filter as it is written; null with what is wrong.</summary>
    public static Filter? Read(string text, IReadOnlyDictionary<string, MappingTable> tables, out string why)
    {
        why = "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, argument) = colon < 0 ? (text.Trim(), "") : (text[..colon].Trim(), text[(colon + 1)..].Trim());
        if (tables.TryGetValue(name, out var table) && colon < 0) return new(name, v => table.Find(JsonTexts.Of(v)));
        if (colon < 0 && plainNames.Contains(name)) return new(name, v => Plain(name, v));
        switch (name)
        {
            case "or" when colon >= 0:
                return new(name, static v => v, argument);
            case "after" when argument.Length > 0:
                return new(name, v => After(JsonTexts.Of(v), argument));
            case "max" when int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0:
                return new(name, v => Cut(JsonTexts.Of(v), most));
            case "max":
                why = "'max' takes a number of characters: max:80.";
                return null;
            case "time" when IsFormat(argument):
                return new(name, v => Moment(v) is { } moment ? moment.ToDateTimeOffset().ToString(argument, CultureInfo.InvariantCulture) : null);
            case "time":
                why = $"'{argument}' is no way to write a time; write it as .NET does: time:yyyy-MM-dd HH:mm:ss.";
                return null;
            default:
                why = $"There is no table or filter '{name}'{YamlFaults.Hint(name, [.. tables.Keys, .. Names])}";
                return null;
        }
    }

    /// <summary>The field that <c>or</c> names, where it names one: between braces, or a pointer where there is a record.</summary>
    public string? OtherName(bool hasRecord) => or is ['{', .. var inner, '}'] ? inner.Trim() : hasRecord && or is ['/', ..] ? or : null;

    public Filter Or(TemplateField field) => new(name, make, or) { Otherwise = field };

    /// <param name="of">The field's name, for messages.</param>
    public JsonNode? Apply(JsonNode? value, string of, Fields fields)
    {
        if (or is not null) return value ?? (Otherwise is null ? or : Otherwise.Value(fields));
        if (value is null) return null;
        var made = make(value);
        if (made is not null || name is not ("number" or "whole" or "date" or "day_before" or "time" or "epoch_ms" or "plain" or "after")) return made;
        var shown = Shown.Line(JsonTexts.Of(value), 40);
        throw name is "plain" or "after"
            ? new CannotSayException($"{of} is '{shown}', {(name == "plain" ? "which has other characters than letters, digits, space and - . _ : / +" : "which is none of the target's")}; it holds no such thing.", CannotSay.NoSuch)
            : new CannotSayException($"{of} is '{shown}', of which the filter '{name}' can make nothing.");
    }

    private static JsonNode? Plain(string name, JsonNode value) => name switch
    {
        "number" => Number(value),
        "whole" => Number(value) is { } number && number.AsValue().TryGetValue<decimal>(out var fraction) ? JsonValue.Create(decimal.Floor(fraction)) : null,
        "filled" => IsFilled(value) ? value : null,
        "date" => Date(value),
        "day_before" => Moment(value) is { } moment ? LocalDatePattern.Iso.Format(moment.InUtc().Date.PlusDays(-1)) : null,
        "epoch_ms" => Moment(value)?.ToUnixTimeMilliseconds(),
        _ => Text(name, JsonTexts.Of(value)),
    };

    private static string? Text(string name, string text) => name switch
    {
        "upper" => text.ToUpperInvariant(),
        "lower" => text.ToLowerInvariant(),
        "quote" => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        "double" => text.Replace("'", "''", StringComparison.Ordinal),
        "plain" => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '.' or '_' or ':' or '/' or '+') ? text : null,
        "html" => WebUtility.HtmlEncode(text).ReplaceLineEndings("<br>"),
        "unhtml" => WebUtility.HtmlDecode(text),
        "line" => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)),
        _ => text,
    };

    private static string? After(string text, string before) => text.LastIndexOf(before, StringComparison.Ordinal) is var at and >= 0 && at + before.Length < text.Length ? text[(at + before.Length)..] : null;

    private static JsonNode? Number(JsonNode value) => value.GetValueKind() == JsonValueKind.Number ? value
        : decimal.TryParse(JsonTexts.Of(value), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null;

    private static bool IsFilled(JsonNode value) => value switch
    {
        JsonArray list => list.Count > 0,
        JsonObject thing => thing.Count > 0,
        _ => value.GetValueKind() != JsonValueKind.False && JsonTexts.Of(value).Trim().Length > 0,
    };

    /// <summary>Not through the middle of a surrogate pair.</summary>
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string? Date(JsonNode value) => JsonTexts.Of(value) is { Length: >= 10 } text && LocalDatePattern.Iso.Parse(text[..10]).Success ? text[..10]
        : Moment(value) is { } moment ? LocalDatePattern.Iso.Format(moment.InUtc().Date) : null;

    /// <summary>Of RFC 3339, of a date and time without an offset (which is UTC), of a date, or of milliseconds since 1970.</summary>
    private static Instant? Moment(JsonNode value)
    {
        var text = JsonTexts.Of(value);
        if (OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } offset) return offset.Value.ToInstant();
        if (LocalDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true } local) return local.Value.InUtc().ToInstant();
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date) return date.Value.AtMidnight().InUtc().ToInstant();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_800_000 ? Instant.FromUnixTimeMilliseconds(ms) : null;
    }

    private static bool IsFormat(string format)
    {
        try
        {
            return format.Length > 0 && DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

/// <summary>A table of values: theirs for ours, or ours for theirs.</summary>
/// <param name="Else">For what it does not name; null where that is missing then.</param>
internal sealed record MappingTable(ImmutableDictionary<string, JsonNode?> Values, JsonNode? Else)
{
    public JsonNode? Find(string name) => (Values.TryGetValue(name, out var value) ? value : Else)?.DeepClone();
}
