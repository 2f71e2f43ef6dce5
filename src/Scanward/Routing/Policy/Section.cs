using System.Globalization;

namespace Scanward.Routing.Policy;

/// <summary>One mapping of the file with the keys it may have. Keys that it may not have are faults at once; values are read by name.</summary>
internal sealed class Section
{
    private const int LongestName = 64;

    private readonly Dictionary<string, YamlNode> values = [];
    private readonly FileFaults faults;
    private readonly string what;

    private Section(YamlMap map, string what, FileFaults faults)
    {
        At = map;
        this.what = what;
        this.faults = faults;
    }

    public YamlMap At { get; }

    /// <summary>Null after a fault: the node is not a mapping.</summary>
    public static Section? Of(YamlNode node, string what, FileFaults faults, params string[] keys)
    {
        if (node is not YamlMap map)
        {
            faults.Add(node, "wrong_shape", $"{what} is a mapping with {string.Join(", ", keys)}.");
            return null;
        }

        var section = new Section(map, what, faults);
        foreach (var (key, value) in map.Entries)
        {
            if (keys.Contains(key.Text)) section.values.Add(key.Text, value);
            else faults.Add(key, "unknown_key", $"{what} has no '{key.Text}'{faults.Hint(key.Text, keys)} It has {string.Join(", ", keys)}.");
        }

        return section;
    }

    public YamlNode? Node(string key) => values.GetValueOrDefault(key);

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>The node of a key that must be there.</summary>
    public YamlNode? Required(string key)
    {
        if (values.TryGetValue(key, out var node)) return node;
        faults.Add(At, "missing_key", $"{what} needs '{key}'.");
        return null;
    }

    public YamlScalar? Text(string key) => Node(key) is { } node ? AsText(node, $"'{key}'", faults) : null;

    public YamlScalar? RequiredText(string key) => Required(key) is { } node ? AsText(node, $"'{key}'", faults) : null;

    /// <summary>An id or name of up to 64 letters, digits, <c>_ - .</c></summary>
    public string? RequiredId(string key) => RequiredText(key) is { } scalar ? Id(scalar, $"'{key}'", faults) : null;

    public int? RequiredNumber(string key, int least, int most)
    {
        if (RequiredText(key) is not { } scalar) return null;
        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        faults.Add(scalar, "bad_number", $"'{key}' is a whole number from {least} to {most}; '{scalar.Text}' is not one.");
        return null;
    }

    public bool? YesNo(string key)
    {
        if (Text(key) is not { } scalar) return null;
        if (scalar.Text is "yes" or "true") return true;
        if (scalar.Text is "no" or "false") return false;
        faults.Add(scalar, "unknown_value", $"'{key}' is yes or no; '{scalar.Text}' is neither.");
        return null;
    }

    /// <summary>A positive duration in minutes.</summary>
    public int? Minutes(string key)
    {
        if (Text(key) is not { } scalar) return null;
        if (DurationText.TryParse(scalar.Text, out var parts) is { } fault) faults.Add(scalar, fault.Code, $"'{key}' {fault.Detail}");
        else if (parts.TotalMinutes is <= 0 or > int.MaxValue)
            faults.Add(scalar, "out_of_range", $"'{key}' is longer than 0m and no longer than {DurationText.Format(int.MaxValue)}.");
        else return (int)parts.TotalMinutes;
        return null;
    }

    public T? Word<T>(string key)
        where T : struct, Enum => Text(key) is { } scalar ? Word<T>(scalar, $"'{key}'", faults) : null;

    public static YamlScalar? AsText(YamlNode node, string what, FileFaults faults)
    {
        if (node is YamlScalar scalar) return scalar;
        faults.Add(node, "wrong_shape", $"{what} is one value, not a {(node is YamlList ? "list" : "mapping")}.");
        return null;
    }

    public static YamlList? AsList(YamlNode node, string what, FileFaults faults)
    {
        if (node is YamlList list) return list;
        faults.Add(node, "wrong_shape", $"{what} is a list, in [ ] or with a '-' before each item.");
        return null;
    }

    public static YamlMap? AsMap(YamlNode node, string what, FileFaults faults)
    {
        if (node is YamlMap map) return map;
        faults.Add(node, "wrong_shape", $"{what} is a mapping, in {{ }} or with 'key: value' in each line.");
        return null;
    }

    public static T? Word<T>(YamlScalar scalar, string what, FileFaults faults)
        where T : struct, Enum
    {
        if (Wire.TryParse<T>(scalar.Text, out var value)) return value;
        faults.Add(
            scalar, "unknown_value",
            $"{what} is one of {string.Join(", ", Wire.All<T>())}; '{scalar.Text}' is none of them{faults.Hint(scalar.Text, Wire.All<T>())}");
        return null;
    }

    public static string? Id(YamlScalar scalar, string what, FileFaults faults)
    {
        if (scalar.Text.Length is > 0 and <= LongestName && scalar.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            return scalar.Text;
        faults.Add(scalar, "bad_name", $"{what} is a name of 1 to {LongestName} letters, digits, '_', '-' and '.'.");
        return null;
    }
}
