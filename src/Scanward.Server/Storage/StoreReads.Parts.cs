namespace Scanward.Server.Storage;

/// <content>Parts with their stock at one site, and the ledger behind it.</content>
internal sealed partial class StoreReads
{
    private const string PartColumns =
        """
        p.part_no, p.part_id, p.name, p.unit, k.on_hand, k.reserved, k.on_order, k.safety_stock, k.reorder_point, k.reorder_quantity, k.lead_time_days, k.eta
        """;

    public Task<IReadOnlyList<PartRecord>> Parts(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) => Page<PartRecord>(
        $"select {PartColumns} from part p left join stock k on k.part_id = p.part_id and k.site_no = @siteNo", "@siteNo", "p.part_no", siteNo, filters, before, most, ct);

    public Task<PartRecord?> Part(int siteNo, string partId, CancellationToken ct) => First<PartRecord>(
        $"select {PartColumns} from part p left join stock k on k.part_id = p.part_id and k.site_no = @siteNo where p.part_id = @partId", new { siteNo, partId }, ct);

    public Task<IReadOnlyList<StockMoveRecord>> StockMoves(int siteNo, string partId, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<StockMoveRecord>("select * from stock_move", "site_no", "move_id", siteNo, [.. filters, new("part_id", partId)], before, most, ct);

    public Task<IReadOnlyList<ReplenishmentRecord>> Replenishments(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<ReplenishmentRecord>("select * from replenishment", "site_no", "replenishment_id", siteNo, filters, before, most, ct);

    public Task<ReplenishmentRecord?> Replenishment(int siteNo, long replenishmentId, CancellationToken ct) => First<ReplenishmentRecord>(
        "select * from replenishment where replenishment_id = @replenishmentId and site_no = @siteNo", new { siteNo, replenishmentId }, ct);

    /// <summary>What the site has sent, and what is sent to it.</summary>
    public Task<IReadOnlyList<TransferRecord>> Transfers(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) => Page<TransferRecord>(
        "select t.*, f.site_id as from_site, o.site_id as to_site from transfer t join site f on f.site_no = t.from_site_no join site o on o.site_no = t.to_site_no",
        "(t.from_site_no = @siteNo or t.to_site_no = @siteNo) and @siteNo", "t.transfer_id", siteNo, filters, before, most, ct);

    /// <summary>The tags that an asset wears, then those that it has worn, latest first.</summary>
    public Task<IReadOnlyList<TagRecord>> TagsOf(long assetNo, CancellationToken ct) => List<TagRecord>(
        """
        select tag_key, raw, since, null as until, null as reason, null as actor from tag where asset_no = @assetNo
        union all
        select tag_key, raw, since, until, reason, actor from tag_past where asset_no = @assetNo
        order by until desc nulls first, tag_key
        """, new { assetNo }, ct);

    /// <summary>Parts of which more is available than when the work that waits for them was last routed.</summary>
    public Task<IReadOnlyList<RecheckRecord>> Rechecks(long untilMs, CancellationToken ct) => List<RecheckRecord>(
        "select site_no, part_id from recheck where since <= @untilMs order by since", new { untilMs }, ct);

    /// <summary>Parts that any work order waits for.</summary>
    public Task<IReadOnlyList<RecheckRecord>> WaitedFor(CancellationToken ct) => List<RecheckRecord>(
        "select distinct site_no, part_id from work_order_part where state in (2, 3) order by site_no, part_id", null, ct);
}
