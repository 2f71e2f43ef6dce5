using System.Collections.Concurrent;

namespace Scanward.Server.Figures;

/// <summary>Gives names their places among counts, up to a bound; what comes later shares the last place.</summary>
/// <param name="first">The first place.</param>
/// <param name="most">How many places there are.</param>
internal sealed class NameTable(int first, int most)
{
    /// <summary>What all names that came too late are counted as.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, int> places = new();

    public int PlaceOf(string name)
    {
        if (places.TryGetValue(name, out var place)) return place;
        lock (places)
        {
            if (places.TryGetValue(name, out place)) return place;
            return places.Count < most - 1 ? places[name] = first + places.Count : first + most - 1;
        }
    }

    /// <summary>Names with their counts, where there are any, in the order of the names.</summary>
    public IEnumerable<(string Name, long Count)> In(long[] counts)
    {
        foreach (var (name, place) in places.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (counts[place] != 0) yield return (name, counts[place]);
        }

        if (counts[first + most - 1] is var others and not 0) yield return (Other, others);
    }
}
