using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>A word of a cell and where it stands in the cell's text.</summary>
internal readonly record struct CellWord(string Text, int Offset, int End, bool Quoted)
{
    public bool Is(string keyword) => !Quoted && Text == keyword;
}

/// <summary>One term of a cell: the words between two <c>or</c>.</summary>
internal sealed record CellTerm(ImmutableArray<CellWord> Words, string Text)
{
    public int Offset => Words[0].Offset;

    public bool IsUnknown => Words.Length == 1 && Words[0].Is("unknown");
}

/// <summary>The outer form of a cell, the same for every column: <c>[not] term (or term)*</c>.</summary>
internal sealed record CellTerms(bool Negated, ImmutableArray<CellTerm> Terms)
{
    private static readonly char[] Quotes = ['"', '\''];

    /// <summary>Null after a fault.</summary>
    public static CellTerms? Split(YamlScalar scalar, string column, FileFaults faults)
    {
        if (Words(scalar, faults) is not { } words) return null;
        if (words.Count == 0 || (words.Count == 1 && words[0].Text is "null" or "~" or "any" or "*" && !words[0].Quoted))
        {
            faults.Add(
                scalar, "empty_cell", $"{column} asks nothing here: leave the fact out to take any value, or write 'unknown' or 'not unknown'.");
            return null;
        }

        var negated = words[0].Is("not");
        var terms = ImmutableArray.CreateBuilder<CellTerm>();
        for (var first = negated ? 1 : 0; first <= words.Count;)
        {
            var end = words.FindIndex(first, w => w.Is("or"));
            if (end < 0) end = words.Count;
            if (end == first)
            {
                faults.Add(
                    scalar, first < words.Count ? words[first].Offset : words[^1].Offset, "bad_cell",
                    $"A value is missing here: {column} is written '[not] value or value'.");
                return null;
            }

            if (!AddTerm(scalar, words, first, end, terms, faults)) return null;
            first = end + 1;
        }

        return new(negated, terms.ToImmutable());
    }

    private static bool AddTerm(
        YamlScalar scalar, List<CellWord> words, int first, int end, ImmutableArray<CellTerm>.Builder terms, FileFaults faults)
    {
        if (terms.Count == PolicyLimits.Terms)
        {
            faults.Add(scalar, "too_large", $"A cell has at most {PolicyLimits.Terms} terms.");
            return false;
        }

        for (var i = first; i < end; i++)
        {
            var detail = words[i] switch
            {
                var w when w.Is("not") => "'not' stands only at the beginning of a cell and applies to its whole list.",
                var w when w.Is("and") || w.Is("&") => "A cell has no 'and': write a range as 1..3, and ask two facts in two cells.",
                _ => null,
            };
            if (detail is null) continue;
            faults.Add(scalar, words[i].Offset, "bad_cell", detail);
            return false;
        }

        terms.Add(new([.. words[first..end]], scalar.Text[words[first].Offset..words[end - 1].End]));
        return true;
    }

    private static List<CellWord>? Words(YamlScalar scalar, FileFaults faults)
    {
        var text = scalar.Text;
        var words = new List<CellWord>();
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (Quotes.Contains(text[at]))
            {
                var close = text.IndexOf(text[at], at + 1);
                if (close < 0)
                {
                    faults.Add(scalar, at, "bad_cell", $"The quote {text[at]} is not closed.");
                    return null;
                }

                at = close + 1;
                words.Add(new(text[(start + 1)..close], start, at, Quoted: true));
                continue;
            }

            while (at < text.Length && !char.IsWhiteSpace(text[at]) && !(text[at] == '"' && at > start)) at++;
            words.Add(new(text[start..at], start, at, Quoted: false));
        }

        return words;
    }
}
