using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Routing.Policy;

/// <summary>A place in a YAML file, 1-based.</summary>
internal abstract record YamlNode(int Line, int Column);

/// <summary>A scalar as raw text: nothing has been made of it yet.</summary>
/// <param name="TextColumn">The column of the text's first character where text and file agree character by character, else null.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool Quoted, int? TextColumn) : YamlNode(Line, Column)
{
    /// <summary>A word of the text, with its own place where that is known.</summary>
    public YamlScalar Slice(int offset, int length) =>
        this with { Text = Text.Substring(offset, length), Column = TextColumn + offset ?? Column, TextColumn = TextColumn + offset };
}

internal sealed record YamlList(int Line, int Column, ImmutableArray<YamlNode> Items) : YamlNode(Line, Column);

internal sealed record YamlMap(int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Line, Column);

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

internal static class YamlFaults
{
    public static void Add(this FileFaults faults, YamlNode at, string code, string detail) => faults.Add(at.Line, at.Column, code, detail);

    /// <summary>A fault inside a scalar: the column points into the text where the text stands in the file as it was read.</summary>
    public static void Add(this FileFaults faults, YamlScalar at, int offset, string code, string detail) =>
        faults.Add(at.Line, at.TextColumn is { } column ? column + offset : at.Column, code, detail);
}

/// <summary>
/// Reads the part of YAML that policies use: one document of mappings, lists and scalars. Anchors, aliases, tags, block scalars and keys
/// that are not text are faults; a key that comes twice is a fault; scalars keep their text.
/// </summary>
internal sealed class YamlTree
{
    private readonly Parser parser;
    private readonly FileFaults faults;
    private readonly Stack<(int Line, int Column)> openFlow = new();
    private int line = 1;
    private int column = 1;

    private YamlTree(string text, FileFaults faults)
    {
        parser = new Parser(new StringReader(text));
        this.faults = faults;
    }

    /// <summary>The document's root, or null with at least one fault.</summary>
    public static YamlNode? Read(string text, FileFaults faults)
    {
        if (text.Length > PolicyLimits.Characters)
        {
            faults.Add(1, 1, "too_large", $"The file has {text.Length} characters; a policy has at most {PolicyLimits.Characters}.");
            return null;
        }

        text = text.TrimStart('\uFEFF');
        var tree = new YamlTree(text, faults);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            faults.Add(Place(e.Start.Line), Place(e.Start.Column), "yaml_syntax", tree.SyntaxDetail(text, e.Start, e.Message));
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16 throws this from Scanner.ScanPlainScalar for a ':' where a flow mapping is still open.
            faults.Add(tree.line, tree.column, "yaml_syntax", "After this the file is not YAML: mostly a '{' or '[' that is not closed.");
        }
        catch (TooDeep)
        {
            faults.Add(tree.line, tree.column, "too_deep", $"Mappings and lists stand more than {PolicyLimits.Depth} deep; the format needs 8.");
        }

        return null;
    }

    private YamlNode? Document()
    {
        Next();
        if (Next() is StreamEnd)
        {
            faults.Add(1, 1, "empty_file", "The file is empty; a policy needs 'policy', 'version', 'timezone' and 'route'.");
            return null;
        }

        var root = Node(Next(), depth: 1);
        Next();
        if (Next() is not StreamEnd)
        {
            faults.Add(line, column, "yaml_feature", "A second YAML document begins here; a policy is one document.");
            return null;
        }

        return root;
    }

    private ParsingEvent Next()
    {
        parser.MoveNext();
        var current = parser.Current!;
        line = Place(current.Start.Line);
        column = Place(current.Start.Column);
        return current;
    }

    private YamlNode Node(ParsingEvent start, int depth)
    {
        if (depth > PolicyLimits.Depth) throw new TooDeep();
        if (start is NodeEvent node) RefuseFeatures(node);
        switch (start)
        {
            case Scalar scalar:
                return Text(scalar);
            case AnchorAlias:
                faults.Add(line, column, "yaml_feature", "Aliases (*name) are not part of a policy; write the value out.");
                return new YamlScalar(line, column, "", Quoted: false, null);
            case SequenceStart sequence:
                return List(sequence, depth);
            default:
                return Map((MappingStart)start, depth);
        }
    }

    private void RefuseFeatures(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            faults.Add(line, column, "yaml_feature", "Anchors (&name) are not part of a policy; write the value out where it is needed.");
        if (!node.Tag.IsEmpty) faults.Add(line, column, "yaml_feature", "Tags (!name) are not part of a policy; every value is typed by its column.");
    }

    private YamlScalar Text(Scalar scalar)
    {
        var quoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            faults.Add(
                line, column, "yaml_feature", "In YAML '>' and '|' begin a block of text; for a comparison write a word: 'over 4', 'at least 4'.");
        }

        var width = scalar.End.Line == scalar.Start.Line ? scalar.End.Column - scalar.Start.Column : -1;
        int? textColumn = width == scalar.Value.Length + (quoted ? 2 : 0) ? column + (quoted ? 1 : 0) : null;
        return new(line, column, scalar.Value, quoted, textColumn);
    }

    private YamlList List(SequenceStart start, int depth)
    {
        var (atLine, atColumn) = (line, column);
        var flow = start.Style == SequenceStyle.Flow;
        if (flow) openFlow.Push((line, column));
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Next() is var next and not SequenceEnd) items.Add(Node(next, depth + 1));
        if (flow) openFlow.Pop();
        return new(atLine, atColumn, items.ToImmutable());
    }

    private YamlMap Map(MappingStart start, int depth)
    {
        var (atLine, atColumn) = (line, column);
        var flow = start.Style == MappingStyle.Flow;
        if (flow) openFlow.Push((line, column));
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, int>();
        while (Next() is var next and not MappingEnd)
        {
            var key = Node(next, depth + 1);
            var value = Node(Next(), depth + 1);
            if (key is not YamlScalar name) faults.Add(key, "wrong_shape", "A key must be a word.");
            else if (!seen.TryAdd(name.Text, name.Line))
                faults.Add(name, "duplicate_key", $"'{name.Text}' is given twice here; the first is in line {seen[name.Text]}.");
            else entries.Add(new(name, value));
        }

        if (flow) openFlow.Pop();
        return new(atLine, atColumn, entries.ToImmutable());
    }

    /// <summary>YAML's own message, and what people mostly meant when they run into it.</summary>
    private string SyntaxDetail(string text, Mark at, string message)
    {
        var detail = new StringBuilder(message.Replace("  ", " ", StringComparison.Ordinal).TrimEnd('.')).Append('.');
        if (at.Index > 0 && at.Index < text.Length && text[(int)at.Index] is '>' or '|')
            detail.Append(" For a comparison write a word: 'over 4', 'at least 4', 'under 4', 'at most 4'.");
        if (openFlow.TryPeek(out var open) && message.Contains("expected ','", StringComparison.Ordinal))
            detail.Append($" The bracket opened at line {open.Line}, column {open.Column} may not be closed.");
        return detail.ToString();
    }

    private static int Place(long value) => (int)Math.Clamp(value, 1, int.MaxValue);

    /// <summary>Leaves the recursion of <see cref="Node"/>; never leaves this class.</summary>
    private sealed class TooDeep : Exception;
}
