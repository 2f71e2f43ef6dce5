using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>One SQLite connection with prepared statements, used by one thread at a time. Writing goes through exactly one of these in the whole process.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutMs = 5_000;

    private static readonly ConcurrentDictionary<string, bool> written = new();

    private readonly sqlite3 handle;
    private string? writes;
    private SafeFileHandle? wal;
    private volatile bool broken;
    private readonly List<SqliteStatement> statements = [];

    static SqliteDatabase()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0); // counting bytes takes a lock at each allocation, and nobody asks for the sum
    }

    private SqliteDatabase(sqlite3 handle) => this.handle = handle;

    public static string LibraryVersion => raw.sqlite3_libversion().utf8_to_string();

    /// <summary>The number of schema scripts that have been applied.</summary>
    public int UserVersion
    {
        get
        {
            using var statement = Prepare("pragma user_version");
            return statement.Step() ? statement.Int(0) : 0;
        }
    }

    /// <summary>Rows that the last insert, update or delete changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>The file that this connection writes.</summary>
    public string Path => writes ?? throw new InvalidOperationException("This connection does not write.");

    /// <summary>Pages that this connection has written to the WAL since its last checkpoint.</summary>
    public long PagesWritten
    {
        get
        {
            raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0);
            return pages;
        }
    }

    /// <summary>Whether a transaction is open on this connection.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public static SqliteDatabase OpenForWriting(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX);
        database.writes = System.IO.Path.GetFullPath(path);
        if (!written.TryAdd(database.writes, true)) throw new InvalidOperationException($"{path} is open for writing already; there is one writing connection.");
        database.Execute("pragma page_size = 4096");
        database.Execute("pragma foreign_keys = off");
        database.Execute("pragma journal_mode = wal");
        database.Execute("pragma synchronous = normal"); // a commit is made durable by Flush, which others need not wait for (docs/adr/0010)
        database.Execute("pragma wal_autocheckpoint = 0"); // SQLite's own checkpoints tell nobody when they fail; see Checkpointer
        database.Execute("pragma cache_size = -65536"); // 64 MB: what is read and written again and again, and no more, since a commit looks through all of it now and then
        database.Execute("pragma temp_store = memory");
        raw.sqlite3_busy_timeout(database.handle, BusyTimeoutMs);
        return database;
    }

    /// <summary>For checkpoints beside the writing connection, and nothing else.</summary>
    public static SqliteDatabase OpenForCopying(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX);
        database.Execute("pragma wal_autocheckpoint = 0");
        database.Execute("pragma busy_timeout = 0");
        database.Execute("pragma schema_version"); // a connection that has read nothing does not know of the WAL
        return database;
    }

    /// <summary>A file that is not there yet, to be filled from another connection. It is worth nothing until it is whole, so nothing is written twice for its safety.</summary>
    public static SqliteDatabase OpenForFilling(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX);
        database.Execute("pragma journal_mode = off");
        database.Execute("pragma synchronous = off");
        return database;
    }

    /// <summary>Makes a copy that has just been filled a file by itself, which is read without a WAL beside it.</summary>
    public static void Seal(string path)
    {
        using var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX);
        database.Execute("pragma journal_mode = delete");
    }

    public static SqliteDatabase OpenForReading(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_URI);
        database.Execute("pragma query_only = on");
        database.Execute("pragma busy_timeout = 5000");
        return database;
    }

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), sql);
        var prepared = new SqliteStatement(this, statement, sql);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Ends every statement that is bound or read in part.</summary>
    public void Reset()
    {
        foreach (var statement in statements) statement.Reset();
    }

    /// <summary>Runs one or several statements whose rows nobody reads.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql), sql);

    /// <summary>
    /// Makes durable what has been committed, while another thread may write on. SQLite itself makes a commit durable by just this fsync of the WAL
    /// (<c>synchronous=full</c>), but before its thread can go on.
    /// </summary>
    /// <exception cref="StoreException">The store can no longer be trusted.</exception>
    public void Flush()
    {
        try
        {
            wal ??= File.OpenHandle($"{writes}-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            DurableFiles.Flush(wal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            broken = true;
            throw StoreException.Broken($"The write-ahead log could not be made durable: {e.Message}", e);
        }
    }

    /// <summary>
    /// Makes the WAL durable and brings its pages back into the database file, as far as no reader stands in the way. Where that cannot be done for now (disk full,
    /// locked elsewhere) the pages stay in the WAL, and nothing is lost.
    /// </summary>
    /// <param name="readerPatience">How long to wait for readers of old states, so that the WAL can begin anew; null for not at all.</param>
    /// <returns>Pages in the WAL, and whether all of them are back. Even then it goes on growing while readers look into it.</returns>
    /// <exception cref="StoreException">The store can no longer be trusted, such as after a failed fsync.</exception>
    public (int Pages, bool AllBack) Checkpoint(TimeSpan? readerPatience = null)
    {
        if (readerPatience is { } patience) raw.sqlite3_busy_timeout(handle, (int)patience.TotalMilliseconds);
        var code = raw.sqlite3_wal_checkpoint_v2(handle, null, readerPatience is null ? raw.SQLITE_CHECKPOINT_PASSIVE : raw.SQLITE_CHECKPOINT_RESTART, out var pages, out var done);
        if (readerPatience is not null) raw.sqlite3_busy_timeout(handle, BusyTimeoutMs);
        raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out _, out _, 1);
        try
        {
            Check(code, "checkpoint");
        }
        catch (StoreException e) when (e.Fault == StoreFault.Unavailable)
        {
            return (pages, false); // tried again later, as promised above
        }

        return (pages, done == pages);
    }

    /// <summary>The one number that the statement gives; null where it gives none.</summary>
    public long? Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.LongOrNull(0) : null;
    }

    /// <summary>What is wrong with the file: the first findings of SQLite's own check, or of it without the indexes; null where nothing is.</summary>
    public string? Damage(bool deep)
    {
        using var statement = Prepare(deep ? "pragma integrity_check(3)" : "pragma quick_check(3)");
        var findings = new List<string>();
        while (statement.Step()) findings.Add(statement.Text(0));
        return findings is ["ok"] ? null : string.Join("; ", findings);
    }

    /// <summary>Begins to fill this database from another.</summary>
    public sqlite3_backup BackUp(SqliteDatabase source)
    {
        var backup = raw.sqlite3_backup_init(handle, "main", source.handle, "main");
        if (backup is null || backup.IsInvalid) Check(raw.sqlite3_errcode(handle), "backup");
        return backup!;
    }

    /// <summary>Leaves the files as they are when it closes: a write to them has failed.</summary>
    public void Distrust() => broken = true;

    internal void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return;
        var fault = StoreException.From(raw.sqlite3_extended_errcode(handle), $"{raw.sqlite3_errmsg(handle).utf8_to_string()} ({FirstLine(doing)})", SqliteNative.SystemError(handle.DangerousGetHandle()));
        broken |= fault.Fault == StoreFault.Broken;
        throw fault;
    }

    public void Dispose()
    {
        foreach (var statement in statements.ToArray()) statement.Dispose();
        // Closing would write once more to what has failed; the next start recovers from the WAL as it is.
        if (broken) raw.sqlite3_db_config(handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        wal?.Dispose();
        raw.sqlite3_close_v2(handle);
        handle.Dispose();
        if (writes is not null) written.TryRemove(writes, out _);
    }

    internal void Forget(SqliteStatement statement) => statements.Remove(statement);

    private static SqliteDatabase Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var message = handle is null ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(handle).utf8_to_string();
            handle?.Dispose();
            throw StoreException.From(code, $"{message}: {path}");
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        return new SqliteDatabase(handle);
    }

    private static string FirstLine(string sql)
    {
        var line = sql.AsSpan().TrimStart();
        var end = line.IndexOf('\n');
        return (end < 0 ? line : line[..end]).ToString();
    }
}
