using System.Collections.Concurrent;

namespace Scanward.Resolution;

/// <summary>
/// Keeps one instance of each text that many profiles share (classes, skills, parts, places), so that a registry of 100,000 assets stays small.
/// Bounded: once full it hands back what it is given. Safe for many threads.
/// </summary>
/// <param name="capacity">Texts kept at most.</param>
public sealed class InternPool(int capacity = 16_384)
{
    private const int LongestKept = 128;

    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);
    private int kept;

    /// <summary>The instance of this text that is kept; the text itself where none is.</summary>
    public string Share(string text)
    {
        if (text.Length > LongestKept) return text;
        if (texts.TryGetValue(text, out var shared)) return shared;
        return Keep(text);
    }

    public string Share(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestKept) return new string(text);
        if (texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var shared)) return shared;
        return Keep(new string(text));
    }

    private string Keep(string text)
    {
        if (Volatile.Read(ref kept) >= capacity) return text;
        var shared = texts.GetOrAdd(text, text);
        if (ReferenceEquals(shared, text)) Interlocked.Increment(ref kept);
        return shared;
    }
}
