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

    /// <summary>What failed before the assets came to the registry, in order of their numbers and then oldest first, after the given one.</summary>
    public Task<IReadOnlyList<PastFailureRecord>> PastFailuresAfter(long assetNo, long failureNo, int most, CancellationToken ct) => List<PastFailureRecord>(
        """
        select p.asset_no, p.failure_no, a.asset_id, p.at, p.failure_mode, p.closed_at
        from past_failure p join asset a on a.asset_no = p.asset_no
        where (p.asset_no, p.failure_no) > (@assetNo, @failureNo) order by p.asset_no, p.failure_no limit @most
        """, new { assetNo, failureNo, most }, ct);

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

internal sealed class PastFailureRecord
{
    public long AssetNo { get; init; }

    public long FailureNo { get; init; }

    public string AssetId { get; init; } = "";

    public long At { get; init; }

    public string FailureMode { get; init; } = "";

    public long? ClosedAt { get; init; }
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
