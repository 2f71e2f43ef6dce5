using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scanward.Server.Cmms.Rest;

/// <summary>
/// A JSON pointer (RFC 6901), or <c>/</c> for the whole. A step <c>[member=value]</c> takes the first element of a list whose member, with dots between several, is that; the value may hold
/// options between braces.
/// </summary>
internal sealed class Pointer
{
    private const string OptionBegins = "{option.";

    private readonly ImmutableArray<Step> steps;
    private readonly string text;

    private Pointer(string text, ImmutableArray<Step> steps)
    {
        this.text = text;
        this.steps = steps;
    }

    public static Pointer Whole { get; } = new("/", []);

    /// <summary>The options that its steps need.</summary>
    public IEnumerable<string> Options => steps.SelectMany(s => OptionsOf(s.Value ?? ""));

    /// <summary>Of a text that was checked before.</summary>
    public static Pointer Read(string text) => TryRead(text, out _) ?? throw new FormatException($"'{text}' is no pointer.");

    /// <summary>Null with what is wrong.</summary>
    public static Pointer? TryRead(string text, out string why)
    {
        why = "";
        if (text == "/") return Whole;
        if (!text.StartsWith('/')) return Not("it begins with '/'", out why);
        var read = ImmutableArray.CreateBuilder<Step>();
        foreach (var raw in text[1..].Split('/'))
        {
            if (Unescaped(raw) is not { } step) return Not("after '~' comes 0 (for ~) or 1 (for /)", out why);
            if (!step.StartsWith('['))
            {
                read.Add(new(step, null));
                continue;
            }

            var equals = step.IndexOf('=', StringComparison.Ordinal);
            if (!step.EndsWith(']') || equals < 2) return Not($"the step '{step}' is written [member=value]", out why);
            read.Add(new(step[1..equals], step[(equals + 1)..^1]));
        }

        return new(text, read.ToImmutable());
    }

    /// <summary>Null where there is nothing.</summary>
    public JsonElement? Find(JsonElement? root, Fields fields)
    {
        var at = root;
        foreach (var step in steps)
        {
            at = at switch
            {
                { ValueKind: JsonValueKind.Array } list => step.Value is null ? Index(list, step.Name) : First(list, step.Name, Filled(step.Value, fields)),
                { ValueKind: JsonValueKind.Object } thing when step.Value is null => thing.TryGetProperty(step.Name, out var member) ? member : null,
                _ => null,
            };
            if (at is null) return null;
        }

        return at;
    }

    public override string ToString() => text;

    private static Pointer? Not(string rule, out string why)
    {
        why = rule;
        return null;
    }

    private static JsonElement? Index(JsonElement list, string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (step == "0" || step[0] != '0') && index < list.GetArrayLength() ? list[index] : null;

    private static JsonElement? First(JsonElement list, string member, string? value)
    {
        if (value is null) return null;
        foreach (var element in list.EnumerateArray())
        {
            if (JsonTexts.Scalar(JsonTexts.Member(element, member)) == value) return element;
        }

        return null;
    }

    /// <summary>Null where an option in it is missing.</summary>
    private static string? Filled(string value, Fields fields)
    {
        foreach (var option in OptionsOf(value))
        {
            if (fields.Get($"option.{option}") is not { } given) return null;
            value = value.Replace($"{OptionBegins}{option}}}", JsonTexts.Of(given), StringComparison.Ordinal);
        }

        return value;
    }

    private static IEnumerable<string> OptionsOf(string value)
    {
        for (var at = value.IndexOf(OptionBegins, StringComparison.Ordinal); at >= 0; at = value.IndexOf(OptionBegins, at + 1, StringComparison.Ordinal))
        {
            var begins = at + OptionBegins.Length;
            if (value.IndexOf('}', begins) is var end and > 0) yield return value[begins..end];
        }
    }

    private static string? Unescaped(string step)
    {
        if (!step.Contains('~', StringComparison.Ordinal)) return step;
        var plain = new StringBuilder(step.Length);
        for (var i = 0; i < step.Length; i++)
        {
            if (step[i] != '~') plain.Append(step[i]);
            else if (i + 1 < step.Length && step[i + 1] is '0' or '1') plain.Append(step[++i] == '0' ? '~' : '/');
            else return null;
        }

        return plain.ToString();
    }

    /// <param name="Value">Of a step that seeks; null where the step is a member or an index.</param>
    private readonly record struct Step(string Name, string? Value);
}
