namespace Scanward.Server.WebConsole;

/// <summary>
/// Something that is counted in the store, kept for a moment for each site. Where counting is quick whoever asks waits for it; where it takes long, because there is much, whoever asks
/// gets at once what is known, and it is counted anew meanwhile, once.
/// </summary>
internal sealed class Remembered<T>(Func<int, Task<T>> count, TimeSpan fresh, TimeSpan quick, TimeProvider time)
{
    private readonly Dictionary<int, Entry> entries = [];

    public Task<T> Of(int siteNo)
    {
        lock (entries)
        {
            if (!entries.TryGetValue(siteNo, out var entry)) entry = entries[siteNo] = new(Count(siteNo));
            if (entry.Next is { IsCompletedSuccessfully: true } next) entry = entries[siteNo] = new(next);
            if (entry.Known.IsFaulted || entry.Next is { IsFaulted: true }) entry = entries[siteNo] = new(Count(siteNo));
            if (!entry.Known.IsCompletedSuccessfully || time.GetElapsedTime(entry.Known.Result.At) <= fresh) return Value(entry.Known);
            entry.Next ??= Count(siteNo);
            return Value(entry.Known.Result.Took <= quick ? entry.Next : entry.Known);
        }
    }

    private async Task<Counted> Count(int siteNo)
    {
        await Task.Yield();
        var began = time.GetTimestamp();
        var value = await count(siteNo);
        return new(value, time.GetTimestamp(), time.GetElapsedTime(began));
    }

    private static async Task<T> Value(Task<Counted> counted) => (await counted).Value;

    private sealed record Counted(T Value, long At, TimeSpan Took);

    private sealed class Entry(Task<Counted> known)
    {
        public Task<Counted> Known { get; } = known;

        public Task<Counted>? Next { get; set; }
    }
}
