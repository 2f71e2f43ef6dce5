namespace Scanward.Bench.Load;

/// <summary>
/// From which id on a list has rows, found by asking it: a store that was filled within minutes has its two years of history under ids of those minutes, so that ids drawn from two years would nearly
/// always lead to an empty page.
/// </summary>
internal static class IdRange
{
    /// <param name="newest">An id that the list has.</param>
    /// <param name="hasOlder">Whether the page of what is older than an id has any row.</param>
    /// <returns>The least id that has something older.</returns>
    public static async Task<long> Oldest(long newest, Func<long, Task<bool>> hasOlder)
    {
        var (none, some) = (0L, newest);
        while (some - none > 1)
        {
            var middle = none + ((some - none) / 2);
            if (await hasOlder(middle)) some = middle;
            else none = middle;
        }

        return some;
    }
}
