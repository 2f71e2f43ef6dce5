namespace Scanward.Routing.Policy;

/// <summary>What people write who come from other languages, and how it is said here.</summary>
internal static class CellHints
{
    private static readonly (string Foreign, string Own)[] Operators =
    [
        (">=", "at least"), ("<=", "at most"), ("=>", "at least"), ("=<", "at most"), ("!=", "not"), ("<>", "not"), (">", "over"), ("<", "under"), ("==", ""), ("=", ""), ("!", "not"),
        ("atleast ", "at least"), ("atmost ", "at most"), ("at_least ", "at least"), ("at_most ", "at most"), ("above ", "over"), ("below ", "under"),
        ("more than ", "over"), ("less than ", "under"), ("greater than ", "over"), ("max ", "at most"), ("min ", "at least"),
    ];

    /// <summary>One sentence, or null where the term is of no form known to be foreign.</summary>
    public static string? For(FactColumn column, string term)
    {
        foreach (var (foreign, own) in Operators)
        {
            if (term.StartsWith(foreign, StringComparison.Ordinal))
                return $"Operators are words: write '{(own + " " + term[foreign.Length..].Trim()).Trim()}'.";
        }

        if (term.Contains(',', StringComparison.Ordinal) || term.Contains('|', StringComparison.Ordinal))
        {
            return "Values are listed with 'or': write "
                + $"'{string.Join(" or ", term.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}'.";
        }

        if (column.Kind is FactKind.Count or FactKind.Percent or FactKind.Duration)
        {
            var dash = term.IndexOf('-', 1);
            if (dash > 0 && char.IsAsciiDigit(term[0])) return $"A range has two dots: write '{term[..dash].Trim()}..{term[(dash + 1)..].Trim()}'.";
        }

        return null;
    }
}
