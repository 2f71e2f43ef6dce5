using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>
/// Sites, assets with their tags, crews and technicians. An entry is made of what is set in it, with the members of the plant file; a change is a merge patch (RFC 7396): members given replace,
/// null removes, objects go into each other.
/// </content>
public sealed partial class ScanwardClient
{
    /// <summary>Assets, newest first.</summary>
    /// <param name="q">Words, each of which stands in the id or the name.</param>
    public IAsyncEnumerable<AssetRow> ListAssets(
        string? assetId = null, string? @class = null, string? name = null, int? criticality = null, string? state = null, string? q = null, CancellationToken ct = default) =>
        List("/api/v1/assets", Query(("asset_id", assetId), ("class", @class), ("name", name), ("criticality", Text(criticality)), ("state", state), ("q", q)), Types.PageAssetRow, ct);

    /// <summary>One asset.</summary>
    public Task<Versioned<Asset>> GetAsset(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/assets/{Id(id)}", Types.Asset, ct);

    /// <summary>Makes an asset; scans that waited for it are routed.</summary>
    public Task<Versioned<Asset>> MakeAsset(string id, Asset entry, CancellationToken ct = default) => Put($"/api/v1/assets/{Id(id)}", Bytes(entry, Types.Asset), null, Types.Asset, ct);

    /// <summary>Changes an asset.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<Asset>> ChangeAsset(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/assets/{Id(id)}", etag, change, Types.Asset, ct);

    /// <summary>The tags that it wears, then those that it has worn.</summary>
    public async Task<IReadOnlyList<TagPast>> ListTags(string id, CancellationToken ct = default) => (await Get($"/api/v1/assets/{Id(id)}/tags", Types.TagList, ct).ConfigureAwait(false)).Items;

    /// <summary>One tag more; scans that waited for it are routed.</summary>
    public async Task<Versioned<Asset>> AddTag(string id, NewTag tag, CancellationToken ct = default) => (await Post($"/api/v1/assets/{Id(id)}/tags", Bytes(tag, Types.NewTag), ct).ConfigureAwait(false)).AsVersioned(Types.Asset);

    /// <summary>One tag less.</summary>
    public async Task<Versioned<Asset>> RetireTag(string id, RetiredTag tag, CancellationToken ct = default) =>
        (await Post($"/api/v1/assets/{Id(id)}/tags/retire", Bytes(tag, Types.RetiredTag), ct).ConfigureAwait(false)).AsVersioned(Types.Asset);

    /// <summary>Takes an asset out of use.</summary>
    public async Task<Versioned<Asset>> RetireAsset(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/assets/{Id(id)}/retire", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).AsVersioned(Types.Asset);

    /// <summary>The site of the key.</summary>
    public IAsyncEnumerable<Site> ListSites(CancellationToken ct = default) => List("/api/v1/sites", "", Types.PageSite, ct);

    /// <summary>One site.</summary>
    public Task<Versioned<Site>> GetSite(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/sites/{Id(id)}", Types.Site, ct);

    /// <summary>Makes a site, with a key for all sites.</summary>
    public Task<Versioned<Site>> MakeSite(string id, Site entry, CancellationToken ct = default) => Put($"/api/v1/sites/{Id(id)}", Bytes(entry, Types.Site), null, Types.Site, ct);

    /// <summary>Changes a site.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<Site>> ChangeSite(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/sites/{Id(id)}", etag, change, Types.Site, ct);

    /// <summary>Takes a site out of use, with a key for all sites; with anything left there that is refused.</summary>
    public async Task<Retired> RetireSite(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/sites/{Id(id)}/retire", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Retired);

    /// <summary>Crews, in order of their ids.</summary>
    public IAsyncEnumerable<Crew> ListCrews(CancellationToken ct = default) => List("/api/v1/crews", "", Types.PageCrew, ct);

    /// <summary>One crew.</summary>
    public Task<Versioned<Crew>> GetCrew(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/crews/{Id(id)}", Types.Crew, ct);

    /// <summary>Makes a crew.</summary>
    public Task<Versioned<Crew>> MakeCrew(string id, Crew entry, CancellationToken ct = default) => Put($"/api/v1/crews/{Id(id)}", Bytes(entry, Types.Crew), null, Types.Crew, ct);

    /// <summary>Changes a crew.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<Crew>> ChangeCrew(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/crews/{Id(id)}", etag, change, Types.Crew, ct);

    /// <summary>Takes a crew out of use; with technicians or open work that is refused.</summary>
    public async Task<Retired> RetireCrew(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/crews/{Id(id)}/retire", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Retired);

    /// <summary>Brings a plant, or a part of one, into the registry: all of it or, with any fault, nothing. The same plant twice changes nothing.</summary>
    /// <param name="dryRun">Only checks.</param>
    /// <param name="delimiter"><c>comma</c>, <c>semicolon</c> or <c>tab</c>, where the headers of CSV files do not tell.</param>
    public async Task<PlantImport> ImportPlant(PlantFile plant, bool? dryRun = null, string? delimiter = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(plant);
        var path = $"/api/v1/plant{Query(("dry_run", dryRun is { } only ? only ? "true" : "false" : null), ("delimiter", delimiter))}";
        return (await transport.Send(new(HttpMethod.Post, path) { Body = plant.Content, MediaType = plant.MediaType, IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.PlantImport);
    }

    /// <summary>The registry as a plant file, or as a ZIP of CSV files.</summary>
    /// <param name="format"><c>yaml</c> or <c>csv</c>.</param>
    public async Task<byte[]> ExportPlant(string? format = null, CancellationToken ct = default) => (await Get($"/api/v1/plant{Query(("format", format))}", ct).ConfigureAwait(false)).AsBytes();

    /// <summary>Technicians, in order of their ids.</summary>
    public IAsyncEnumerable<Technician> ListTechnicians(string? crew = null, string? skill = null, string? role = null, string? q = null, CancellationToken ct = default) =>
        List("/api/v1/technicians", Query(("crew", crew), ("skill", skill), ("role", role), ("q", q)), Types.PageTechnician, ct);

    /// <summary>One technician.</summary>
    public Task<Versioned<Technician>> GetTechnician(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/technicians/{Id(id)}", Types.Technician, ct);

    /// <summary>Makes a technician.</summary>
    public Task<Versioned<Technician>> MakeTechnician(string id, Technician entry, CancellationToken ct = default) =>
        Put($"/api/v1/technicians/{Id(id)}", Bytes(entry, Types.Technician), null, Types.Technician, ct);

    /// <summary>Changes a technician.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<Technician>> ChangeTechnician(string id, string etag, JsonObject change, CancellationToken ct = default) =>
        Change($"/api/v1/technicians/{Id(id)}", etag, change, Types.Technician, ct);

    /// <summary>Takes a technician off the roster; with open work that is refused.</summary>
    public async Task<Retired> RetireTechnician(string id, Reason why, CancellationToken ct = default) =>
        (await Post($"/api/v1/technicians/{Id(id)}/retire", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Retired);

    private Task<Versioned<T>> Change<T>(string path, string etag, JsonObject change, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct) =>
        Patch(path, etag, Bytes(change, Types.JsonObject), type, ct);
}
