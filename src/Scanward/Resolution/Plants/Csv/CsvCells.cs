using System.Globalization;
using System.Text;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>
/// What stands in a cell beside plain text: lists, and text that a spreadsheet would run. A list is its items with <c>|</c> between them; in an item <c>|</c> and <c>\</c>
/// are <c>\|</c> and <c>\\</c>, and control characters <c>\u001d</c>. Text that begins as a formula does has an apostrophe before it, as spreadsheets know it, and only then.
/// </summary>
internal static class CsvCells
{
    /// <summary>What spreadsheets take for the beginning of something to run, in either width.</summary>
    private const string Runs = "=+-@\t\r\n＝＋－＠";

    public static bool IsFormula(string text) => text.Length > 0 && Runs.Contains(text[0], StringComparison.Ordinal);

    public static string Guard(string text) => IsFormula(text.TrimStart('\'')) ? $"'{text}" : text;

    public static string Unguard(string text) => text.StartsWith('\'') && IsFormula(text.TrimStart('\'')) ? text[1..] : text;

    public static string List(IEnumerable<string> items) => string.Join('|', items.Select(Escape));

    public static string Parts(IEnumerable<PartNeed> parts) => string.Join('|', parts.Select(part => $"{part.PartId}:{part.Quantity}"));

    /// <summary>The items of a list; null where a backslash means nothing.</summary>
    public static List<string>? Split(string cell)
    {
        var items = new List<string>();
        var item = new StringBuilder();
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '|')
            {
                items.Add(item.ToString());
                item.Clear();
            }
            else if (cell[i] != '\\')
            {
                item.Append(cell[i]);
            }
            else if (i + 1 < cell.Length && cell[i + 1] is '|' or '\\')
            {
                item.Append(cell[++i]);
            }
            else if (i + 5 < cell.Length && cell[i + 1] == 'u' && ushort.TryParse(cell.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                item.Append((char)code);
                i += 5;
            }
            else
            {
                return null;
            }
        }

        items.Add(item.ToString());
        return items;
    }

    /// <summary>Writes one cell, in quotes where anybody could read it otherwise.</summary>
    public static void Write(TextWriter text, string cell)
    {
        if (cell.AsSpan().IndexOfAny(",;\t\"\r\n") < 0 && !cell.StartsWith(' ') && !cell.EndsWith(' ')) text.Write(cell);
        else text.Write($"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    private static string Escape(string item)
    {
        if (!item.Any(c => c is '|' or '\\' || char.IsControl(c))) return item;
        var escaped = new StringBuilder(item.Length + 8);
        foreach (var c in item)
        {
            if (c is '|' or '\\') escaped.Append('\\').Append(c);
            else if (char.IsControl(c)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
