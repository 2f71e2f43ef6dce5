using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Walks over the events of a YAML text, one node at a time, and never holds more than the current one. What YAML offers beyond mappings, lists and
/// text (aliases, tags, several documents, endless nesting) is refused, so that a small file cannot blow up into a large plant.
/// After a fault that ends the reading, <see cref="IsOver"/> is true and every mapping and list ends at once.
/// </summary>
internal sealed class PlantCursor
{
    /// <summary>Levels of nesting; a plant file needs seven.</summary>
    private const int DeepestNesting = 16;

    private readonly IParser parser;
    private readonly Func<string?> file;
    private int depth;

    public PlantCursor(TextReader text, FileFaults faults)
        : this(new Parser(text), faults, static () => null)
    {
    }

    /// <param name="parser">The events of one document.</param>
    /// <param name="file">Name of the file that the parser's current event stands in; null where there is but one file.</param>
    public PlantCursor(IParser parser, FileFaults faults, Func<string?> file)
    {
        this.parser = parser;
        this.file = file;
        Faults = faults;
        Advance();
        while (!IsOver && Current is StreamStart or DocumentStart) Advance();
    }

    public FileFaults Faults { get; }

    public bool IsOver { get; private set; }

    public ParsingEvent? Current { get; private set; }

    public Spot Here => Current is null ? new Spot(1, 1) : Place(Current.Start);

    /// <summary>Begins the mapping that stands here; where something else does, that is a fault, and the mapping is absent and empty.</summary>
    public PlantMapping Mapping(string what, PlantMembers? members = null)
    {
        var at = Here;
        if (Current is MappingStart)
        {
            Advance();
            return new PlantMapping(this, at, what, members, isPresent: true);
        }

        WrongType(what, "a mapping (member: value)");
        return new PlantMapping(this, at, what, members, isPresent: false);
    }

    /// <summary>Begins the list that stands here; where something else does, that is a fault, and the list is absent and empty.</summary>
    public PlantSequence Sequence(string what)
    {
        if (Current is SequenceStart)
        {
            Advance();
            return new PlantSequence(this, isPresent: true);
        }

        WrongType(what, "a list");
        return new PlantSequence(this, isPresent: false);
    }

    /// <summary>
    /// The text of the scalar that stands here, passed over; null and a fault where something else stands here or nothing is written.
    /// </summary>
    public PlantText? Scalar(string what)
    {
        var at = Here;
        if (Current is not YamlDotNet.Core.Events.Scalar scalar)
        {
            WrongType(what, "a single value");
            return null;
        }

        Advance();
        if (scalar.Value.Length > 0) return new PlantText(scalar.Value, at);
        Faults.Add(at, "value_empty", $"{what} has no value; write one, or leave the member out.");
        return null;
    }

    /// <summary>Whether the word stands here as a scalar; passes over it only then.</summary>
    public bool TryWord(string word)
    {
        if (Current is not YamlDotNet.Core.Events.Scalar scalar || scalar.Value != word) return false;
        Advance();
        return true;
    }

    public bool IsScalar => Current is YamlDotNet.Core.Events.Scalar;

    public bool IsSequence => Current is SequenceStart;

    /// <summary>Passes over the node that stands here, whatever it is.</summary>
    public void Skip()
    {
        var level = 0;
        do
        {
            if (IsOver) return;
            level += Current!.NestingIncrease;
            Advance();
        }
        while (level > 0);
    }

    public void Advance()
    {
        if (IsOver) return;
        try
        {
            if (!parser.MoveNext())
            {
                End();
                return;
            }
        }
        catch (YamlException fault)
        {
            Faults.Add(Place(fault.Start), "yaml_syntax", $"this is not YAML: {fault.InnerException?.Message ?? fault.Message}");
            End();
            return;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner fails so, without a mark, at some texts that end or hold a NUL inside a plain scalar.
            Faults.Add(
                Here, "yaml_syntax",
                "this is not YAML: what follows here cannot be read; look for control characters, or for a value that is cut off.");
            End();
            return;
        }

        Current = parser.Current!;
        depth += Current.NestingIncrease;
        Refuse();
    }

    /// <summary>To be called after the root node: nothing may follow it.</summary>
    public void ExpectEnd()
    {
        while (!IsOver && Current is DocumentEnd) Advance();
        if (!IsOver && Current is DocumentStart) Faults.Add(Here, "yaml_documents", "a plant file is one document; remove what follows '---'.");
    }

    private void Refuse()
    {
        switch (Current)
        {
            case AnchorAlias alias:
                Faults.Add(Here, "yaml_alias", $"the alias *{alias.Value} is not supported; write the value out, or use class defaults ('classes').");
                break;
            case NodeEvent { Anchor.IsEmpty: false } node:
                Faults.Add(
                    Here, "yaml_alias",
                    $"the anchor &{node.Anchor.Value} is not supported; remove it, and use class defaults ('classes') for what repeats.");
                break;
            case NodeEvent { Tag.IsEmpty: false } node:
                Faults.Add(Here, "yaml_tag", $"the YAML tag {node.Tag.Value} is not supported; every member has its own type, so remove it.");
                break;
            default:
                break;
        }

        if (depth <= DeepestNesting) return;
        Faults.Add(Here, "yaml_too_deep", $"nested more than {DeepestNesting} levels deep; no plant is.");
        End();
    }

    private void WrongType(string what, string wanted)
    {
        if (IsOver) return;
        if (Current is not AnchorAlias)
        {
            var found = Current switch
            {
                MappingStart => "a mapping",
                SequenceStart => "a list",
                YamlDotNet.Core.Events.Scalar { Value.Length: 0 } => "nothing",
                YamlDotNet.Core.Events.Scalar scalar => $"'{Clip(scalar.Value)}'",
                _ => "nothing",
            };
            Faults.Add(Here, "wrong_type", $"{what} must be {wanted}, not {found}.");
        }

        Skip();
    }

    private void End() => IsOver = true;

    public static string Clip(string text) => text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…";

    private Spot Place(Mark mark) => new((int)Math.Min(mark.Line, int.MaxValue), (int)Math.Min(mark.Column, int.MaxValue), file());
}

/// <summary>A place in a file, both 1-based; the default is none: what stands there is in the registry already.</summary>
/// <param name="File">The file's name, where several are read together.</param>
internal readonly record struct Spot(int Line, int Column, string? File = null)
{
    /// <summary>For messages, such as <c>on line 4 of assets.csv</c>.</summary>
    public string Named => Line == 0 ? "in the registry" : File is null ? $"on line {Line}" : $"on line {Line} of {File}";
}

internal static class PlantFaultPlaces
{
    public static void Add(this FileFaults faults, Spot at, string code, string detail) => faults.Add(at.Line, at.Column, code, detail, at.File);
}

/// <summary>A scalar's text and where it stands.</summary>
internal readonly record struct PlantText(string Text, Spot At);
