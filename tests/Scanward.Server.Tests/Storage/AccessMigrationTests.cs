using Microsoft.Data.Sqlite;
using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.Tests.Storage;

/// <summary>Keys made before there were roles open the same doors as a device's.</summary>
public sealed class AccessMigrationTests
{
    [Fact]
    public async Task Open_OfAStoreFromBefore_KeepsItsKeysAsDevices()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("scanward-test-").FullName, "scanward.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            foreach (var script in (string[])["001-foundation.sql", "002-daily-life.sql"])
            {
                using var text = new StreamReader(typeof(Store).Assembly.GetManifestResourceStream($"Scanward.Server.Storage.Schema.{script}")!);
                Execute(connection, await text.ReadToEndAsync());
            }

            Execute(connection, "insert into site (site_id, code, name, site_hash, roster_hash) values ('north', 'N', 'North', '', '')");
            Execute(connection, "insert into device_key values (7, x'01', 1, 'gate', 1000, null), (8, x'02', 1, 'lost', 1000, 2000)");
            Execute(connection, "pragma user_version = 2");
        }

        var store = Store.Open(path, new StoreFigures(TimeProvider.System));
        try
        {
            var keys = await store.Reads.Keys(0, [], null, 10, default);
            Assert.Equal([(8, 1, 1, "lost", (long?)2000), (7, 1, 1, "gate", null)], keys.Select(k => (k.KeyId, k.SiteNo, k.Role, k.Name, k.RevokedAt)));
            Assert.Equal([7, 8], (await store.Reads.KeySecrets(default)).OrderBy(s => s.KeyHash[0]).Select(s => s.KeyId));
        }
        finally
        {
            store.Reads.Dispose();
            store.Flusher.Dispose();
            store.Session.Dispose();
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
