namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// What was written lately to a large table with a random order of keys (docs/adr/0011). Each row is appended to a small table, where it costs no page of its
/// own, and remembered here by key; when there are many, they are settled: moved to the large table in the order of its keys, some at a time, while newer ones
/// gather. Reads may come from any thread, all else from the writer's.
/// </summary>
/// <param name="most">Rows after which they are settled.</param>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly List<(TKey Key, Entry? Before)> uncommitted = [];
    private Dictionary<TKey, Entry> young = [], old = [];
    private TKey[] order = [];
    private Entry[] entries = []; // of those keys
    private int settled, rows;
    private long lastNo;

    /// <summary>Rows up to this one are being settled; null while none are.</summary>
    public long? SettlingUntil { get; private set; }

    /// <summary>Whether some are being settled, or so many have gathered that it is time.</summary>
    public bool IsDue => SettlingUntil is not null || rows >= most;

    public bool TryGet(TKey key, out TValue value)
    {
        lock (gate)
        {
            var found = young.TryGetValue(key, out var entry) || old.TryGetValue(key, out entry);
            value = entry.Value;
            return found;
        }
    }

    /// <summary>Remembers a row that has been appended.</summary>
    /// <param name="no">Its number; mostly greater than all before, but a scan that waited long brings an old one.</param>
    public void Put(TKey key, long no, TValue value)
    {
        lock (gate)
        {
            uncommitted.Add((key, young.TryGetValue(key, out var before) ? before : null));
            young[key] = new(no, value);
            lastNo = Math.Max(lastNo, no);
            rows++;
        }
    }

    /// <summary>To be called after each commit.</summary>
    public void Committed() => uncommitted.Clear();

    /// <summary>Takes back what was put since the last commit.</summary>
    public void Undo()
    {
        lock (gate)
        {
            for (var i = uncommitted.Count - 1; i >= 0; i--)
            {
                if (uncommitted[i].Before is { } before) young[uncommitted[i].Key] = before;
                else young.Remove(uncommitted[i].Key);
            }

            rows -= uncommitted.Count;
            uncommitted.Clear();
        }
    }

    /// <summary>Forgets everything; what the store holds is to be put again.</summary>
    public void Clear()
    {
        lock (gate)
        {
            (young, old, order, entries, settled, rows, SettlingUntil) = ([], [], [], [], 0, 0, null);
            uncommitted.Clear();
        }
    }

    /// <summary>Has what there is settled soon, however little.</summary>
    public void Hurry()
    {
        lock (gate) rows = Math.Max(rows, most);
    }

    /// <summary>What is to be moved next, in the order of the large table's keys, at most so many; none when all have been. Between transactions.</summary>
    public IEnumerable<(TKey Key, long No, TValue Value)> Next(int count)
    {
        if (SettlingUntil is null) Begin();
        var until = Math.Min(settled + count, order.Length);
        for (var i = settled; i < until; i++) yield return (order[i], entries[i].No, entries[i].Value);
    }

    /// <summary>Notes that as many as <see cref="Next"/> gave have been moved.</summary>
    public void Moved(int count) => settled = Math.Min(settled + count, order.Length);

    /// <summary>Forgets the rows that were settled, after they are gone from the small table.</summary>
    public void Settled()
    {
        lock (gate) (old, order, entries, settled, SettlingUntil) = ([], [], [], 0, null);
    }

    private void Begin()
    {
        lock (gate)
        {
            (order, entries) = ([.. young.Keys], [.. young.Values]);
            Array.Sort(order, entries);
            (old, young, settled, rows, SettlingUntil) = (young, [], 0, 0, lastNo);
        }
    }

    private readonly record struct Entry(long No, TValue Value);
}
