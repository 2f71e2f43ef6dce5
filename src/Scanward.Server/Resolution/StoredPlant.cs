using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>
/// The registry read back as a plant, page by page beside the writer, which waits for nothing. Assets are read before what they name: parts are never taken away, so that nothing
/// dangles though the registry changes meanwhile.
/// </summary>
internal static class StoredPlant
{
    private const int PageAssets = 2000;

    private const int NamedAtOnce = 500;

    /// <summary>From here on it is cheaper to read all assets than to look each up.</summary>
    private const int NamedMost = 5000;

    /// <summary>All that an export holds.</summary>
    /// <param name="siteId">Only this site; null for all.</param>
    /// <param name="report">How many assets have been read.</param>
    public static async Task<Plant> Whole(StoreReads reads, string? siteId, Instant now, Action<int> report, CancellationToken ct)
    {
        var pool = new RegistryPool();
        var assets = new List<AssetProfile>();
        await foreach (var asset in All(reads, pool, ct))
        {
            if (asset.Retired || (siteId is not null && asset.Profile.SiteId != siteId)) continue;
            assets.Add(asset.Profile);
            if (assets.Count % PageAssets == 0) report(assets.Count);
        }

        var plant = await Around(reads, assets, now, pool, ct) with { History = await Failures(reads, [.. assets.Select(asset => asset.AssetId)], ct) };
        return siteId is null ? plant : plant with
        {
            LeavesOutSites = true,
            Sites = [.. plant.Sites.Where(site => site.SiteId == siteId)],
            Rosters = [.. plant.Rosters.Where(roster => roster.SiteId == siteId)],
            Stock = [.. plant.Stock.Where(stock => stock.SiteId == siteId)],
        };
    }

    /// <summary>What CSV files need to know of the registry: all but the assets, and of these the ones that the files concern.</summary>
    /// <param name="siteId">Assets of this site alone; null for all.</param>
    public static async Task<Plant> Known(StoreReads reads, CsvPlantFiles files, string? siteId, Instant now, CancellationToken ct)
    {
        var pool = new RegistryPool();
        var assets = new Dictionary<string, AssetProfile>(StringComparer.Ordinal);
        if (files.Classes.Count > 0 || files.AssetIds.Count > NamedMost)
        {
            await foreach (var (asset, retired) in All(reads, pool, ct))
            {
                if (siteId is not null && asset.SiteId != siteId) continue;
                if (files.AssetIds.Contains(asset.AssetId) || (!retired && files.Classes.Contains(asset.Class))) assets[asset.AssetId] = asset;
            }
        }
        else
        {
            foreach (var ids in files.AssetIds.Chunk(NamedAtOnce))
            {
                foreach (var found in await reads.AssetsNamed(ids, ct))
                {
                    var asset = RegistryJson.ReadProfile(found.Profile, pool);
                    if (siteId is null || asset.SiteId == siteId) assets[asset.AssetId] = asset;
                }
            }
        }

        return await Around(reads, assets.Values, now, pool, ct);
    }

    /// <summary>What failed of these assets before they came to the registry.</summary>
    private static async Task<ImmutableSortedDictionary<string, ImmutableArray<PastFailure>>> Failures(StoreReads reads, HashSet<string> assetIds, CancellationToken ct)
    {
        var failures = new Dictionary<string, List<PastFailure>>(StringComparer.Ordinal);
        for (IReadOnlyList<PastFailureRecord> page = await Page(0, 0); page.Count > 0; page = await Page(page[^1].AssetNo, page[^1].FailureNo))
        {
            foreach (var found in page.Where(found => assetIds.Contains(found.AssetId)))
            {
                var failure = new PastFailure(Instant.FromUnixTimeMilliseconds(found.At), found.FailureMode, found.ClosedAt.ToInstant());
                if (failures.TryGetValue(found.AssetId, out var before)) before.Add(failure);
                else failures[found.AssetId] = [failure];
            }
        }

        return failures.ToImmutableSortedDictionary(asset => asset.Key, asset => asset.Value.ToImmutableArray(), StringComparer.Ordinal);

        Task<IReadOnlyList<PastFailureRecord>> Page(long assetNo, long failureNo) => reads.PastFailuresAfter(assetNo, failureNo, PageAssets, ct);
    }

    /// <summary>Every asset, also those that were retired.</summary>
    private static async IAsyncEnumerable<(AssetProfile Profile, bool Retired)> All(StoreReads reads, RegistryPool pool, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (IReadOnlyList<AssetRecord> page = await reads.AssetsAfter(0, PageAssets, ct); page.Count > 0; page = await reads.AssetsAfter(page[^1].AssetNo, PageAssets, ct))
        {
            foreach (var found in page) yield return (RegistryJson.ReadProfile(found.Profile, pool) with { Revision = 1 }, found.RetiredAt is not null);
        }
    }

    private static async Task<Plant> Around(StoreReads reads, IEnumerable<AssetProfile> assets, Instant now, RegistryPool pool, CancellationToken ct)
    {
        var grounds = (await reads.Sites(ct)).Where(site => site.RetiredAt is null).OrderBy(site => site.SiteId, StringComparer.Ordinal).ToList();
        var rosters = grounds.Select(site => RegistryJson.ReadRoster(site.RosterBody, pool)).Where(roster => !roster.Crews.IsEmpty || !roster.Technicians.IsEmpty);
        return new Plant
        {
            Sites = [.. grounds.Select(site => RegistryJson.ReadSite(site.SiteBody))],
            Assets = [.. assets.OrderBy(asset => asset.AssetId, StringComparer.Ordinal)],
            Rosters = [.. rosters],
            Stock = [.. (await reads.SiteStock(ct)).Where(stock => grounds.Exists(site => site.SiteId == stock.SiteId)).Select(stock => Of(stock, now)).OrderBy(stock => stock.SiteId, StringComparer.Ordinal).ThenBy(stock => stock.PartId, StringComparer.Ordinal)],
            Parts = [.. (await reads.PartNames(ct)).Select(part => new PartDefinition(part.PartId, part.Name, part.Unit)).OrderBy(part => part.PartId, StringComparer.Ordinal)],
        };
    }

    private static Stock Of(SiteStockRecord stock, Instant now) => new()
    {
        SiteId = stock.SiteId,
        PartId = stock.PartId,
        OnHand = stock.OnHand,
        OnOrder = stock.OnOrder,
        SafetyStock = stock.SafetyStock,
        ReorderPoint = stock.ReorderPoint,
        ReorderQuantity = stock.ReorderQuantity,
        LeadTimeDays = stock.LeadTimeDays,
        Eta = stock.Eta.ToInstant(),
        AsOf = now,
    };
}
