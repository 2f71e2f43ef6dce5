using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Server.Configuration;

/// <summary>Reads <c>scanward.yaml</c>: one mapping of settings, of which those with a dot in their key nest. Tells everything that is wrong with it.</summary>
internal sealed class ConfigurationFile
{
    private readonly Parser parser;
    private readonly string name;
    private readonly ICollection<ConfigurationFault> faults;
    private readonly Dictionary<string, ImmutableArray<SettingText>> values = [];
    private readonly HashSet<string> seen = [];
    private Mark at = new(0, 1, 1);

    private ConfigurationFile(string text, string name, ICollection<ConfigurationFault> faults)
    {
        parser = new Parser(new StringReader(text));
        this.name = name;
        this.faults = faults;
    }

    /// <summary>What the text gives, by key. Keys that are no settings and values that cannot be are faults and missing.</summary>
    public static Dictionary<string, ImmutableArray<SettingText>> Read(string text, string name, ICollection<ConfigurationFault> faults)
    {
        var file = new ConfigurationFile(text, name, faults);
        try
        {
            file.Document();
        }
        catch (YamlException e)
        {
            file.at = e.Start;
            file.Fault($"this is not YAML: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16 throws this from Scanner.ScanPlainScalar for a ':' where a flow mapping is still open.
            file.Fault("after this the file is not YAML: mostly a '{' or '[' that is not closed.");
        }

        return file.values;
    }

    private void Document()
    {
        Next(); // the stream
        if (Next() is StreamEnd) return; // nothing in it, or comments
        var root = Next();
        if (root is MappingStart)
        {
            Mapping("");
        }
        else
        {
            if (root is not Scalar { Value.Length: 0 }) Fault("the file is a mapping: 'key: value' in each line.");
            Skip(root);
        }

        if (Next() is DocumentEnd && Next() is DocumentStart) Fault("a second document begins here; the configuration is one.");
    }

    private void Mapping(string group)
    {
        while (Next() is var key and not MappingEnd)
        {
            if (key is not Scalar word)
            {
                Fault("a key must be a word.");
                Skip(key);
                Skip(Next());
                continue;
            }

            Take(group.Length == 0 ? word.Value : $"{group}.{word.Value}", word.Value);
        }
    }

    /// <summary>Takes the value of a key that has just been read.</summary>
    private void Take(string key, string word)
    {
        var keyAt = at;
        var twice = !seen.Add(key);
        if (twice) Fault($"'{key}' is given twice; keep one.");
        var value = Next();
        if (value is MappingStart && Settings.Groups.Contains(key)) Mapping(key);
        else if (Settings.All.FirstOrDefault(s => s.Key == key) is { } setting) Value(setting, value);
        else Unknown(key, word, value, keyAt);
    }

    private void Unknown(string key, string word, ParsingEvent value, Mark keyAt)
    {
        at = keyAt;
        if (Settings.Groups.Contains(key)) Fault($"'{key}' is a mapping; it has {string.Join(", ", Settings.All.Where(s => s.Key.StartsWith($"{key}.", StringComparison.Ordinal)).Select(s => s.Key[(key.Length + 1)..]))}.");
        else Fault($"there is no setting '{key}'{Hint(key, word)}");
        Skip(value);
    }

    private static string Hint(string key, string word)
    {
        var near = NearestName.Of(key, Settings.All.Select(s => s.Key).Concat(Settings.Groups)) ?? Settings.All.FirstOrDefault(s => s.Key.EndsWith($".{word}", StringComparison.Ordinal))?.Key;
        return near is null ? $". Settings are {string.Join(", ", Settings.All.Select(s => s.Key))}." : $"; did you mean '{near}'?";
    }

    private void Value(Setting setting, ParsingEvent value)
    {
        switch (value)
        {
            case Scalar { Value.Length: 0 }:
                Fault($"'{setting.Key}' has no value; write one, or leave the key out.");
                break;
            case Scalar scalar:
                values.TryAdd(setting.Key, setting.IsList ? [.. ConfigurationReader.Split(scalar.Value).Select(t => new SettingText(t, Place()))] : [new(scalar.Value, Place())]);
                break;
            case SequenceStart when setting.IsList:
                List(setting);
                break;
            default:
                Fault(setting.IsList ? $"'{setting.Key}' is a value or a list of values." : $"'{setting.Key}' is one value.");
                Skip(value);
                break;
        }
    }

    private void List(Setting setting)
    {
        var items = ImmutableArray.CreateBuilder<SettingText>();
        while (Next() is var item and not SequenceEnd)
        {
            if (item is Scalar { Value.Length: > 0 } scalar)
            {
                items.Add(new(scalar.Value, Place()));
                continue;
            }

            Fault($"'{setting.Key}' is a list of values, each in a line of its own or between commas.");
            Skip(item);
        }

        values.TryAdd(setting.Key, items.ToImmutable());
    }

    /// <summary>Passes over the rest of what has begun with the event.</summary>
    private void Skip(ParsingEvent begun)
    {
        for (var depth = begun.NestingIncrease; depth > 0;) depth += Next().NestingIncrease;
    }

    private ParsingEvent Next()
    {
        parser.MoveNext();
        var current = parser.Current!;
        at = current.Start;
        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false }) Fault("anchors (&), aliases (*) and tags (!) are no part of a configuration; write the value out.");
        return current;
    }

    private SettingPlace Place() => new(name, (int)Math.Clamp(at.Line, 1, int.MaxValue), (int)Math.Clamp(at.Column, 1, int.MaxValue));

    private void Fault(string detail) => faults.Add(new(Place(), detail));
}
