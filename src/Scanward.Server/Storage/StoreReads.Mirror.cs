namespace Scanward.Server.Storage;

/// <content>What other systems own.</content>
internal sealed partial class StoreReads
{
    private const string MirroredColumns = "select asset_no, site_no, asset_id, revision, profile, connector, external_id, retired_at from asset";

    /// <summary>The connector's assets of these ids of its own.</summary>
    public Task<IReadOnlyList<MirroredRecord>> Mirrored(string connector, IEnumerable<string> externalIds, CancellationToken ct) =>
        List<MirroredRecord>($"{MirroredColumns} where connector = @connector and external_id in @externalIds", new { connector, externalIds }, ct);

    /// <summary>Assets of these ids, whoever owns them and wherever they are.</summary>
    public Task<IReadOnlyList<MirroredRecord>> AssetsNamed(IEnumerable<string> assetIds, IEnumerable<int> siteNos, CancellationToken ct) =>
        List<MirroredRecord>($"{MirroredColumns} where site_no in @siteNos and asset_id in @assetIds", new { assetIds, siteNos }, ct);

    public Task<IReadOnlyList<SyncRecord>> Syncs(string connector, CancellationToken ct) => List<SyncRecord>(
        "select kind, pull, is_full, cursor, changed_since, began_at, finished_at, done, changed, total, error, since from sync where connector = @connector order by kind", new { connector }, ct);

    public Task<IReadOnlyList<ConflictRecord>> Conflicts(string connector, int siteNo, string after, int most, CancellationToken ct) => List<ConflictRecord>(
        """
        select subject, code, detail, first_at, last_at from sync_conflict
        where connector = @connector and (@siteNo = 0 or site_no is null or site_no = @siteNo) and subject > @after order by subject limit @most
        """, new { connector, siteNo, after, most }, ct);

    public async Task<long> CountConflicts(string connector, CancellationToken ct) => await First<long>("select count(*) from sync_conflict where connector = @connector", new { connector }, ct);

    /// <summary>How many assets the connector owns, and how many of them the pull has not seen.</summary>
    public async Task<(long Owned, long Unseen)> CountOwned(string connector, long pull, CancellationToken ct)
    {
        var owned = await First<long>("select count(*) from asset where connector = @connector and external_id is not null and retired_at is null", new { connector }, ct);
        return (owned, await First<long>("select count(*) from asset where connector = @connector and external_id is not null and retired_at is null and coalesce(seen_sync, 0) < @pull", new { connector, pull }, ct));
    }

    public Task<DispatchedRecord?> Dispatched(string connector, string externalId, CancellationToken ct) => LookUp<DispatchedRecord>(
        $"{DispatchedColumns} where d.connector = @connector and d.external_id = @externalId and d.operation = 'create'", new { connector, externalId }, ct);

    /// <summary>Open work orders that the connector knows, those first that were not seen for the longest time.</summary>
    public Task<IReadOnlyList<DispatchedRecord>> OpenDispatched(string connector, IEnumerable<int> siteNos, int most, CancellationToken ct) => List<DispatchedRecord>(
        $"""
        {DispatchedColumns} where w.site_no in @siteNos and w.state < 6 and d.connector = @connector and d.operation = 'create'
        order by coalesce(d.seen_at, 0), d.work_order_id limit @most
        """, new { connector, siteNos, most }, ct);

    private const string DispatchedColumns =
        """
        select w.work_order_id, w.site_no, w.state, d.external_id,
               exists (select 1 from outbox where work_order_id = w.work_order_id) or exists (select 1 from outbox_wait where work_order_id = w.work_order_id) as pending
        from work_order w join dispatch d on d.work_order_id = w.work_order_id
        """;
}
