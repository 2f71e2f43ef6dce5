using System.Collections.Concurrent;
using SQLitePCL;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// One SQLite connection with prepared statements, used by one thread at a time. Writing goes through exactly one of these in the whole process:
/// the bundled SQLite has the WAL-reset fault that needs a second writing or checkpointing connection to bite.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> written = new();

    private readonly sqlite3 handle;
    private string? writes;
    private readonly List<SqliteStatement> statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

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

    /// <summary>Whether a transaction is open on this connection.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public static SqliteDatabase OpenForWriting(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX);
        database.writes = Path.GetFullPath(path);
        if (!written.TryAdd(database.writes, true)) throw new InvalidOperationException($"{path} is open for writing already; there is one writing connection.");
        database.Execute("pragma page_size = 2048");
        database.Execute("pragma foreign_keys = off");
        database.Execute("pragma journal_mode = wal");
        database.Execute("pragma synchronous = full");
        database.Execute("pragma wal_autocheckpoint = 40000"); // checkpoints, not fsync, are the main cost (docs/adr/0002)
        database.Execute("pragma cache_size = -65536");
        database.Execute("pragma temp_store = memory");
        database.Execute("pragma busy_timeout = 5000");
        return database;
    }

    public static SqliteDatabase OpenForReading(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX);
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

    /// <summary>Brings committed pages back into the database file as far as no reader stands in the way.</summary>
    public void Checkpoint() => raw.sqlite3_wal_checkpoint_v2(handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    internal void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return;
        throw StoreException.From(raw.sqlite3_extended_errcode(handle), $"{raw.sqlite3_errmsg(handle).utf8_to_string()} ({FirstLine(doing)})");
    }

    public void Dispose()
    {
        foreach (var statement in statements.ToArray()) statement.Dispose();
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
