using System.Text;
using System.Text.Unicode;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>
/// Reads the records of a CSV text (RFC 4180), one at a time, straight from its bytes: quoted cells with line breaks and doubled quotes, lines that end in CRLF or LF. What is not
/// CSV, or not UTF-8, is a fault with its place, and the reading goes on where it can.
/// </summary>
internal sealed class CsvText(ReadOnlyMemory<byte> bytes, char delimiter, string? file, FileFaults faults, InternPool pool)
{
    private int at;
    private int line = 1;
    private int column = 1;

    /// <summary>The cells of the current record, but for those after the most that were asked for.</summary>
    public List<PlantText> Cells { get; } = [];

    /// <summary>How many cells the current record has, kept or not.</summary>
    public int Count { get; private set; }

    /// <summary>Where the first cell stands that was not kept, or else where the record ends.</summary>
    public Spot After { get; private set; }

    private ReadOnlySpan<byte> Rest => bytes.Span[at..];

    private Spot Here => new(line, column, file);

    /// <summary>False at the end of the text.</summary>
    /// <param name="most">Cells to keep.</param>
    public bool Next(int most)
    {
        if (at >= bytes.Length) return false;
        Cells.Clear();
        Count = 0;
        for (var goesOn = true; goesOn;)
        {
            var place = Here;
            var text = Rest is [(byte)'"', ..] ? Quoted() : Plain();
            Count++;
            if (Count <= most) Cells.Add(new PlantText(text, place));
            if (Count <= most + 1) After = Count <= most ? Here : place;
            goesOn = EndsWithDelimiter();
        }

        return true;
    }

    private string Plain()
    {
        var length = Rest.IndexOfAny((byte)delimiter, (byte)'\n');
        if (length < 0) length = Rest.Length;
        var cell = Rest[..length];
        if (at + length < bytes.Length && Rest[length] == '\n' && cell is [.., (byte)'\r']) cell = cell[..^1];
        if (cell.IndexOfAny((byte)'"', (byte)'\r') is >= 0 and var odd)
        {
            var spot = Here with { Column = column + Encoding.UTF8.GetCharCount(cell[..odd]) };
            if (cell[odd] == '"') faults.Add(spot, "csv_quote", "a quote stands inside a cell that does not begin with one; put the whole cell in quotes and double this one: \"5\"\" pipe\".");
            else faults.Add(spot, "csv_line_end", "a lone carriage return stands here; lines end in CRLF or LF, so save the file again with one of them.");
        }

        return Take(cell);
    }

    /// <summary>A cell that begins with a quote; what follows the closing one is passed over.</summary>
    private string Quoted()
    {
        var opened = Here;
        at++;
        column++;
        var length = 0;
        var hasDoubled = false;
        while (true)
        {
            var next = Rest[length..].IndexOf((byte)'"');
            if (next < 0)
            {
                faults.Add(opened, "csv_quote_open", "the quote that opens this cell is never closed, so the rest of the file would be one cell; close it, or double quotes that are meant as such.");
                length = Rest.Length;
                break;
            }

            length += next;
            if (length + 1 >= Rest.Length || Rest[length + 1] != '"') break;
            hasDoubled = true;
            length += 2;
        }

        var text = Take(Rest[..length]);
        if (hasDoubled) text = text.Replace("\"\"", "\"", StringComparison.Ordinal);
        if (at >= bytes.Length) return text;
        at++;
        column++;
        var left = Rest.IndexOfAny((byte)delimiter, (byte)'\n');
        if (left < 0) left = Rest.Length;
        if (left == 0 || (Rest[..left] is [(byte)'\r'] && at + left < bytes.Length && Rest[left] == '\n')) return text;
        faults.Add(Here, "csv_quote", "the quotes around a cell end here, yet it goes on; double a quote that belongs to the text.");
        Take(Rest[..left]);
        return text;
    }

    /// <summary>Passes over what ends a cell; true where another one follows in the record.</summary>
    private bool EndsWithDelimiter()
    {
        if (at >= bytes.Length) return false;
        if (Rest[0] == '\r') at++;
        if (at >= bytes.Length) return false;
        if (Rest[0] == delimiter)
        {
            at++;
            column++;
            return true;
        }

        at++;
        line++;
        column = 1;
        return false;
    }

    /// <summary>The text of the bytes that stand here, passed over.</summary>
    private string Take(ReadOnlySpan<byte> cell)
    {
        var text = cell.IsEmpty ? "" : Decode(cell);
        at += cell.Length;
        if (text.LastIndexOf('\n') is >= 0 and var last)
        {
            line += text.Count(c => c == '\n');
            column = text.Length - last;
        }
        else
        {
            column += text.Length;
        }

        return text;
    }

    private string Decode(ReadOnlySpan<byte> cell)
    {
        if (cell.Length <= 128 && Utf8.IsValid(cell))
        {
            Span<char> shared = stackalloc char[cell.Length];
            return pool.Share(shared[..Encoding.UTF8.GetChars(cell, shared)]);
        }

        if (!Utf8.IsValid(cell)) Refuse(cell);
        return Encoding.UTF8.GetString(cell);
    }

    private void Refuse(ReadOnlySpan<byte> cell)
    {
        var good = 0;
        while (Rune.DecodeFromUtf8(cell[good..], out _, out var taken) == System.Buffers.OperationStatus.Done) good += taken;
        var before = Encoding.UTF8.GetString(cell[..good]);
        var place = before.LastIndexOf('\n') is >= 0 and var last
            ? Here with { Line = line + before.Count(c => c == '\n'), Column = before.Length - last }
            : Here with { Column = column + before.Length };
        var meant = cell[good] >= 0xA0 ? $" ('{(char)cell[good]}' in Latin-1)" : "";
        faults.Add(place, "not_utf8", $"the byte 0x{cell[good]:X2}{meant} is not UTF-8; save the file as UTF-8, which spreadsheets call 'CSV UTF-8', and import it again.");
    }
}
