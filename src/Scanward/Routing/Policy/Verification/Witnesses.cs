using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Makes one concrete scan out of a box: ordinary values where the box has them, else the simplest that it has.</summary>
internal static class Witnesses
{
    /// <param name="box">Any box that is not empty.</param>
    public static PolicyWitness Of(PolicySpace space, ReadOnlySpan<ulong> box) => Of(space, box, box);

    /// <param name="box">Any box that is not empty.</param>
    /// <param name="about">The box whose narrow facts are named first.</param>
    public static PolicyWitness Of(PolicySpace space, ReadOnlySpan<ulong> box, ReadOnlySpan<ulong> about)
    {
        var facts = new Facts();
        var readings = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        var telling = new List<string>();
        var rest = new List<string>();
        for (var a = 0; a < space.Axes.Length; a++)
        {
            var axis = space.Axes[a];
            var value = Simplest(axis, space.Of(box, a));
            if (axis.Meter is not null)
            {
                if (value != Facts.Unknown) readings[axis.Meter] = value;
            }
            else if (axis.Kind == FactKind.Name)
            {
                facts.SetName(axis.Fact, value == Facts.Unknown ? null : CellWords.Value(axis, value));
            }
            else
            {
                facts[axis.Fact] = value;
            }

            var word = axis.Name + "=" + Word(axis, value);
            if (!space.IsWhole(about, a)) telling.Add(word);
            else if (value != Facts.Unknown) rest.Add(word);
        }

        facts.Readings = readings.ToImmutable();
        return new(facts, [.. telling, .. rest]);
    }

    /// <summary>The box of just that scan, and of those that no row tells from it.</summary>
    public static ulong[] PointOf(PolicySpace space, ReadOnlySpan<ulong> box)
    {
        var point = new ulong[space.WordCount];
        for (var a = 0; a < space.Axes.Length; a++)
        {
            var axis = space.Axes[a];
            axis.Classes.AddClassOf(Simplest(axis, space.Of(box, a)), space.Of(point.AsSpan(), a));
        }

        return point;
    }

    private static long Simplest(FactAxis axis, ReadOnlySpan<ulong> mask)
    {
        if (axis.Classes.Holds(mask, axis.Domain.Ordinary)) return axis.Domain.Ordinary;
        var values = axis.Classes.ValuesOf(mask);
        if (axis.Kind == FactKind.Name) return SimplestName(values);

        var best = Facts.Unknown;
        var bestRank = int.MaxValue;
        foreach (var interval in values.Intervals)
        {
            if (interval.From == Facts.Unknown) continue;
            var (value, rank) = Simplest(axis.Kind, interval);
            if (rank > bestRank || (rank == bestRank && Size(value) >= Size(best))) continue;
            (best, bestRank) = (value, rank);
        }

        return best;
    }

    // In one piece, fit for a shell.
    private static string Word(FactAxis axis, long value)
    {
        var word = CellWords.Value(axis, value);
        return axis.Kind == FactKind.Duration ? word.Replace(" ", "", StringComparison.Ordinal) : word;
    }

    private static long SimplestName(IntervalSet values)
    {
        foreach (var interval in values.Intervals)
        {
            if (interval.From != Facts.Unknown) return interval.From;
        }

        return Facts.Unknown;
    }

    /// <summary>The smallest multiple of the largest unit that has one in the interval, and how far down the units that was.</summary>
    private static (long Value, int Rank) Simplest(FactKind kind, Interval interval)
    {
        ReadOnlySpan<long> units = kind switch
        {
            FactKind.Duration => [1440, 60, 15, 5, 1],
            FactKind.Percent => [10, 5, 1],
            FactKind.Reading => [100_000, 10_000, 1000, 100, 10, 1],
            _ => [1],
        };

        for (var u = 0; u < units.Length; u++)
        {
            var value = SmallestMultiple(units[u], interval);
            if (value is not null) return (value.Value, u);
        }

        return (interval.From, units.Length);
    }

    private static long? SmallestMultiple(long unit, Interval interval)
    {
        if (interval.From <= 0 && interval.To >= 0) return 0;
        var nearest = interval.From > 0 ? interval.From : interval.To;
        var down = nearest - (nearest % unit);
        if (down == nearest) return nearest;

        // Away from zero, and still a long.
        if (nearest > 0) return down <= long.MaxValue - unit && down + unit <= interval.To ? down + unit : null;
        return down >= IntervalSet.Least + unit && down - unit >= interval.From ? down - unit : null;
    }

    private static ulong Size(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
}
