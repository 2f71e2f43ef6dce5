using Microsoft.Data.Sqlite;
using Scanward.Server.Storage.Sqlite;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Storage;

/// <summary>Pages go back into the database file beside a writer that never stops: nothing is lost or torn, and the WAL stays bounded.</summary>
public sealed class CheckpointerTests
{
    private const int DuePages = 400;
    private const int Accounts = 500;
    private const int PageBytes = 4096;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Commits_AreKept_AndReadersSeeEachOfThemWhole(int seed)
    {
        using var folder = new TempFolder();
        var path = folder["some.db"];
        using var ended = new CancellationTokenSource();
        Task<int>[] readers;
        var balances = new long[Accounts];
        var (largest, begunAnew) = (0L, 0);
        using (var database = Open(path))
        {
            using var checkpointer = new Checkpointer(database, DuePages);
            readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => ReadUntil(path, ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            var random = new Random(seed);
            for (var transfer = 0; transfer < 4_000; transfer++)
            {
                var (from, to, amount) = (random.Next(Accounts), random.Next(Accounts), random.Next(100));
                balances[from] -= amount;
                balances[to] += amount;
                database.Execute($"begin immediate; update account set balance = balance - {amount} where id = {from}; update account set balance = balance + {amount} where id = {to}; commit");
                checkpointer.Advance();
                if (random.Next(500) == 0) Assert.True(IdleUntilDone(checkpointer));
                var before = largest;
                largest = Math.Max(largest, new FileInfo($"{path}-wal").Length);
                if (largest == before && database.PagesWritten < 4) begunAnew++;
            }

            await ended.CancelAsync();
            Assert.True((await Task.WhenAll(readers)).Min() > 0);
            Assert.True(largest <= 4L * 2 * DuePages * (PageBytes + 24) + 32, $"The WAL grew to {largest} bytes.");
            Assert.True(begunAnew > 3, $"The WAL was begun anew {begunAnew} times.");
        }

        Assert.Equal("ok", Read(path, "pragma integrity_check"));
        Assert.Equal(string.Join(',', balances), Read(path, "select group_concat(balance) from (select balance from account order by id)"));
    }

    [Fact]
    public void Reader_WhoKeepsAnOldState_HoldsPagesBack_UntilItEnds()
    {
        using var folder = new TempFolder();
        var path = folder["some.db"];
        using var database = Open(path);
        using var checkpointer = new Checkpointer(database, DuePages);
        using (var reader = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False"))
        {
            reader.Open();
            using var snapshot = reader.BeginTransaction(deferred: true);
            Assert.Equal("0", Scalar(reader, "select balance from account where id = 1"));
            for (var n = 0; n < 3 * DuePages; n++)
            {
                database.Execute("update account set balance = balance + 1 where id = 1");
                checkpointer.Advance();
            }

            Assert.Equal("0", Scalar(reader, "select balance from account where id = 1"));
        }

        Assert.True(IdleUntilDone(checkpointer));
        database.Execute("update account set balance = balance + 1 where id = 2");
        Assert.Equal(1, FramesInWal(path));
    }

    private static SqliteDatabase Open(string path)
    {
        var database = SqliteDatabase.OpenForWriting(path);
        database.Execute("create table account (id integer primary key, balance integer not null, rest blob not null)");
        database.Execute($"with recursive n(i) as (select 0 union all select i + 1 from n where i < {Accounts - 1}) insert into account select i, 0, zeroblob(1500) from n");
        return database;
    }

    /// <summary>As the writer does where there is nothing to write.</summary>
    private static bool IdleUntilDone(Checkpointer checkpointer) => SpinWait.SpinUntil(() => !checkpointer.BringBack(), TimeSpan.FromSeconds(30));

    /// <summary>Money moves, but none comes or goes.</summary>
    private static int ReadUntil(string path, CancellationToken ended)
    {
        var reads = 0;
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        while (!ended.IsCancellationRequested)
        {
            Assert.Equal("0", Scalar(connection, "select sum(balance) from account"));
            reads++;
        }

        return reads;
    }

    /// <summary>Frames of the WAL that belong to its present salt, the bytes 16 to 24 of its header and 8 to 16 of each frame (sqlite.org/walformat.html).</summary>
    private static int FramesInWal(string path)
    {
        using var file = new FileStream($"{path}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var salt = bytes.AsSpan(16, 8).ToArray();
        var frames = 0;
        for (var at = 32; at + 24 <= bytes.Length && bytes.AsSpan(at + 8, 8).SequenceEqual(salt); at += 24 + PageBytes) frames++;
        return frames;
    }

    private static string? Read(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return Scalar(connection, sql);
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
