using System.Collections.Immutable;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>One file of a plant as CSV.</summary>
/// <param name="Name">Its name, as messages give it; <c>assets.csv</c> holds assets. A file with another name is told by its header.</param>
/// <param name="Content">Its bytes: UTF-8, with or without a byte order mark.</param>
public sealed record PlantCsvFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>The rows of one file.</summary>
internal sealed record CsvTable(CsvKind Kind, List<CsvRow> Rows);

/// <summary>Reads one file: what kind it is, how it is separated, its header, its rows.</summary>
internal sealed class CsvFile(PlantCsvFile file, char? given, FileFaults faults, InternPool pool)
{
    private static readonly char[] Accepted = [',', ';', '\t'];

    private static readonly char[] Recognized = [.. Accepted, '|', ':'];

    private readonly ReadOnlyMemory<byte> text = file.Content.Span is [0xEF, 0xBB, 0xBF, ..] ? file.Content[3..] : file.Content;

    /// <summary>Null where what is wrong concerns the file as a whole; then its rows would only be faulted for that again.</summary>
    public CsvTable? Read()
    {
        if (WhyUnreadable() is var (code, detail))
        {
            faults.Add(new Spot(1, 1, file.Name), code, detail);
            return null;
        }

        var before = faults.Total;
        var named = CsvKind.All.FirstOrDefault(kind => string.Equals(kind.FileName, file.Name[(file.Name.LastIndexOfAny(['/', '\\']) + 1)..], StringComparison.OrdinalIgnoreCase));
        if (Delimiter(named) is not { } delimiter) return null;
        var reader = new CsvText(text, delimiter, file.Name, faults, pool);
        reader.Next(int.MaxValue);
        ImmutableArray<PlantText> header = [.. reader.Cells.Select(cell => cell with { Text = cell.Text.Trim() })];
        if ((named ?? KindOf(header)) is not { } kind) return null;
        var places = Places(kind, header);
        return faults.Total > before ? null : new CsvTable(kind, Rows(reader, kind, places, delimiter));
    }

