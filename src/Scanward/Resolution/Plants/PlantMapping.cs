using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core.Events;

namespace Scanward.Resolution.Plants;

/// <summary>The members that one kind of mapping may have; at most 64.</summary>
internal sealed class PlantMembers(params string[] names)
{
    private readonly FrozenDictionary<string, int> places =
        names.Select((name, place) => KeyValuePair.Create(name, place)).ToFrozenDictionary(StringComparer.Ordinal);

    public string[] Names => names;

    public bool TryGetPlace(string name, out int place) => places.TryGetValue(name, out place);
}

/// <summary>
/// The entries of one mapping, in the order of the file. With a list of members, unknown and repeated ones are faults and are passed over; without,
/// every key is taken once. Whoever takes a key must take its value (or skip it) before asking for the next.
/// </summary>
internal sealed class PlantMapping(PlantCursor cursor, Spot at, string what, PlantMembers? members, bool isPresent)
{
    private ulong seen;
    private HashSet<string>? keys;
    private bool isOpen = isPresent;

    /// <summary>False where there was no mapping to read (which is a fault already).</summary>
    public bool IsPresent { get; } = isPresent;

    public Spot At => at;

    /// <summary>Where the last key stands.</summary>
    public Spot KeyAt { get; private set; }

    public bool Next([NotNullWhen(true)] out string? key)
    {
        while (isOpen && !cursor.IsOver)
        {
            KeyAt = cursor.Here;
            if (cursor.Current is MappingEnd)
            {
                isOpen = false;
                cursor.Advance();
                break;
            }

            var name = cursor.Scalar($"a member's name in {what}")?.Text;
            if (cursor.IsOver) break;
            if (name is not null && Takes(name))
            {
                key = name;
                return true;
            }

            cursor.Skip();
        }

        key = null;
        return false;
    }

    /// <summary>Whether the member came; a fault where it did not.</summary>
    public bool Require(string member)
    {
        if (!IsPresent || cursor.IsOver) return false;
        members!.TryGetPlace(member, out var place);
        if ((seen & (1UL << place)) != 0) return true;
        cursor.Faults.Add(at, "member_missing", $"{what} needs '{member}'.");
        return false;
    }

    private bool Takes(string name)
    {
        if (members is null)
        {
            if ((keys ??= new HashSet<string>(StringComparer.Ordinal)).Add(name)) return true;
        }
        else if (members.TryGetPlace(name, out var place))
        {
            var bit = 1UL << place;
            if ((seen & bit) == 0)
            {
                seen |= bit;
                return true;
            }
        }
        else
        {
            var hint = cursor.Faults.Hint(name, members.Names, $"; it may have {string.Join(", ", members.Names)}.");
            cursor.Faults.Add(KeyAt, "member_unknown", $"{what} has no member '{PlantCursor.Clip(name)}'{hint}");
            return false;
        }

        cursor.Faults.Add(KeyAt, "member_twice", $"'{PlantCursor.Clip(name)}' stands twice in {what}; keep one.");
        return false;
    }
}

/// <summary>The items of one list. Whoever is told that there is a next one must take it (or skip it) before asking again.</summary>
internal sealed class PlantSequence(PlantCursor cursor, bool isPresent)
{
    private bool isOpen = isPresent;

    public bool IsPresent { get; } = isPresent;

    public bool Next()
    {
        if (!isOpen || cursor.IsOver) return false;
        if (cursor.Current is not SequenceEnd) return true;
        isOpen = false;
        cursor.Advance();
        return false;
    }
}
