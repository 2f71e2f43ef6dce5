using System.Collections.Immutable;

namespace Scanward.Resolution.Plants;

/// <summary>Reads what jobs take: parts and minutes, for repairs and for preventive plans.</summary>
internal sealed class JobReading(PlantCursor cursor, NameTable parts, InternPool pool)
{
    public const int MostMinutes = 100_000;

    /// <summary>The key of a repair that stands for every failure mode not named.</summary>
    public const string AnyMode = "*";

    private const int MostOfOnePart = 1_000_000;

    private static readonly PlantMembers NeedMembers = new("parts", "minutes");

    /// <summary>Repairs by failure mode; a mode whose repair is <c>none</c> takes away what the class gives.</summary>
    public List<KeyValuePair<string, JobNeed?>> Repairs()
    {
        var repairs = new List<KeyValuePair<string, JobNeed?>>();
        var entries = cursor.Mapping("repairs");
        var any = false;
        while (entries.Next(out var key))
        {
            var mode = key is "any" or AnyMode ? AnyMode : key;
            if (mode == AnyMode && any)
                cursor.Faults.Add(entries.KeyAt, "member_twice", "'any' and '*' are the same repair; keep one.");
            else if (mode != AnyMode && !PlantValues.IsWord(mode))
                cursor.Faults.Add(entries.KeyAt, "id_invalid",
                    $"a failure mode is letters, digits, '_', '-', '.' or '/', such as bearing_noise; not '{PlantCursor.Clip(mode)}'.");
            any |= mode == AnyMode;
            repairs.Add(new KeyValuePair<string, JobNeed?>(pool.Share(mode), cursor.TryWord("none") ? null : Need()));
        }

        return repairs;
    }

    /// <summary>Parts and quantities: <c>{ bearing_6205: 2 }</c>, or <c>[bearing_6205, seal_o_ring]</c> for one of each.</summary>
    public ImmutableArray<PartNeed> Parts()
    {
        var needs = ImmutableArray.CreateBuilder<PartNeed>();
        if (cursor.IsSequence)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var items = cursor.Sequence("parts");
            while (items.Next())
            {
                if (cursor.Word("a part") is not { } part) continue;
                parts.Refer(part.Text, part.At);
                if (seen.Add(part.Text)) needs.Add(new PartNeed(pool.Share(part.Text)));
                else cursor.Faults.Add(part.At, "part_twice", $"'{part.Text}' stands in this list twice; write quantities as {{ {part.Text}: 2 }}.");
            }

            return needs.DrainToImmutable();
        }

        var entries = cursor.Mapping("parts");
        while (entries.Next(out var id))
        {
            parts.Refer(id, entries.KeyAt);
            if (cursor.Whole($"the quantity of {PlantCursor.Clip(id)}", 1, MostOfOnePart) is { } quantity)
                needs.Add(new PartNeed(pool.Share(id), quantity));
        }

        return needs.DrainToImmutable();
    }

    private JobNeed Need()
    {
        ImmutableArray<PartNeed> needed = [];
        int? minutes = null;
        var members = cursor.Mapping("a repair", NeedMembers);
        while (members.Next(out var member))
        {
            if (member == "parts") needed = Parts();
            else minutes = cursor.Minutes("minutes", 0, MostMinutes);
        }

        return new JobNeed(needed, minutes);
    }
}