    private (string Code, string Detail)? WhyUnreadable() => file.Content.Span switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => ("not_utf8", "the file is UTF-16; save it as UTF-8, which spreadsheets call 'CSV UTF-8', and import it again."),
        [(byte)'P', (byte)'K', 3, 4, ..] => ("csv_spreadsheet", "the file is a spreadsheet, not CSV; save each sheet as 'CSV UTF-8' and import those."),
        [] or [0xEF, 0xBB, 0xBF] => ("csv_empty", "the file is empty; its first line names the columns."),
        _ => null,
    };

    /// <summary>What separates the header's columns, so that as many as possible are known; null, and a fault, where that is not what was given or cannot be taken.</summary>
    private char? Delimiter(CsvKind? named)
    {
        var end = text.Span.IndexOf((byte)'\n');
        var first = end < 0 ? text : text[..end];
        var known = (named is null ? CsvKind.All : [named]).SelectMany(kind => kind.Columns).ToHashSet(StringComparer.Ordinal);
        var best = Recognized.MaxBy(c => (Columns(first, c).Count(known.Contains), c == given ? 1 : 0));
        if (given is { } wanted && (best == wanted || !Columns(first, best).Any(known.Contains))) return wanted;
        if (given is null && Accepted.Contains(best)) return best;
        faults.Add(new Spot(1, 1, file.Name), "csv_delimiter", given is null
            ? $"the file is separated by '{best}'; save it separated by comma, semicolon or tab."
            : $"the file is separated by {Shown(best)}, not by {Shown(given.Value)}; say so with --delimiter, or leave that out.");
        return null;
    }

    private HashSet<string> Columns(ReadOnlyMemory<byte> first, char delimiter)
    {
        var reader = new CsvText(first, delimiter, null, new FileFaults(0), pool);
        return reader.Next(1000) ? [.. reader.Cells.Select(cell => cell.Text.Trim())] : [];
    }

    private CsvKind? KindOf(ImmutableArray<PlantText> header)
    {
        var names = header.Select(cell => cell.Text).ToHashSet(StringComparer.Ordinal);
        var fits = CsvKind.All.Where(kind => kind.Keys.All(names.Contains) && names.IsSubsetOf(kind.Columns)).ToList();
        if (fits is [var only]) return only;
        var kinds = CsvKind.All.Select(kind => kind.FileName).ToList();
        faults.Add(new Spot(1, 1, file.Name), "csv_kind_unknown", fits.Count > 1
            ? $"neither the name nor the header says what this file holds; call it {string.Join(" or ", fits.Select(kind => kind.FileName))}."
            : $"neither the name nor the header says what this file holds{faults.Hint(file.Name, kinds, $"; call it one of {string.Join(", ", kinds)}.")}");
        return null;
    }

    /// <summary>For each column of the file its place in the kind.</summary>
    private int[] Places(CsvKind kind, ImmutableArray<PlantText> header)
    {
        var seen = new HashSet<int>();
        var places = new int[header.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var (name, at) = (header[i].Text, header[i].At);
            places[i] = kind.PlaceOf(name);
            if (name.Length == 0)
                faults.Add(at, "column_unnamed", $"column {i + 1} has no name; name it, or remove it with its cells.");
            else if (places[i] < 0)
                faults.Add(at, "column_unknown", $"{kind.FileName} has no column '{PlantCursor.Clip(name)}'{faults.Hint(name, kind.Columns, $"; it may have {string.Join(", ", kind.Columns)}.")}");
            else if (!seen.Add(places[i]))
                faults.Add(at, "column_twice", $"the column '{name}' stands twice; keep one.");
        }

        foreach (var key in kind.Keys.Where(key => !seen.Contains(kind.PlaceOf(key))))
            faults.Add(header[0].At, "column_missing", $"the header has no '{key}', which {kind.FileName} needs; its first line names the columns.");
        return places;
    }

    private List<CsvRow> Rows(CsvText reader, CsvKind kind, int[] places, char delimiter)
    {
        var rows = new List<CsvRow>();
        while (reader.Next(places.Length))
        {
            if (reader.Cells.All(cell => cell.Text.Length == 0) && reader.Count <= places.Length) continue;
            if (reader.Count != places.Length) Miscounted(reader, places.Length, delimiter);
            var cells = new PlantText[kind.Columns.Length];
            for (var i = 0; i < reader.Cells.Count; i++)
            {
                var cell = reader.Cells[i];
                cells[places[i]] = kind.IsNumber[places[i]] ? cell : cell with { Text = Plain(cell, kind.Columns[places[i]]) };
            }

            if (reader.Count == places.Length) rows.Add(new CsvRow(kind, cells, reader.Cells[0].At));
        }

        return rows;
    }

    /// <summary>The text that is meant by a cell that a spreadsheet must not run.</summary>
    private string Plain(PlantText cell, string column)
    {
        if (CsvCells.IsFormula(cell.Text))
        {
            faults.Add(cell.At, "formula_cell",
                $"this {column} begins with {Shown(cell.Text[0])}, which a spreadsheet would run as a formula; if it is meant as text, put an apostrophe before it: '{PlantCursor.Clip(cell.Text)}");
        }

        return CsvCells.Unguard(cell.Text);
    }

    private void Miscounted(CsvText reader, int wanted, char delimiter)
    {
        var (count, difference) = (reader.Count, Math.Abs(reader.Count - wanted));
        var other = Recognized.FirstOrDefault(c => c != delimiter && count == 1 && reader.Cells[0].Text.Count(t => t == c) >= wanted - 1);
        faults.Add(reader.After, "csv_columns", other != default && wanted > 1
            ? $"this row is separated by {Shown(other)}, the header by {Shown(delimiter)}; use one for both."
            : $"this row has {count} cell{(count == 1 ? "" : "s")}, the header {wanted}: {difference} too {(count > wanted ? "many; look for a separator inside text, which belongs in quotes" : "few; an empty cell keeps its separator")}.");
    }

    private static string Shown(char c) => c switch { '\t' => "tabs", '\r' or '\n' => "a line break", _ => $"'{c}'" };
}
