using System.Collections.Immutable;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Labels;

/// <summary>What the labels of assets say. Each is read back and looked up before it is printed, and refused where it would not lead to its asset.</summary>
internal sealed class AssetLabels(StoreReads reads, IAssetSource registry, TagReader reader, LabelAddresses addresses)
{
    /// <summary>Faults that are told at once.</summary>
    public const int FaultsMost = 20;

    private const int PageRows = 1_000;

    private readonly RegistryPool pool = new();

    /// <summary>Ids of assets in use that match, oldest first; one more than may be printed where there are too many.</summary>
    public async Task<ImmutableArray<string>> Choose(int siteNo, LabelPick pick, CancellationToken ct)
    {
        List<Filter> filters = [new("(retired_at is not null)", 0)];
        if (pick.Class is { } @class) filters.Add(new("class", @class));
        if (pick.Words is { } words) filters.Add(new(StoreReads.AssetWords, words));
        var chosen = new List<string>();
        for (long? before = null; chosen.Count <= LabelOrderCheck.LabelsMost;)
        {
            var page = await reads.Assets(siteNo, filters, before, PageRows, ct);
            chosen.AddRange(page.Select(a => RegistryJson.ReadProfile(a.Profile, pool).AssetId));
            if (page.Count < PageRows) break;
            before = page[^1].AssetNo;
        }

        chosen.Reverse();
        return [.. chosen];
    }

    /// <param name="siteText">What stands above each id.</param>
    public async Task<(ImmutableArray<LabelContent> Contents, ImmutableArray<LabelFault> Faults)> Read(int siteNo, string siteId, LabelOrder order, ImmutableArray<string> assetIds, string siteText, CancellationToken ct)
    {
        var contents = ImmutableArray.CreateBuilder<LabelContent>(assetIds.Length);
        var faults = ImmutableArray.CreateBuilder<LabelFault>();
        for (var i = 0; i < assetIds.Length && faults.Count < FaultsMost; i++)
        {
            var member = order.Pick is null ? $"assets/{i}" : "all";
            var found = await reads.Asset(siteNo, assetIds[i], ct);
            if (found is null) faults.Add(new NoSuchAsset(member, assetIds[i]));
            else if (found.RetiredAt is not null) faults.Add(new AssetIsRetired(member, assetIds[i]));
            else
            {
                var (content, fault) = await Say(found, siteId, order, member, ct);
                if (fault is not null) faults.Add(fault);
                else contents.Add(content! with { SiteText = siteText });
            }
        }

        return (contents.ToImmutable(), faults.ToImmutable());
    }

    private async Task<(LabelContent? Content, LabelFault? Fault)> Say(AssetRecord found, string siteId, LabelOrder order, string member, CancellationToken ct)
    {
        var asset = RegistryJson.ReadProfile(found.Profile, pool);
        var why = "";
        foreach (var tag in Candidates(asset))
        {
            var content = order.Symbol == SymbolKind.Qr ? addresses.Of(tag, order.Host) ?? tag : tag;
            if (await WhyNot(content, found.AssetNo, siteId, ct) is { } not)
            {
                if (why.Length == 0) why = not;
                continue;
            }

            return (new(content, asset.AssetId, tag)
            {
                Name = order.WithName && asset.Name != asset.AssetId ? LabelText.Clean(asset.Name) : "",
                Location = order.WithLocation ? LabelText.Clean(asset.Location) : "",
            }, null);
        }

        return (null, new LeadsElsewhere(member, asset.AssetId, why));
    }

    /// <summary>Our own ids that it wears come first: they have a check character, and stay though the asset is given another id. Then its id, then whatever else it wears.</summary>
    private IEnumerable<string> Candidates(AssetProfile asset)
    {
        var worn = asset.Tags.Select(raw => reader.Read(raw)).OfType<Tag>().ToList();
        return worn.Where(t => t.Kind == TagKind.Own).Select(t => t.Canonical).Append(asset.AssetId).Concat(worn.Where(t => t.Kind == TagKind.Alias).Select(t => t.Canonical));
    }

    /// <summary>Why a symbol with this content would not lead to the asset; null where it does.</summary>
    private async Task<string?> WhyNot(string content, long assetNo, string siteId, CancellationToken ct)
    {
        if (content.Any(c => c is < ' ' or > '~')) return "it has characters that symbols cannot hold.";
        return reader.Read(content) switch
        {
            TagFault fault => $"it cannot be read ({fault.Code}).",
            Tag tag => await registry.FindAsset(new AssetQuery(siteId, null, tag.Key), ct) switch
            {
                AssetFound at when at.AssetNo == assetNo => null,
                AssetFound at => $"it is read as {tag.Key}, which belongs to {at.Profile.AssetId}.",
                _ => $"it is read as {tag.Key}, which leads nowhere.",
            },
            var other => throw new InvalidOperationException($"A reading of a tag is not {other}."),
        };
    }
}
