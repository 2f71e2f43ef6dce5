using Scanward.Server.Figures;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// Brings the pages of the WAL back into the database file behind the writer, from a connection of its own that does nothing else. The writer stands still only for
/// the last few, without which SQLite cannot begin the WAL anew (docs/adr/0012). Used by the writer's thread.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>Pages in the WAL until they are brought back: checkpoints, not fsync, are the main cost (docs/adr/0002).</summary>
    public const int DuePages = 80_000;

    /// <summary>What the writer waits for readers at most, and only where the WAL is as large as it may be.</summary>
    private static readonly TimeSpan readerPatience = TimeSpan.FromMilliseconds(250);

    private readonly SqliteDatabase writer;
    private readonly Lazy<SqliteDatabase> copier;
    private readonly int duePages;
    private long due;
    private Task? copying;
    private long copiedUntil;

    /// <param name="duePages">Another number than <see cref="DuePages"/>.</param>
    public Checkpointer(SqliteDatabase writer, int duePages = DuePages)
    {
        this.writer = writer;
        this.duePages = duePages;
        due = duePages;
        copier = new(() => SqliteDatabase.OpenForCopying(writer.Path));
    }

    /// <summary>Told how long the writer stood still.</summary>
    public StoreFigures? Figures { get; init; }

    /// <summary>So few that the writer brings them back by itself.</summary>
    private int FewPages => duePages / 40;

    /// <summary>So many that the writer waits: the disk does not keep up, and the WAL must not grow without bound.</summary>
    private int MostPages => 2 * duePages;

    /// <summary>Pages until the next attempt where a reader stood in the way.</summary>
    private int DueAgainPages => duePages / 80;

    /// <summary>To be called after each batch: begins to copy where it is time, or goes on where a copy has ended.</summary>
    /// <exception cref="StoreException">The store can no longer be trusted, such as after a failed fsync.</exception>
    public void Advance()
    {
        if (copying is not null || writer.PagesWritten >= due) BringBack();
    }

    /// <summary>Brings back what there is, a step with each call, while nothing else is to be done.</summary>
    /// <returns>Whether there is more to do.</returns>
    /// <exception cref="StoreException">The store can no longer be trusted, such as after a failed fsync.</exception>
    public bool BringBack()
    {
        var (pages, startedAt) = (writer.PagesWritten, Figures?.Now() ?? 0);
        if (copying is { IsCompleted: false } && pages < MostPages) return true;
        WaitForCopy();
        if (pages - copiedUntil > FewPages && pages < MostPages)
        {
            copiedUntil = pages;
            copying = Task.Factory.StartNew(() => copier.Value.Checkpoint(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return true;
        }

        var (inWal, allBack) = writer.Checkpoint();
        if (inWal > MostPages) (_, allBack) = writer.Checkpoint(readerPatience); // where one reader always begins before another ends, the WAL would never begin anew
        (due, copiedUntil) = allBack ? (duePages, 0) : (DueAgainPages, -duePages); // a reader may hold back many: the next time they are copied first, too
        Figures?.Checkpointed(startedAt);
        return false;
    }

    public void Dispose()
    {
        try
        {
            WaitForCopy();
        }
        catch (StoreException)
        {
            writer.Distrust(); // the store closes anyway; the next start begins from the WAL
        }

        if (copier.IsValueCreated) copier.Value.Dispose();
    }

    private void WaitForCopy()
    {
        var copy = copying;
        copying = null;
        try
        {
            copy?.GetAwaiter().GetResult();
        }
        catch (StoreException e) when (e.Fault == StoreFault.Unavailable)
        {
            // Out of file handles, say: the writer brings all back by itself.
        }
    }
}
