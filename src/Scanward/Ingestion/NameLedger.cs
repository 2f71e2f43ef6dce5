using System.Collections.Immutable;

namespace Scanward.Ingestion;

/// <summary>The member names of one object as they come: says which are unknown and which come a second time.</summary>
internal sealed class NameLedger(FaultList faults, string parent, ImmutableArray<string> known, string owner)
{
    private const int ShortestPart = 3;

    // Bounded: each name is a known one or has cost a fault, and the list of faults ends.
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <returns>Whether the member's value is to be read: the name is known and comes for the first time.</returns>
    public bool Enter(string name, string pointer, bool isKnown)
    {
        if (!seen.Add(name))
        {
            faults.Add(pointer, "duplicate_member",
                $"{Quoted.Text(name)} stands here more than once, and which one counts would be a guess; keep one.");
            return false;
        }

        if (!isKnown) faults.Add(pointer, "unknown_member", $"{Quoted.Text(name)} is not a member of {owner}. {Advice(name)}");
        return isKnown;
    }

    private string Advice(string name)
    {
        if ((NearestName.Of(name, known) ?? PartOf(name)) is { } near) return $"Did you mean \"{near}\"?";
        return parent.Length == 0 && ScanSchema.DeviceNames.Contains(name) ? "It belongs inside \"device\"." : "Take it out, or check its spelling.";
    }

    /// <summary>The first member that begins or ends so: <c>timestamp</c> is <c>scan_timestamp</c>.</summary>
    private string? PartOf(string name) => name.Length < ShortestPart ? null
        : known.FirstOrDefault(k => k.StartsWith(name, StringComparison.OrdinalIgnoreCase) || k.EndsWith(name, StringComparison.OrdinalIgnoreCase));
}
