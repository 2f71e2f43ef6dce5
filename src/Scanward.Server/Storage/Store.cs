using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Scanward.Server.Figures;
using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Storage;

/// <summary>The store of an installation: one session that writes, any number of readers.</summary>
internal sealed class Store
{
    /// <summary>Older ones lose commits where one connection begins the WAL anew while another copies from it (sqlite.org/wal.html, "The WAL-Reset Bug").</summary>
    public static readonly Version OldestSqlite = new(3, 51, 3);

    private Store(IStoreSession session, Flusher flusher, StoreReads reads)
    {
        Session = session;
        Flusher = flusher;
        Reads = reads;
    }

    /// <summary>The first schema with messages to maintenance systems.</summary>
    private const int DispatchSchema = 9;

    /// <summary>The schema that this program writes; an older one is brought up to it when a store is opened, a newer one is refused.</summary>
    public static int KnownSchema => Scripts().Length;

    /// <summary>The only one there is; it belongs to the writer.</summary>
    public IStoreSession Session { get; }

    /// <summary>Makes the session's commits durable; it belongs to the writer too.</summary>
    public Flusher Flusher { get; }

    /// <summary>They show only what is durable.</summary>
    public StoreReads Reads { get; }

    /// <summary>Opens the embedded store and brings its schema up to date.</summary>
    /// <exception cref="StoreException">The file cannot be opened, is not a store, or is newer than this program.</exception>
    public static Store Open(string path, StoreFigures figures)
    {
        if (Version.Parse(SqliteDatabase.LibraryVersion) < OldestSqlite)
        {
            throw new StoreException($"SQLite {SqliteDatabase.LibraryVersion} is older than {OldestSqlite}, the first that loses nothing where checkpoints run beside commits.");
        }

        var database = SqliteDatabase.OpenForWriting(path);
        try
        {
            Migrate(database);
            database.Checkpoint(); // a process that was killed may have left commits that never reached the disk; nothing is answered from them before they have
            var session = new SqliteSession(database, figures: figures);
            var flusher = new Flusher(session.Flush, figures);
            return new(session, flusher, Readers(path, flusher.Durable, session.IsRecentKey));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>What a backup had still to tell a maintenance system may have been told since: it is looked up before it is sent.</summary>
    public static void AfterRestore(string path)
    {
        using (var database = SqliteDatabase.OpenForWriting(path))
        {
            if (database.UserVersion < DispatchSchema) return;
            database.Execute("begin immediate; update outbox set doubtful = 1; update outbox_wait set doubtful = 1; commit;");
            // Whoever signed out, or was disabled, after the backup was taken must not come back with it; everybody signs in again.
            if (database.Number("select count(*) from sqlite_master where name = 'person_session'") == 1) database.Execute("begin immediate; delete from person_session; delete from person_link; commit;");
            database.Checkpoint();
        }

        SqliteDatabase.Seal(path);
    }

    /// <summary>Readers of a store from outside of the process that writes it.</summary>
    /// <param name="served">Whether there is such a process; else the caller holds the folder.</param>
    public static StoreReads Readers(string path, bool served) => Readers(AddressToRead(path, served), static () => Task.CompletedTask, static _ => false);

    /// <summary>What to open for reading. A store that was closed well is read as it lies: no file is made beside it, which another user might be unable to open later.</summary>
    public static string AddressToRead(string path, bool served) => served || File.Exists(path + "-wal") ? path : new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1";

    private static StoreReads Readers(string path, Func<Task> durable, Predicate<ScopedKey> isRecentKey)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 5 }.ToString();
        DbConnection Connect() => new SqliteConnection(connectionString);
        return new(Connect, () =>
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }, durable, isRecentKey);
    }

    private static string[] Scripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void Migrate(SqliteDatabase database)
    {
        var scripts = Scripts();
        var version = database.UserVersion;
        if (version > scripts.Length) throw new StoreException($"The store was written by a newer Scanward (schema {version}, this one knows {scripts.Length}). Use that version, or another data folder.");
        for (; version < scripts.Length; version++)
        {
            using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(scripts[version])!);
            database.Execute($"begin immediate; {text.ReadToEnd()}; pragma user_version = {version + 1}; commit;");
        }
    }
}
