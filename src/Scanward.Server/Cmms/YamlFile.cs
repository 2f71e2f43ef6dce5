using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Server.Cmms;

/// <summary>Reads the part of YAML that connectors and mappings use: one document of mappings, lists and scalars, without anchors, aliases and tags.</summary>
internal sealed class YamlFile
{
    private const int CharactersMax = 256 * 1024;

    private const int DepthMax = 24;

    private readonly Parser parser;
    private readonly YamlFaults faults;
    private Mark at = new(0, 1, 1);

    private YamlFile(string text, YamlFaults faults)
    {
        parser = new Parser(new StringReader(text));
        this.faults = faults;
    }

    /// <summary>The mapping that the file is; null with at least one fault.</summary>
    public static YamlMap? Read(string text, YamlFaults faults)
    {
        if (text.Length > CharactersMax)
        {
            faults.Add(1, 1, "too_large", $"The file has {text.Length} characters; at most {CharactersMax} are read.");
            return null;
        }

        var file = new YamlFile(text.TrimStart('\ufeff'), faults);
        try
        {
            return file.Document();
        }
        catch (YamlException e)
        {
            faults.Add(Place(e.Start.Line), Place(e.Start.Column), "yaml_syntax", $"This is not YAML: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16 throws this from Scanner.ScanPlainScalar for a ':' where a flow mapping is still open.
            file.Fault("yaml_syntax", "After this the file is not YAML: mostly a '{' or '[' that is not closed.");
        }
        catch (TooDeep)
        {
            file.Fault("too_deep", $"Mappings and lists stand more than {DepthMax} deep.");
        }

        return null;
    }

    private YamlMap? Document()
    {
        Next();
        if (Next() is StreamEnd)
        {
            faults.Add(1, 1, "empty_file", "The file is empty.");
            return null;
        }

        var root = Node(Next(), 1);
        Next();
        if (Next() is not StreamEnd) Fault("yaml_feature", "A second document begins here; the file is one.");
        if (root is YamlMap map) return map;
        faults.Add(root, "wrong_shape", "The file is a mapping: 'name: value' in each line.");
        return null;
    }

    private YamlNode Node(ParsingEvent start, int depth)
    {
        if (depth > DepthMax) throw new TooDeep();
        var (line, column) = (Place(at.Line), Place(at.Column));
        switch (start)
        {
            case Scalar scalar:
                return Text(scalar, line, column);
            case SequenceStart:
                var items = ImmutableArray.CreateBuilder<YamlNode>();
                while (Next() is var next and not SequenceEnd) items.Add(Node(next, depth + 1));
                return new YamlList(line, column, items.ToImmutable());
            case MappingStart:
                return Map(line, column, depth);
            default:
                return new YamlScalar(line, column, "", Plain: true); // an alias, which is a fault already
        }
    }

    private YamlMap Map(int line, int column, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, int>();
        while (Next() is var next and not MappingEnd)
        {
            var key = Node(next, depth + 1);
            var value = Node(Next(), depth + 1);
            if (key is not YamlScalar name) faults.Add(key, "wrong_shape", "A name must be a word.");
            else if (!seen.TryAdd(name.Text, name.Line)) faults.Add(name, "given_twice", $"'{name.Text}' is given twice here; the first is in line {seen[name.Text]}. Keep one.");
            else entries.Add(new(name, value));
        }

        return new(line, column, entries.ToImmutable());
    }

    private static YamlScalar Text(Scalar scalar, int line, int column)
    {
        var quoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        var width = scalar.End.Line == scalar.Start.Line ? scalar.End.Column - scalar.Start.Column : -1;
        int? textColumn = width == scalar.Value.Length + (quoted ? 2 : 0) ? column + (quoted ? 1 : 0) : null;
        return new(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain, textColumn);
    }

    private ParsingEvent Next()
    {
        parser.MoveNext();
        var current = parser.Current!;
        at = current.Start;
        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false }) Fault("yaml_feature", "Anchors (&), aliases (*) and tags (!) are not read here; write the value out, or put it in quotes.");
        return current;
    }

    private void Fault(string code, string detail) => faults.Add(Place(at.Line), Place(at.Column), code, detail);

    private static int Place(long value) => (int)Math.Clamp(value, 1, int.MaxValue);

    /// <summary>Leaves the recursion of <see cref="Node"/>; never leaves this class.</summary>
    private sealed class TooDeep : Exception;
}
