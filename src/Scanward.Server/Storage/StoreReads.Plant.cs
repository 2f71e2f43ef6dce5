namespace Scanward.Server.Storage;

/// <content>The registry as a whole, page by page, for export and for imports that say only a part of it.</content>
internal sealed partial class StoreReads
{
    public Task<IReadOnlyList<PartNameRecord>> PartNames(CancellationToken ct) => List<PartNameRecord>("select part_id, name, unit from part order by part_id", null, ct);

    public Task<IReadOnlyList<SiteStockRecord>> SiteStock(CancellationToken ct) => List<SiteStockRecord>(
        """
        select s.site_id, k.site_no, k.part_id, k.on_hand, k.on_order, k.safety_stock, k.reorder_point, k.reorder_quantity, k.lead_time_days, k.eta
        from stock k join site s on s.site_no = k.site_no order by s.site_id, k.part_id
        """, null, ct);

    /// <summary>Assets after the given one, in order of their numbers, also those that were retired.</summary>
    public Task<IReadOnlyList<AssetRecord>> AssetsAfter(long assetNo, int most, CancellationToken ct) => List<AssetRecord>(
        "select asset_no, site_no, profile, retired_at from asset where asset_no > @assetNo order by asset_no limit @most", new { assetNo, most }, ct);

    /// <summary>As <see cref="AssetsAfter"/>, without those that were retired.</summary>
    public Task<IReadOnlyList<AssetRecord>> AssetsInUse(long assetNo, int most, CancellationToken ct) => List<AssetRecord>(
        "select asset_no, site_no, profile from asset where asset_no > @assetNo and retired_at is null order by asset_no limit @most", new { assetNo, most }, ct);

    /// <summary>Assets of these ids at any site, also those that were retired.</summary>
    public Task<IReadOnlyList<AssetRecord>> AssetsNamed(IReadOnlyCollection<string> assetIds, CancellationToken ct) => List<AssetRecord>(
        "select asset_no, site_no, profile, retired_at from asset where site_no in (select site_no from site) and asset_id in @assetIds", new { assetIds }, ct);
}

internal sealed class PartNameRecord
{
    public string PartId { get; init; } = "";

    public string Name { get; init; } = "";

    public string Unit { get; init; } = "";
}

internal sealed class SiteStockRecord
{
    public string SiteId { get; init; } = "";

    public int SiteNo { get; init; }

    public string PartId { get; init; } = "";

    public int OnHand { get; init; }

    public int OnOrder { get; init; }

    public int SafetyStock { get; init; }

    public int? ReorderPoint { get; init; }

    public int? ReorderQuantity { get; init; }

    public int? LeadTimeDays { get; init; }

    public long? Eta { get; init; }
}
