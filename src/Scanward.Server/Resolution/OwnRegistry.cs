using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>The registry that comes with Scanward: the store itself, so what it says of its own assets is true now.</summary>
internal sealed class OwnRegistry(StoreReads reads, Sites sites, ServerClock clock) : IAssetSource
{
    private readonly RegistryPool pool = new();

    public string Name => "the registry";

    public async Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct)
    {
        if (sites.NumberOf(query.SiteId) is not { } siteNo) return new AssetUnknown();
        var asOf = clock.Now();
        var tagKey = query.TagKey ?? TagKind.Alias.KeyOf(query.AssetId!);
        var assetId = query.AssetId ?? AliasText(query.TagKey!);
        var asset = query.AssetId is null
            ? await reads.AssetByTag(siteNo, tagKey, ct) ?? await ById(siteNo, assetId, ct)
            : await ById(siteNo, assetId, ct) ?? await reads.AssetByTag(siteNo, tagKey, ct);
        if (asset is not null) return new AssetFound(asset.AssetNo, RegistryJson.ReadProfile(asset.Profile, pool), asset.AsOf is { } ms ? Instant.FromUnixTimeMilliseconds(ms) : asOf) { Connector = asset.Connector };
        if (await reads.AssetElsewhere(siteNo, assetId, tagKey, ct)) return new AssetElsewhere();
        return await reads.IsBlankTag(siteNo, tagKey, ct) ? new TagUnclaimed() : new AssetUnknown();
    }

    private async Task<AssetRecord?> ById(int siteNo, string? assetId, CancellationToken ct) =>
        assetId is null ? null : await reads.AssetInUse(siteNo, assetId, ct);

    /// <summary>A plain barcode may simply hold the asset's id.</summary>
    private static string? AliasText(string tagKey) =>
        tagKey.StartsWith(TagKind.Alias.KeyOf(""), StringComparison.Ordinal) ? tagKey[TagKind.Alias.KeyOf("").Length..] : null;
}
