using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Both ends included.</summary>
public readonly record struct Interval(long From, long To);

/// <summary>
/// A set of integers as ordered, disjoint, non-adjacent closed intervals. The point <see cref="Facts.Unknown"/> (the smallest long) is kept
/// as an interval of its own and never merges with a neighbour; numbers begin one above it.
/// </summary>
public sealed class IntervalSet : IEquatable<IntervalSet>
{
    /// <summary>The smallest number that is not <see cref="Facts.Unknown"/>.</summary>
    public const long Least = long.MinValue + 1;

    public static readonly IntervalSet Empty = new([]);

    /// <summary>Every number and <see cref="Facts.Unknown"/>.</summary>
    public static readonly IntervalSet Everything = new([new(Facts.Unknown, Facts.Unknown), new(Least, long.MaxValue)]);

    private IntervalSet(ImmutableArray<Interval> intervals) => Intervals = intervals;

    public ImmutableArray<Interval> Intervals { get; }

    public bool IsEmpty => Intervals.IsEmpty;

    /// <summary>
    /// The union of the given intervals, in any order, overlapping or not. An interval that begins at Unknown and goes on is split.
    /// </summary>
    public static IntervalSet Of(params IEnumerable<Interval> intervals)
    {
        var sorted = new List<Interval>();
        foreach (var i in intervals)
        {
            if (i.From > i.To) continue;
            if (i.From == Facts.Unknown)
            {
                sorted.Add(new(Facts.Unknown, Facts.Unknown));
                if (i.To > Facts.Unknown) sorted.Add(new(Least, i.To));
            }
            else
            {
                sorted.Add(i);
            }
        }

        sorted.Sort((a, b) => a.From.CompareTo(b.From));
        var merged = ImmutableArray.CreateBuilder<Interval>(sorted.Count);
        foreach (var i in sorted)
        {
            if (merged.Count > 0 && Joins(merged[^1], i)) merged[^1] = new(merged[^1].From, Math.Max(merged[^1].To, i.To));
            else merged.Add(i);
        }

        return new(merged.ToImmutable());
    }

    public bool Contains(long value)
    {
        foreach (var i in Intervals)
        {
            if (value < i.From) return false;
            if (value <= i.To) return true;
        }

        return false;
    }

    public IntervalSet Union(IntervalSet other) => Of(Intervals.Concat(other.Intervals));

    public IntervalSet Intersect(IntervalSet other)
    {
        var result = ImmutableArray.CreateBuilder<Interval>();
        for (int a = 0, b = 0; a < Intervals.Length && b < other.Intervals.Length;)
        {
            var from = Math.Max(Intervals[a].From, other.Intervals[b].From);
            var to = Math.Min(Intervals[a].To, other.Intervals[b].To);
            if (from <= to) result.Add(new(from, to));
            if (Intervals[a].To < other.Intervals[b].To) a++;
            else b++;
        }

        return new(result.ToImmutable());
    }

    /// <summary>Everything in this set that is not in <paramref name="other"/>.</summary>
    public IntervalSet Except(IntervalSet other) => Intersect(other.Complement());

    /// <summary>Everything, Unknown included, that is not in this set.</summary>
    public IntervalSet Complement()
    {
        var result = new List<Interval>();
        var next = Least;
        var full = false;
        if (!Contains(Facts.Unknown)) result.Add(new(Facts.Unknown, Facts.Unknown));
        foreach (var i in Intervals)
        {
            if (i.From == Facts.Unknown) continue;
            if (i.From > next) result.Add(new(next, i.From - 1));
            if (i.To == long.MaxValue)
            {
                full = true;
                break;
            }

            next = i.To + 1;
        }

        if (!full) result.Add(new(next, long.MaxValue));
        return Of(result);
    }

    public bool Covers(IntervalSet other) => other.Except(this).IsEmpty;

    public bool Meets(IntervalSet other) => !Intersect(other).IsEmpty;

    public bool Equals(IntervalSet? other) => other is not null && Intervals.AsSpan().SequenceEqual(other.Intervals.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as IntervalSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var i in Intervals) hash.Add(i);
        return hash.ToHashCode();
    }

    private static bool Joins(Interval left, Interval right) =>
        left.From != Facts.Unknown && (right.From <= left.To || right.From == left.To + 1);
}
