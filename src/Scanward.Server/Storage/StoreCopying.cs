namespace Scanward.Server.Storage;

/// <summary>
/// Copies the store while it is written (docs/adr/0013): a few pages behind each batch, at a bounded rate, and with the copy flushed as it grows, so that scans neither wait for
/// a long step nor for the disk to swallow it all at once.
/// </summary>
internal sealed class StoreCopying(Writer writer, TimeProvider time)
{
    /// <summary>Of a quarter of a megabyte: well under a millisecond of the writer's time.</summary>
    public const int StepPages = 64;

    private const int PageBytes = 4096;

    private const int FlushedEveryPages = 1024;

    /// <param name="path">A file that is not there yet. Removed again where the copy is not finished.</param>
    /// <param name="megabytesPerSecond">At most.</param>
    /// <param name="report">Pages done, of how many.</param>
    /// <exception cref="StoreException">It cannot be written there, or the store is closing.</exception>
    public async Task Run(string path, int megabytesPerSecond, Action<int, int> report, CancellationToken ct)
    {
        if (File.Exists(path)) throw new StoreException($"{path} is there already; a backup never overwrites.");
        var copy = await writer.Aside(session => session.BeginCopy(path));
        var whole = false;
        try
        {
            await Fill(copy, path, megabytesPerSecond, report, ct);
            whole = true;
        }
        finally
        {
            await writer.Aside(_ =>
            {
                copy.Dispose();
                return true;
            });
            if (!whole) File.Delete(path);
        }
    }

    private async Task Fill(IStoreCopy copy, string path, int megabytesPerSecond, Action<int, int> report, CancellationToken ct)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var began = time.GetTimestamp();
        var pagesPerSecond = megabytesPerSecond * (1024.0 * 1024 / PageBytes);
        for (int steps = 1, flushed = 0; ; steps++)
        {
            ct.ThrowIfCancellationRequested();
            var (left, total) = await writer.Aside(_ => copy.Step(StepPages));
            report(total - left, total);
            if (left == 0) break;
            if (total - left - flushed >= FlushedEveryPages)
            {
                DurableFiles.Flush(file);
                flushed = total - left;
            }

            var ahead = TimeSpan.FromSeconds(steps * StepPages / pagesPerSecond) - time.GetElapsedTime(began);
            if (ahead > TimeSpan.FromMilliseconds(1)) await Task.Delay(ahead, time, ct);
        }

        DurableFiles.Flush(file);
    }
}
