using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Storage;

/// <summary>What the file of a store is like.</summary>
/// <param name="Damage">What is wrong with it; null where nothing is.</param>
/// <param name="LastId">The largest id ever given out; null where none was, or the schema is another than this program's.</param>
internal sealed record StoreHealth(Version Library, int Schema, string? Damage, long WalBytes, long? LastId)
{
    /// <param name="served">Whether a process works on it.</param>
    /// <param name="deep">Whether indexes are read too.</param>
    /// <exception cref="StoreException">It cannot be read at all.</exception>
    public static StoreHealth Of(string path, bool served, bool deep)
    {
        using var database = SqliteDatabase.OpenForReading(Store.AddressToRead(path, served));
        var damage = database.Damage(deep);
        var wal = new FileInfo(path + "-wal");
        return new(
            Version.Parse(SqliteDatabase.LibraryVersion), database.UserVersion, damage, wal.Exists ? wal.Length : 0,
            damage is null && database.UserVersion == Store.KnownSchema ? StoreLook.LastIdOf(database) : null);
    }
}
