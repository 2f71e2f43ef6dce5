using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanward.Routing.Policy;

/// <summary>A policy ready to decide: an immutable table of bit vectors. A decision allocates nothing and takes no branch on a value.</summary>
public sealed class CompiledPolicy
{
    // Policies read from files stay far below: 24 facts and PolicyLimits.Meters.
    private const int StackColumns = 128;

    private readonly (Fact Fact, int Offset)[] narrow;
    private readonly long[] narrowCuts;
    private readonly WideColumn[] wide;
    private readonly NameColumn[] names;
    private readonly ReadingColumn[] readings;
    private readonly ulong[] masks;
    private readonly int stride;
    private readonly int columns;

    internal CompiledPolicy(Policy policy, PolicyTable table)
    {
        Policy = policy;
        narrow = [.. table.Narrow];
        narrowCuts = [.. table.NarrowCuts];
        wide = [.. table.Wide];
        names = [.. table.Names];
        readings = [.. table.Readings];
        masks = table.Masks;
        stride = table.Stride;
        FixedParts = [.. policy.Rows.Where(r => r.Then.Parts is not null).SelectMany(r => r.Then.Parts!.Value).Select(n => n.PartId).Distinct(StringComparer.Ordinal)];
        columns = narrow.Length + wide.Length + names.Length + readings.Length;
    }

    public Policy Policy { get; }

    /// <summary>Parts that rows fix, whatever the asset needs.</summary>
    public ImmutableArray<string> FixedParts { get; }

    public string Hash => Policy.Hash;

    public ImmutableArray<PolicyRow> Rows => Policy.Rows;

    /// <summary>Words of a mask that holds a bit a row.</summary>
    public int MaskWords => (Rows.Length + 63) / 64;

    /// <summary>The index of the first row that matches, or -1 where none does.</summary>
    [SkipLocalsInit]
    public int Decide(Facts facts)
    {
        Span<int> offsets = columns <= StackColumns ? stackalloc int[StackColumns] : new int[columns];
        offsets = offsets[..columns];
        Classify(facts, offsets);
        ref var first = ref MemoryMarshal.GetArrayDataReference(masks);
        if (stride == 1)
        {
            var rows = masks[0];
            foreach (var offset in offsets) rows &= masks[offset];
            return rows == 0 ? -1 : BitOperations.TrailingZeroCount(rows);
        }

        // Left to right, 256 rows at a time: the first block that is not empty holds the answer.
        for (var word = 0; word < stride; word += Vector256<ulong>.Count)
        {
            var rows = Vector256.LoadUnsafe(ref first, (nuint)word);
            foreach (var offset in offsets) rows &= Vector256.LoadUnsafe(ref first, (nuint)(offset + word));
            if (rows != Vector256<ulong>.Zero) return (word * 64) + FirstBit(rows);
        }

        return -1;
    }

    /// <summary>Sets the bit of every row that matches: row r is bit r % 64 of word r / 64.</summary>
    /// <param name="facts">What is known of the scan.</param>
    /// <param name="mask">At least <see cref="MaskWords"/> long; the words that are needed are overwritten, the others left alone.</param>
    /// <returns>How many rows match.</returns>
    [SkipLocalsInit]
    public int MatchAll(Facts facts, Span<ulong> mask)
    {
        Span<int> offsets = columns <= StackColumns ? stackalloc int[StackColumns] : new int[columns];
        offsets = offsets[..columns];
        Classify(facts, offsets);
        var count = 0;
        for (var word = 0; word < MaskWords; word++)
        {
            var rows = masks[word];
            foreach (var offset in offsets) rows &= masks[offset + word];
            mask[word] = rows;
            count += BitOperations.PopCount(rows);
        }

        return count;
    }

    /// <summary>For each column the place of the class mask that the fact's value falls into.</summary>
    private void Classify(Facts facts, Span<int> offsets)
    {
        var column = 0;
        ref var cuts = ref MemoryMarshal.GetArrayDataReference(narrowCuts);
        for (var i = 0; i < narrow.Length; i++)
        {
            var value = Vector256.Create(facts[narrow[i].Fact]);
            var at = (nuint)(i * PolicyCompiler.NarrowCuts);
            var low = Vector256.GreaterThan(value, Vector256.LoadUnsafe(ref cuts, at)).ExtractMostSignificantBits();
            var high = Vector256.GreaterThan(value, Vector256.LoadUnsafe(ref cuts, at + (nuint)Vector256<long>.Count)).ExtractMostSignificantBits();
            offsets[column++] = narrow[i].Offset + (BitOperations.PopCount(low | (high << Vector256<long>.Count)) * stride);
        }

        foreach (var w in wide) offsets[column++] = w.Offset + (CutsBelow(w.Cuts, facts[w.Fact]) * stride);
        foreach (var n in names) offsets[column++] = n.OffsetOf(facts.Name(n.Fact));
        foreach (var r in readings)
        {
            var value = facts.Readings.TryGetValue(r.Meter, out var reading) ? reading : Facts.Unknown;
            offsets[column++] = r.Offset + (CutsBelow(r.Cuts, value) * stride);
        }
    }

    /// <summary>How many cuts are smaller than the value: a binary search whose step is a conditional move.</summary>
    private static int CutsBelow(long[] cuts, long value)
    {
        var from = 0;
        for (var length = cuts.Length; length > 0;)
        {
            var half = (length + 1) >> 1;
            from += cuts[from + half - 1] < value ? half : 0;
            length -= half;
        }

        return from;
    }

    private static int FirstBit(Vector256<ulong> rows)
    {
        for (var i = 0; ; i++)
        {
            if (rows[i] != 0) return (i * 64) + BitOperations.TrailingZeroCount(rows[i]);
        }
    }
}

/// <summary>The parts of a compiled policy while they are collected.</summary>
internal sealed class PolicyTable
{
    /// <summary>Words of one class mask.</summary>
    public required int Stride { get; init; }

    public List<(Fact Fact, int Offset)> Narrow { get; } = [];

    /// <summary>Eight a narrow column, padded with the largest number, which no value exceeds.</summary>
    public List<long> NarrowCuts { get; } = [];

    public List<WideColumn> Wide { get; } = [];

    public List<NameColumn> Names { get; } = [];

    public List<ReadingColumn> Readings { get; } = [];

    /// <summary>First the mask of all rows, then for each column its class masks.</summary>
    public ulong[] Masks { get; set; } = [];

    public void AddNarrow(Fact fact, long[] cuts, int offset)
    {
        Narrow.Add((fact, offset));
        NarrowCuts.AddRange(cuts.Concat(Enumerable.Repeat(long.MaxValue, PolicyCompiler.NarrowCuts - cuts.Length)));
    }
}

internal sealed record WideColumn(Fact Fact, long[] Cuts, int Offset);

internal sealed record ReadingColumn(string Meter, long[] Cuts, int Offset);

/// <param name="Fact">Which name.</param>
/// <param name="Offsets">By name that some row mentions: the place of its class mask.</param>
/// <param name="Other">The place of the class that all other names share.</param>
/// <param name="Unknown">The place of the class of no name.</param>
internal sealed record NameColumn(Fact Fact, FrozenDictionary<string, int> Offsets, int Other, int Unknown)
{
    public int OffsetOf(string? name) => name is null ? Unknown : Offsets.GetValueOrDefault(name, Other);
}
