using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>An event of a plant file, and the file that it stands in.</summary>
internal readonly record struct CsvEvent(ParsingEvent Event, string? File);

/// <summary>
/// Puts one entry together as the events of a plant file in YAML, each with the place of the cell that it comes from, so that the very same sections read it. An empty cell is a
/// member that is left out.
/// </summary>
internal sealed class CsvEntry(FileFaults faults)
{
    private readonly List<CsvEvent> events = [];

    public IReadOnlyList<CsvEvent> Events => events;

    public CsvEntry Clear()
    {
        events.Clear();
        return this;
    }

    public CsvEntry Mapping(Spot at) => Add(new MappingStart(AnchorName.Empty, TagName.Empty, true, MappingStyle.Block, Mark(at), Mark(at)), at);

    public CsvEntry Sequence(Spot at) => Add(new SequenceStart(AnchorName.Empty, TagName.Empty, true, SequenceStyle.Block, Mark(at), Mark(at)), at);

    public CsvEntry EndMapping(Spot at) => Add(new MappingEnd(Mark(at), Mark(at)), at);

    public CsvEntry EndSequence(Spot at) => Add(new SequenceEnd(Mark(at), Mark(at)), at);

    public CsvEntry Text(string text, Spot at) => Add(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, true, true, Mark(at), Mark(at)), at);

    /// <summary>The end of the one document.</summary>
    public CsvEntry End(Spot at) => Add(new DocumentEnd(true, Mark(at), Mark(at)), at).Add(new StreamEnd(Mark(at), Mark(at)), at);

    public CsvEntry Member(string name, PlantText cell) => string.IsNullOrEmpty(cell.Text) ? this : Text(name, cell.At).Text(cell.Text, cell.At);

    /// <summary>Members that are called as their columns are.</summary>
    public CsvEntry Members(CsvRow row, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns) Member(column, row[column]);
        return this;
    }

    /// <summary>A member that is a list.</summary>
    public CsvEntry List(string name, PlantText cell) => string.IsNullOrEmpty(cell.Text) ? this : Text(name, cell.At).Items(cell);

    /// <summary>The items of a cell, as a list.</summary>
    public CsvEntry Items(PlantText cell)
    {
        Sequence(cell.At);
        foreach (var item in Split(cell)) Text(item, cell.At);
        return EndSequence(cell.At);
    }

    /// <summary>A member of parts and quantities: <c>bearing_6205:2|seal_o_ring</c>.</summary>
    public CsvEntry Parts(PlantText cell)
    {
        if (string.IsNullOrEmpty(cell.Text)) return this;
        Text("parts", cell.At).Mapping(cell.At);
        foreach (var item in Split(cell))
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            Text(colon < 0 ? item : item[..colon].TrimEnd(), cell.At).Text(colon < 0 ? "1" : item[(colon + 1)..].TrimStart(), cell.At);
        }

        return EndMapping(cell.At);
    }

    /// <summary>A member of latitude and longitude.</summary>
    public CsvEntry Point(string name, CsvRow row)
    {
        var (latitude, longitude) = (row["latitude"], row["longitude"]);
        if (!row.Has("latitude") && !row.Has("longitude")) return this;
        var at = row.Has("latitude") ? latitude.At : longitude.At;
        Text(name, at).Sequence(at);
        foreach (var cell in new[] { latitude, longitude })
        {
            if (!string.IsNullOrEmpty(cell.Text)) Text(cell.Text, cell.At);
        }

        return EndSequence(at);
    }

    private List<string> Split(PlantText cell)
    {
        if (CsvCells.Split(cell.Text) is { } items) return items;
        faults.Add(cell.At, "csv_escape", @"a backslash in a list stands before '|', '\' or uXXXX; double it where it is meant as such.");
        return [];
    }

    private CsvEntry Add(ParsingEvent parsed, Spot at)
    {
        events.Add(new CsvEvent(parsed, at.File));
        return this;
    }

    private static Mark Mark(Spot at) => new(0, Math.Max(1, at.Line), Math.Max(1, at.Column));
}
