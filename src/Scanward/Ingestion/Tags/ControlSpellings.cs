using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Scanward.Ingestion.Tags;

/// <summary>
/// The spellings of control characters, ready to be looked for: longest first, so that <c>&lt;GS&gt;</c> wins over a shorter one that begins alike.
/// </summary>
internal sealed class ControlSpellings
{
    private readonly ImmutableArray<ControlSpelling> longestFirst;
    private readonly SearchValues<char> firstCharacters;

    public ControlSpellings(ImmutableArray<ControlSpelling> spellings)
    {
        longestFirst = [.. spellings.OrderByDescending(spelling => spelling.Text.Length)];
        firstCharacters = SearchValues.Create([.. spellings.Select(spelling => spelling.Text[0]).Distinct()]);
    }

    /// <summary>False for nearly every tag, which then need not be copied.</summary>
    public bool MayOccurIn(ReadOnlySpan<char> text) => text.ContainsAny(firstCharacters);

    public bool TryMatch(ReadOnlySpan<char> text, [NotNullWhen(true)] out ControlSpelling? match)
    {
        if (firstCharacters.Contains(text[0]))
        {
            foreach (var spelling in longestFirst)
            {
                if (!text.StartsWith(spelling.Text, StringComparison.Ordinal)) continue;
                match = spelling;
                return true;
            }
        }

        match = null;
        return false;
    }
}
