using System.Collections.Immutable;
using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Storage;

/// <summary>What a look into the file of a store finds, without a session.</summary>
/// <param name="Damage">What is wrong with the file itself; null where nothing is.</param>
internal sealed record StoreLook(int Schema, string? Damage, long? LastId, ImmutableSortedDictionary<string, long> Rows)
{
    private static readonly string[] counted = ["access_key", "asset", "audit", "dead_letter", "decision", "scan", "site", "stock_move", "work_order"];

    /// <summary>Reads every page and index.</summary>
    /// <param name="report">Told the table that is counted next; null while pages are read.</param>
    public static StoreLook At(string path, Action<string?> report, CancellationToken ct)
    {
        using var database = SqliteDatabase.OpenForReading(path);
        report(null);
        var damage = database.Damage(deep: true);
        var rows = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var table in counted)
        {
            ct.ThrowIfCancellationRequested();
            report(table);
            rows[table] = database.Number($"select count(*) from {table}") ?? 0;
        }

        return new(database.UserVersion, damage, LastIdOf(database), rows.ToImmutable());
    }

    /// <summary>The largest id ever given out; null where none was.</summary>
    public static long? LastIdOf(SqliteDatabase database) => new[]
    {
        ("scan", "scan_id"), ("decision", "decision_id"), ("work_order", "work_order_id"), ("replenishment", "replenishment_id"), ("dead_letter", "dead_letter_id"), ("stock_move", "move_id"),
        ("transfer", "transfer_id"), ("outbox", "outbox_id"), ("outbox_wait", "outbox_id"), ("attempt", "attempt_id"), ("photo", "photo_id"),
    }
    .Where(t => database.Number($"select count(*) from sqlite_schema where name = '{t.Item1}'") > 0) // a backup may be older than some
    .Max(t => database.Number($"select max({t.Item2}) from {t.Item1}"));
}
