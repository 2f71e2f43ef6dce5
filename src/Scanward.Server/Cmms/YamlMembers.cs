using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms;

/// <summary>Takes the members of a mapping one by one, as what each of them is; <see cref="End"/> tells of those that nobody asked for.</summary>
/// <param name="what">What the mapping is, for messages: <c>work_order.find</c>; empty for the file itself.</param>
internal sealed class YamlMembers(YamlMap map, YamlFaults faults, string what)
{
    private readonly List<string> asked = [];

    public YamlMap Map => map;

    public string What => what;

    public YamlFaults Faults => faults;

    public YamlNode? Node(string name)
    {
        if (!asked.Contains(name)) asked.Add(name);
        return map[name];
    }

    /// <summary>A value that is not empty.</summary>
    public YamlScalar? Scalar(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalar { Text.Length: > 0 } scalar:
                return scalar;
            case YamlScalar empty:
                faults.Add(empty, "no_value", $"'{name}' has no value; write one, or leave it out.");
                return null;
            case var other:
                faults.Add(other, "wrong_shape", $"'{name}' is one value, not {other.What}.");
                return null;
        }
    }

    public YamlScalar? Required(string name, string why)
    {
        var scalar = Scalar(name);
        if (map[name] is null) Missing(name, why);
        return scalar;
    }

    public void Missing(string name, string why) => faults.Add(map, "missing_member", $"{(what.Length == 0 ? "The file" : what)} needs '{name}': {why}");

    public YamlMembers? Members(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlMap inner:
                return new(inner, faults, Path(name));
            case var other:
                faults.Add(other, "wrong_shape", $"'{name}' is a mapping, not {other.What}.");
                return null;
        }
    }

    public string Path(string name) => what.Length == 0 ? name : $"{what}.{name}";

    public int Integer(string name, int least, int most, int otherwise)
    {
        if (Scalar(name) is not { } scalar) return otherwise;
        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        faults.Add(scalar, "out_of_range", $"'{name}' is a number from {least} to {most}; '{scalar.Text}' is not.");
        return otherwise;
    }

    public bool Flag(string name)
    {
        if (Scalar(name) is not { } scalar) return false;
        if (scalar.Text is "true" or "false") return scalar.Text == "true";
        faults.Add(scalar, "wrong_value", $"'{name}' is true or false; '{scalar.Text}' is neither.");
        return false;
    }

    /// <summary>One value, or a list of them.</summary>
    public ImmutableArray<YamlScalar> List(string name)
    {
        var node = Node(name);
        if (node is null) return [];
        var scalars = ImmutableArray.CreateBuilder<YamlScalar>();
        foreach (var item in node is YamlList list ? [.. list.Items] : new[] { node })
        {
            if (item is YamlScalar { Text.Length: > 0 } scalar) scalars.Add(scalar);
            else faults.Add(item, "wrong_shape", $"'{name}' is a list of values, such as [a, b].");
        }

        return scalars.ToImmutable();
    }

    /// <summary>Tells of every member that was not asked for.</summary>
    public void End()
    {
        foreach (var entry in map.Entries)
        {
            if (!asked.Contains(entry.Key.Text)) faults.Add(entry.Key, "unknown_member", $"{(what.Length == 0 ? "The file" : what)} has no member '{entry.Key.Text}'{YamlFaults.Hint(entry.Key.Text, asked)}");
        }
    }

    /// <summary>A plain scalar as JSON: true, false, null and numbers are that, and everything else is text.</summary>
    public static JsonNode? Constant(YamlScalar scalar)
    {
        if (!scalar.Plain) return JsonValue.Create(scalar.Text);
        return scalar.Text switch
        {
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            "null" or "~" or "" => null,
            _ => IsNumber(scalar.Text) && decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(scalar.Text),
        };
    }

    /// <summary>The whole below a node as JSON.</summary>
    public static JsonNode? Json(YamlNode node) => node switch
    {
        YamlScalar scalar => Constant(scalar),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlMap inner => new JsonObject(inner.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        _ => null,
    };

    /// <summary>As JSON writes numbers, so that what begins with a nought or a plus, such as a part's number, stays text.</summary>
    private static bool IsNumber(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1]) && (digits.Length == 1 || digits[0] != '0' || digits[1] == '.');
    }
}
