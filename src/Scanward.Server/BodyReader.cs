using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Scanward.Ingestion;

namespace Scanward.Server;

/// <summary>
/// Reads a JSON object member by member, and lists every fault with its pointer: wrong types, values out of range, members that are missing, unknown or given twice.
/// Ask for every member, then for the <see cref="Faults"/>.
/// </summary>
internal sealed class BodyReader
{
    private const int DepthMax = 8;

    private static readonly JsonDocumentOptions options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = true };

    private readonly JsonElement root;
    private readonly string pointer;
    private readonly ImmutableArray<ScanFault>.Builder faults;
    private readonly List<string> asked = [];

    private BodyReader(JsonElement root, string pointer, ImmutableArray<ScanFault>.Builder faults)
    {
        this.root = root;
        this.pointer = pointer;
        this.faults = faults;
    }

    /// <summary>A reader of the body, or the problem with it.</summary>
    public static (BodyReader? Reader, ProblemResult? Problem) Open(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return (null, new ProblemResult(Problems.MalformedJson, "The body is not UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(body, options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return (new(document.RootElement.Clone(), "", ImmutableArray.CreateBuilder<ScanFault>()), null);
            return (null, new ProblemResult(Problems.InvalidBody, "Send one JSON object.", [new("", "not_an_object", "Send one JSON object.")]));
        }
        catch (JsonException e)
        {
            return (null, new ProblemResult(Problems.MalformedJson, $"The body is not JSON, or is nested deeper than {DepthMax}: {e.Message}"));
        }
    }

    /// <summary>All of it, as it was sent.</summary>
    public string Json => root.GetRawText();

    public bool Has(string name) => root.TryGetProperty(name, out _);

    public void Fault(string member, string code, string detail) => faults.Add(new($"{pointer}/{member}", code, detail));

    /// <summary>Text without control characters; null where it is not given, or at fault.</summary>
    /// <param name="lines">Whether it may have several lines.</param>
    /// <param name="empty">Whether it may be empty, which then says that there is none.</param>
    public string? Text(string name, int most, bool required = false, bool lines = false, bool empty = false)
    {
        if (Member(name, required) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return Wrong<string>(name, $"text of 1 to {most} characters");
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Fault(name, "unpaired_surrogate", $"{name} holds half of a surrogate pair.");
            return null;
        }

        if (empty && text.Length == 0) return text;
        if (text.Length == 0 || text.Length > most) Fault(name, text.Length == 0 ? "too_short" : "too_long", $"{name} has 1 to {most} characters; this has {text.Length}.");
        else if (text.Any(c => IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))) Fault(name, "control_character", $"{name} holds a control character; take it out.");
        else if (!lines && text.Trim().Length != text.Length) Fault(name, "bad_format", $"{name} has a space at its start or end; trim it.");
        else return text;
        return null;
    }

    /// <summary>A tag as a scanner sends it, control characters and all; the tag reader judges it.</summary>
    public string? Tag(string name, int most, bool required = false)
    {
        if (Member(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= most) return text;
        return Wrong<string>(name, $"a tag of 1 to {most} characters");
    }

    /// <summary>A list of texts without control characters; empty where there is none, or it is at fault.</summary>
    /// <param name="most">Of the list.</param>
    /// <param name="eachMost">Characters of one text.</param>
    public ImmutableArray<string> Texts(string name, int most, int eachMost)
    {
        if (Member(name, required: false) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            Fault(name, "wrong_type", $"{name} is a list of texts.");
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            Fault(name, "too_long", $"{name} has at most {most} entries.");
            return [];
        }

        var texts = value.EnumerateArray().Select(e => e.GetString()!).ToImmutableArray();
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length is 0 || texts[i].Length > eachMost || texts[i].Any(IsControl)) Fault($"{name}/{i}", "bad_format", $"It has 1 to {eachMost} characters, and no control characters.");
        }

        return texts;
    }

    /// <summary>A code such as <c>bearing_noise</c>.</summary>
    public string? Code(string name)
    {
        var code = Text(name, 64);
        if (code is null || code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '-')) return code;
        Fault(name, "bad_character", $"{name} is written with a-z 0-9 _ . -, such as worn_bearing.");
        return null;
    }

    public int? Whole(string name, int least, int most, bool required = false)
    {
        if (Member(name, required) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number) return Wrong<int?>(name, $"a whole number from {least} to {most}");
        if (value.TryGetInt32(out var whole) && whole >= least && whole <= most) return whole;
        Fault(name, "out_of_range", $"{name} is a whole number from {least} to {most}; this is {Shown(value)}.");
        return null;
    }

    public bool? Flag(string name) => Member(name, required: false) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Wrong<bool?>(name, "true or false"),
    };

    public T? Value<T>(string name, bool required = false)
        where T : struct, Enum
    {
        if (Member(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && Wire.TryParse<T>(value.GetString(), out var parsed)) return parsed;
        Fault(name, value.ValueKind == JsonValueKind.String ? "unknown_value" : "wrong_type", $"{name} is one of {string.Join(", ", Wire.All<T>())}.");
        return null;
    }

    /// <summary>An RFC 3339 time with offset.</summary>
    public NodaTime.Instant? Time(string name, bool required = false)
    {
        if (Text(name, 40, required) is not { } text) return null;
        if (DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && (text[^1] is 'Z' || text[^6] is '+' or '-'))
            return NodaTime.Instant.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        Fault(name, "bad_timestamp", $"{name} is an RFC 3339 time with offset, such as 2026-11-27T09:00:00Z.");
        return null;
    }

    /// <summary>An object as it was sent, for somebody else to read.</summary>
    public string? Raw(string name, bool required = false) => Member(name, required) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value.GetRawText(),
        _ => Wrong<string>(name, "an object"),
    };

    /// <summary>A reader for each object of an array; empty where there is none.</summary>
    public IReadOnlyList<BodyReader> Objects(string name, int most)
    {
        if (Member(name, required: false) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Object))
        {
            Fault(name, "wrong_type", $"{name} is a list of objects.");
            return [];
        }

        if (value.GetArrayLength() <= most) return [.. value.EnumerateArray().Select((e, i) => new BodyReader(e, $"{pointer}/{name}/{i}", faults))];
        Fault(name, "too_long", $"{name} has at most {most} entries.");
        return [];
    }

    /// <summary>A reader for an object; null where there is none.</summary>
    public BodyReader? Object(string name)
    {
        if (Member(name, required: false) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new BodyReader(value, $"{pointer}/{name}", faults);
        Fault(name, "wrong_type", $"{name} is an object.");
        return null;
    }

    /// <summary>Numbers by name; empty where there are none.</summary>
    public IReadOnlyList<(string Name, decimal Value)> Numbers(string name, int most)
    {
        if (Member(name, required: false) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() > most)
        {
            Fault(name, "wrong_type", $"{name} is an object of at most {most} numbers by name.");
            return [];
        }

        var numbers = new List<(string, decimal)>();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDecimal(out var number)) numbers.Add((member.Name, number));
            else Fault($"{name}/{Escaped(member.Name)}", "wrong_type", "A reading is a number.");
        }

        return numbers;
    }

    /// <summary>All faults, once every member has been asked for; what nobody asked for is one too.</summary>
    public ImmutableArray<ScanFault> Faults(params IEnumerable<BodyReader> parts)
    {
        foreach (var reader in parts.Prepend(this))
        {
            var seen = new HashSet<string>();
            foreach (var member in reader.root.EnumerateObject())
            {
                var name = member.Name;
                if (!reader.asked.Contains(name)) reader.Fault(Escaped(name), "unknown_member", $"There is no member {name} here; there are {string.Join(", ", reader.asked)}.");
                else if (!seen.Add(name)) reader.Fault(Escaped(name), "duplicate_member", $"Give {name} once.");
            }
        }

        return faults.ToImmutable();
    }

    private JsonElement? Member(string name, bool required)
    {
        if (!asked.Contains(name)) asked.Add(name);
        if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) return value;
        if (required) Fault(name, "missing_member", $"{name} is missing.");
        return null;
    }

    private T? Wrong<T>(string name, string expected)
    {
        Fault(name, "wrong_type", $"{name} is {expected}.");
        return default;
    }

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: <= 40 } text ? text : "a long number";

    /// <summary>As RFC 6901 wants it.</summary>
    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static bool IsControl(char c) => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029';
}
