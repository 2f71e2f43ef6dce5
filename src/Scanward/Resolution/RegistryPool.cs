using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Scanward.Resolution;

/// <summary>
/// What many profiles share, kept once: their texts, and whole skills, repairs and jobs, which a class gives to all its assets. Bounded and safe for
/// many threads; one pool for a registry.
/// </summary>
/// <param name="texts">Texts kept at most.</param>
/// <param name="values">Skills, repairs and jobs kept at most, of each.</param>
public sealed class RegistryPool(int texts = 16_384, int values = 4_096)
{
    public InternPool Texts { get; } = new(texts);

    internal SlicePool<ImmutableArray<string>> Skills { get; } = new(values);

    internal SlicePool<ImmutableSortedDictionary<string, JobNeed>> Repairs { get; } = new(values);

    internal SlicePool<JobNeed> Jobs { get; } = new(values);
}

/// <summary>Values by the JSON they were read from, so that equal JSON gives the same instance without being read again.</summary>
/// <param name="capacity">Values kept at most; once full, what is new is not kept.</param>
internal sealed class SlicePool<T>(int capacity)
{
    private const int LongestSlice = 4096;

    private readonly ConcurrentDictionary<int, (byte[] Json, T Value)> kept = new();

    public bool TryGet(ReadOnlySpan<byte> json, out T value)
    {
        if (kept.TryGetValue(Hash(json), out var entry) && json.SequenceEqual(entry.Json))
        {
            value = entry.Value;
            return true;
        }

        value = default!;
        return false;
    }

    /// <summary>Keeps the value unless the pool is full or another slice has the same hash (then this one is read each time).</summary>
    public void Keep(ReadOnlySpan<byte> json, T value)
    {
        if (json.Length <= LongestSlice && kept.Count < capacity) kept.TryAdd(Hash(json), (json.ToArray(), value));
    }

    private static int Hash(ReadOnlySpan<byte> json)
    {
        var hash = default(HashCode);
        hash.AddBytes(json);
        return hash.ToHashCode();
    }
}
