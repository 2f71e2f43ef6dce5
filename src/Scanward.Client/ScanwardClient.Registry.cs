using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>
/// Sites, assets with their tags, crews and technicians: their entries are those of a plant file, as JSON, so that whatever a plant file can say goes through here.
/// </content>
public sealed partial class ScanwardClient
{
    /// <param name="filters">By name: <c>asset_id</c>, <c>class</c>, <c>name</c>, <c>criticality</c>, <c>state</c>, <c>q</c>.</param>
    public IAsyncEnumerable<JsonObject> ListAssets(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/assets", filters, Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> GetAsset(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/assets/{Escape(id)}", Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> MakeAsset(string id, JsonObject entry, CancellationToken ct = default) => Make($"/api/v1/assets/{Escape(id)}", entry, ct);

    /// <summary>Members given replace, null removes, objects go into each other (RFC 7396).</summary>
    public Task<Versioned<JsonObject>> ChangeAsset(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/assets/{Escape(id)}", etag, change, ct);

    /// <summary>The tags that it wears, then those that it has worn.</summary>
    public async Task<IReadOnlyList<TagPast>> ListTags(string assetId, CancellationToken ct = default) => (await Get($"/api/v1/assets/{Escape(assetId)}/tags", Types.TagList, ct)).Items;

    public Task<JsonObject> AddTag(string assetId, NewTag tag, CancellationToken ct = default) => Post($"/api/v1/assets/{Escape(assetId)}/tags", tag, Types.NewTag, Types.JsonObject, ct);

    public Task<JsonObject> RetireTag(string assetId, RetiredTag tag, CancellationToken ct = default) => Post($"/api/v1/assets/{Escape(assetId)}/tags/retire", tag, Types.RetiredTag, Types.JsonObject, ct);

    public Task<JsonObject> RetireAsset(string assetId, Reason why, CancellationToken ct = default) => Post($"/api/v1/assets/{Escape(assetId)}/retire", why, Types.Reason, Types.JsonObject, ct);

    public IAsyncEnumerable<JsonObject> ListSites(CancellationToken ct = default) => List("/api/v1/sites", null, Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> GetSite(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/sites/{Escape(id)}", Types.JsonObject, ct);

    /// <summary>With a key for all sites.</summary>
    public Task<Versioned<JsonObject>> MakeSite(string id, JsonObject entry, CancellationToken ct = default) => Make($"/api/v1/sites/{Escape(id)}", entry, ct);

    public Task<Versioned<JsonObject>> ChangeSite(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/sites/{Escape(id)}", etag, change, ct);

    public IAsyncEnumerable<JsonObject> ListCrews(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/crews", filters, Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> GetCrew(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/crews/{Escape(id)}", Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> MakeCrew(string id, JsonObject entry, CancellationToken ct = default) => Make($"/api/v1/crews/{Escape(id)}", entry, ct);

    public Task<Versioned<JsonObject>> ChangeCrew(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/crews/{Escape(id)}", etag, change, ct);

    public Task<JsonObject> RetireCrew(string id, Reason why, CancellationToken ct = default) => Post($"/api/v1/crews/{Escape(id)}/retire", why, Types.Reason, Types.JsonObject, ct);

    /// <param name="filters">By name: <c>crew</c>, <c>skill</c>, <c>role</c>, <c>q</c>.</param>
    public IAsyncEnumerable<JsonObject> ListTechnicians(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) =>
        List("/api/v1/technicians", filters, Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> GetTechnician(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/technicians/{Escape(id)}", Types.JsonObject, ct);

    public Task<Versioned<JsonObject>> MakeTechnician(string id, JsonObject entry, CancellationToken ct = default) => Make($"/api/v1/technicians/{Escape(id)}", entry, ct);

    public Task<Versioned<JsonObject>> ChangeTechnician(string id, string etag, JsonObject change, CancellationToken ct = default) => Change($"/api/v1/technicians/{Escape(id)}", etag, change, ct);

    public Task<JsonObject> RetireTechnician(string id, Reason why, CancellationToken ct = default) => Post($"/api/v1/technicians/{Escape(id)}/retire", why, Types.Reason, Types.JsonObject, ct);

    private Task<Versioned<JsonObject>> Make(string path, JsonObject entry, CancellationToken ct) => Put(path, Encoding.UTF8.GetBytes(entry.ToJsonString()), null, Types.JsonObject, ct);

    private Task<Versioned<JsonObject>> Change(string path, string etag, JsonObject change, CancellationToken ct) => Patch(path, Encoding.UTF8.GetBytes(change.ToJsonString()), etag, Types.JsonObject, ct);
}
