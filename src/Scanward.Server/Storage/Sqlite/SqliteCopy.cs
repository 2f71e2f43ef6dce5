using SQLitePCL;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// SQLite's online backup through the connection that writes (docs/adr/0013): between its steps no page is held, so checkpoints go on; what is written meanwhile to a page that
/// has been copied already is written to the copy too. Used by the writer's thread, outside of transactions.
/// </summary>
internal sealed class SqliteCopy : IStoreCopy
{
    private readonly SqliteDatabase copy;
    private readonly sqlite3_backup backup;

    /// <exception cref="StoreException">The copy cannot be written there.</exception>
    public SqliteCopy(SqliteDatabase source, string path)
    {
        copy = SqliteDatabase.OpenForFilling(path);
        try
        {
            backup = copy.BackUp(source);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public CopyProgress Step(int pages)
    {
        var code = raw.sqlite3_backup_step(backup, pages);
        // The copy's own handle knows nothing of a source that is busy, and a copy that is behind goes on with the next step.
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_BUSY or raw.SQLITE_LOCKED)) throw StoreException.From(code, $"The copy stopped: {raw.sqlite3_errstr(code).utf8_to_string()}.");
        return new(code == raw.SQLITE_DONE ? 0 : Math.Max(1, raw.sqlite3_backup_remaining(backup)), raw.sqlite3_backup_pagecount(backup));
    }

    public void Dispose()
    {
        backup.Dispose();
        copy.Dispose();
    }
}
