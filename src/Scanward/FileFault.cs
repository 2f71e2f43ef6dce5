using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scanward;

/// <summary>One thing wrong with a file that people write: a policy, a plant.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">One sentence for people that says what to do.</param>
public sealed record FileFault(int Line, int Column, string Code, string Detail)
{
    /// <summary>The file's name, where several were read together.</summary>
    public string? File { get; init; }

    /// <summary>As compilers say it: <c>file:line:column: detail [code]</c>.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}: {Detail} [{Code}]";

    public override string ToString() => File is null ? $"{Line}:{Column} {Code}: {Detail}" : $"{File}:{Line}:{Column} {Code}: {Detail}";
}

/// <summary>
/// Collects the faults of one reading: the first ones whole, the rest only counted, so that a file of nothing but faults costs no memory.
/// </summary>
internal sealed class FileFaults(int listed)
{
    private const int LongestDetail = 600;

    /// <summary>Comparisons spent on suggestions in one reading: about a second's worth.</summary>
    private const int MostComparisons = 1_000_000;

    private readonly List<FileFault> faults = [];
    private int comparisonsLeft = MostComparisons;

    /// <summary>How many there are, listed or not.</summary>
    public int Total { get; private set; }

    /// <summary>Whether a further fault is only counted: then nothing need be spent on its wording.</summary>
    public bool IsFull => faults.Count >= listed;

    public void Add(int line, int column, string code, string detail, string? file = null)
    {
        Total++;
        if (!IsFull) faults.Add(new(line, column, code, Visible(Shorten(detail))) { File = file });
    }

    /// <summary>
    /// <c>; did you mean 'x'?</c> for the nearest of the names; <paramref name="otherwise"/> where none is near, or where the search would not be
    /// read or would take long.
    /// </summary>
    public string Hint(string given, IReadOnlyCollection<string> names, string otherwise = ".")
    {
        if (IsFull || names.Count > comparisonsLeft) return otherwise;
        comparisonsLeft -= names.Count;
        return NearestName.Hint(given, names, otherwise);
    }

    public ImmutableArray<FileFault> InFileOrder() => [.. faults.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line).ThenBy(f => f.Column)];

    // A detail quotes the file, and a word of a hostile file can be as long as the file.
    private static string Shorten(string detail) =>
        detail.Length <= LongestDetail ? detail : $"{detail[..(LongestDetail / 2)]} … {detail[^(LongestDetail / 2)..]}";

    // A detail goes to a terminal, which what it quotes must not command: no escape sequences, no lines of its own, nothing that turns the direction of writing.
    private static string Visible(string detail)
    {
        if (!detail.Any(IsInvisible)) return detail;
        var shown = new StringBuilder(detail.Length + 16);
        foreach (var c in detail)
        {
            if (IsInvisible(c)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else shown.Append(c);
        }

        return shown.ToString();
    }

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
