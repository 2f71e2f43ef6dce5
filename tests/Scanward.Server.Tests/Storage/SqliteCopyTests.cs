using Scanward.Server.Storage.Sqlite;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Storage;

/// <summary>A copy that is made while the store is written is the store as it stands when the copy ends.</summary>
public sealed class SqliteCopyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Copy_BesideCommitsRollbacksAndCheckpoints_IsWhatTheStoreHolds(int seed)
    {
        using var folder = new TempFolder();
        var random = new Random(seed);
        string expected;
        using (var database = SqliteDatabase.OpenForWriting(folder["some.db"]))
        {
            using var checkpointer = new Checkpointer(database, duePages: 200);
            database.Execute("pragma cache_size = 20"); // so that large changes reach the WAL before they are committed or taken back
            database.Execute("create table thing (id integer primary key, size integer not null, body blob not null); create index thing_size on thing (size)");
            for (var i = 0; i < 300; i++) Change(database, random);
            using (var copy = new SqliteCopy(database, folder["copy.db"]))
            {
                for (var step = 0; copy.Step(random.Next(1, 6)).Left > 0; step++)
                {
                    for (var i = step < 200 ? random.Next(3) : 0; i > 0; i--) Change(database, random);
                    checkpointer.Advance();
                }
            }

            SqliteDatabase.Seal(folder["copy.db"]);
            expected = Content(database);
            Change(database, random); // what comes after is not in it
        }

        using var copied = SqliteDatabase.OpenForReading(folder["copy.db"]);
        Assert.Equal(expected, Content(copied));
        Assert.Null(copied.Damage(deep: true));
        Assert.False(File.Exists(folder["copy.db-wal"]));
    }

    [Fact]
    public void Copy_ThatIsGivenUp_LeavesTheStoreAlone()
    {
        using var folder = new TempFolder();
        using var database = SqliteDatabase.OpenForWriting(folder["some.db"]);
        database.Execute("create table thing (id integer primary key, size integer not null, body blob not null)");
        for (var i = 0; i < 100; i++) Change(database, new Random(i));
        using (var copy = new SqliteCopy(database, folder["copy.db"])) Assert.True(copy.Step(2).Left > 0);
        database.Execute("insert into thing (size, body) values (1, x'00')");
        Assert.Null(database.Damage(deep: true));
    }

    /// <summary>Some rows come, change and go; now and then all of it is taken back, a large one after it has reached the WAL.</summary>
    private static void Change(SqliteDatabase database, Random random)
    {
        database.Execute("begin immediate");
        var size = random.Next(30) == 0 ? 300_000 : random.Next(1, 9_000);
        database.Execute($"insert into thing (size, body) values ({size}, randomblob({size}))");
        database.Execute($"update thing set body = randomblob(size / 2) where id % 17 = {random.Next(17)}");
        database.Execute($"delete from thing where id % 11 = {random.Next(60)}");
        database.Execute(random.Next(6) == 0 ? "rollback" : "commit");
    }

    private static string Content(SqliteDatabase database)
    {
        using var rows = database.Prepare("select id, size, hex(body) from thing order by id");
        var all = new System.Text.StringBuilder();
        while (rows.Step()) all.Append(rows.Long(0)).Append(' ').Append(rows.Long(1)).Append(' ').Append(rows.Text(2)).Append('\n');
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(all.ToString())));
    }
}
