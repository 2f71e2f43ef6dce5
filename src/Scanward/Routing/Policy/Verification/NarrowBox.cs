namespace Scanward.Routing.Policy;

/// <summary>A row's test of one axis: the words <c>Offset … Offset + Count - 1</c> of a box against those from <c>At</c> on in the row.</summary>
/// <param name="First">The first of these words that is not 0 in the row, and <paramref name="Last"/> the last; a name is one bit of many
/// words.</param>
internal readonly record struct Constraint(int Axis, int Offset, int Count, int At, int First, int Last);

/// <summary>A box that holds only the axes it narrows; the others are whole. Rows are these.</summary>
internal sealed record NarrowBox(Constraint[] Constraints, ulong[] Words)
{
    public bool Equals(NarrowBox? other) =>
        other is not null && Constraints.AsSpan().SequenceEqual(other.Constraints) && Words.AsSpan().SequenceEqual(other.Words);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var c in Constraints) hash.Add(c.Axis);
        foreach (var word in Words) hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>Whether no scan is in it.</summary>
    public bool IsEmpty => Constraints.Any(IsEmptyIn);

    public bool IsEmptyIn(Constraint c) => c.Last < c.First;

    public bool Meets(ReadOnlySpan<ulong> box)
    {
        foreach (ref readonly var c in Constraints.AsSpan())
        {
            if (!Meets(in c, box)) return false;
        }

        return true;
    }

    public bool Meets(in Constraint c, ReadOnlySpan<ulong> box)
    {
        for (var w = c.First; w <= c.Last; w++)
        {
            if ((box[c.Offset + w] & Words[c.At + w]) != 0) return true;
        }

        return false;
    }

    /// <summary>Whether the box lies in this one as far as one axis goes.</summary>
    public bool Contains(in Constraint c, ReadOnlySpan<ulong> box)
    {
        for (var w = 0; w < c.Count; w++)
        {
            if ((box[c.Offset + w] & ~Words[c.At + w]) != 0) return false;
        }

        return true;
    }

    public bool Contains(ReadOnlySpan<ulong> box)
    {
        foreach (ref readonly var c in Constraints.AsSpan())
        {
            if (!Contains(in c, box)) return false;
        }

        return true;
    }

    /// <summary>Takes this box's classes of one axis out of the given ones.</summary>
    public void CutFrom(Span<ulong> own, int axis)
    {
        foreach (ref readonly var c in Constraints.AsSpan())
        {
            if (c.Axis != axis) continue;
            for (var w = 0; w < c.Count; w++) own[w] &= ~Words[c.At + w];
        }
    }

    /// <summary>Adds this box's classes of one axis to the given ones.</summary>
    public void AddTo(Span<ulong> own, int axis)
    {
        foreach (ref readonly var c in Constraints.AsSpan())
        {
            if (c.Axis != axis) continue;
            for (var w = 0; w < c.Count; w++) own[w] |= Words[c.At + w];
        }
    }
}
