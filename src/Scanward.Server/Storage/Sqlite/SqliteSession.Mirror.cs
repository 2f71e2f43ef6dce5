using NodaTime;

namespace Scanward.Server.Storage.Sqlite;

/// <content>What other systems own.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement saveOrigin = null!, readUnseen = null!, saveStockAsOf = null!, saveSync = null!, saveConflict = null!, endConflict = null!;

    public void SaveOrigin(long assetNo, string connector, string externalId, Instant asOf, long? pull) =>
        saveOrigin.Bind(connector).Bind(externalId).Bind(asOf.Ms()).Bind(pull).Bind(assetNo).Run();

    public List<(int SiteNo, long AssetNo, string AssetId)> ReadUnseen(string connector, long pull, int most)
    {
        var unseen = new List<(int, long, string)>();
        readUnseen.Bind(connector).Bind(pull).Bind(most);
        while (readUnseen.Step()) unseen.Add((readUnseen.Int(0), readUnseen.Long(1), readUnseen.Text(2)));
        return unseen;
    }

    public void SaveStockAsOf(int siteNo, string partId, Instant asOf) => saveStockAsOf.Bind(asOf.Ms()).Bind(siteNo).Bind(partId).Run();

    public void SaveSync(SyncRow row) => saveSync.Bind(row.Connector).Bind(row.Kind).Bind(row.Pull).Bind(row.IsFull ? 1 : 0).Bind(row.Cursor).Bind(row.ChangedSince.Ms()).Bind(row.BeganAt.Ms())
        .Bind(row.FinishedAt.Ms()).Bind(row.Done).Bind(row.Changed).Bind(row.Total).Bind(row.Error).Bind(row.Since.Ms()).Run();

    public void SaveConflict(ConflictRow row, Instant at) => saveConflict.Bind(row.Connector).Bind(row.Subject).Bind(row.SiteNo).Bind(row.Code).Bind(row.Detail).Bind(at.Ms()).Run();

    public void EndConflict(string connector, string subject) => endConflict.Bind(connector).Bind(subject).Run();

    private void PrepareMirror()
    {
        saveOrigin = database.Prepare("update asset set connector = ?1, external_id = ?2, as_of = ?3, seen_sync = coalesce(?4, seen_sync) where asset_no = ?5");
        readUnseen = database.Prepare(
            "select site_no, asset_no, asset_id from asset where connector = ? and external_id is not null and retired_at is null and coalesce(seen_sync, 0) < ? order by asset_no limit ?");
        saveStockAsOf = database.Prepare("update stock set as_of = ? where site_no = ? and part_id = ?");
        saveSync = database.Prepare(
            """
            insert into sync (connector, kind, pull, is_full, cursor, changed_since, began_at, finished_at, done, changed, total, error, since) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (connector, kind) do update set pull = excluded.pull, is_full = excluded.is_full, cursor = excluded.cursor, changed_since = excluded.changed_since,
              began_at = excluded.began_at, finished_at = excluded.finished_at, done = excluded.done, changed = excluded.changed, total = excluded.total, error = excluded.error, since = excluded.since
            """);
        saveConflict = database.Prepare(
            """
            insert into sync_conflict (connector, subject, site_no, code, detail, first_at, last_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?6)
            on conflict (connector, subject) do update set site_no = excluded.site_no, code = excluded.code, detail = excluded.detail, last_at = excluded.last_at
            """);
        endConflict = database.Prepare("delete from sync_conflict where connector = ? and subject = ?");
    }
}
