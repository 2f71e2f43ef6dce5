using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>
/// Which elements go together. GS1 judges that over all symbols on an item, of which we see one; so what does not fit is a warning, never an error.
/// </summary>
internal static class Associations
{
    public static ImmutableArray<string> Warnings(in ElementList elements)
    {
        ImmutableArray<string> warnings = [];
        for (var i = 0; i < elements.Count; i++)
        {
            var ai = elements[i].Identifier;
            if (ai.BelongsTo.Length > 0 && !AnyPresent(ai.BelongsTo, in elements))
            {
                var groups = string.Join(" or ", ai.BelongsTo.Select(group => string.Join(" with ", group)));
                warnings = warnings.Add($"({ai.Code}) belongs to {groups}, which this tag does not hold.");
            }

            foreach (var group in ai.Excludes)
            {
                if (AllPresent(group, in elements)) warnings = warnings.Add($"({ai.Code}) should not stand beside {string.Join(" with ", group)}.");
            }
        }

        return warnings;
    }

    private static bool AnyPresent(ImmutableArray<ImmutableArray<AiPattern>> groups, in ElementList elements)
    {
        foreach (var group in groups)
        {
            if (AllPresent(group, in elements)) return true;
        }

        return false;
    }

    private static bool AllPresent(ImmutableArray<AiPattern> group, in ElementList elements)
    {
        foreach (var pattern in group)
        {
            var found = false;
            for (var i = 0; i < elements.Count && !found; i++) found = pattern.Matches(elements[i].Identifier.Code);
            if (!found) return false;
        }

        return true;
    }
}
