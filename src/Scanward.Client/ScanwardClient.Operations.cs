using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>Keys, the audit log, figures, and the server itself.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Keys, newest first; never the keys themselves.</summary>
    public IAsyncEnumerable<Key> ListKeys(string? name = null, string? role = null, string? site = null, CancellationToken ct = default) =>
        List("/api/v1/keys", Query(("name", name), ("role", role), ("site", site)), Types.PageKey, ct);

    /// <summary>One key.</summary>
    public Task<Key> GetKey(string id, CancellationToken ct = default) => Get($"/api/v1/keys/{Id(id)}", Types.Key, ct);

    /// <summary>Makes a key, which is shown this once.</summary>
    public async Task<MadeKey> MakeKey(NewKey key, CancellationToken ct = default) => (await Post("/api/v1/keys", Bytes(key, Types.NewKey), ct).ConfigureAwait(false)).As(Types.MadeKey);

    /// <summary>A new key for an old one, which goes on for a while.</summary>
    public async Task<MadeKey> RotateKey(string id, Rotation how, CancellationToken ct = default) => (await Post($"/api/v1/keys/{Id(id)}/rotate", Bytes(how, Types.Rotation), ct).ConfigureAwait(false)).As(Types.MadeKey);

    /// <summary>Ends a key at once.</summary>
    public async Task<Key> RevokeKey(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/keys/{Id(id)}/revoke", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Key);

    /// <summary>Who changed what, and when, newest first.</summary>
    public IAsyncEnumerable<AuditEntry> ListAudit(string? entity = null, string? entityId = null, string? actor = null, string? key = null, string? person = null, string? action = null, CancellationToken ct = default) =>
        List("/api/v1/audit", Query(("entity", entity), ("entity_id", entityId), ("actor", actor), ("key", key), ("person", person), ("action", action)), Types.PageAuditEntry, ct);

    /// <summary>Latencies, outcomes, refusals and backlogs of the site; docs/figures.md tells their members.</summary>
    public Task<JsonObject> GetRoutingFigures(CancellationToken ct = default) => Get("/api/v1/metrics/routing", Types.JsonObject, ct);

    /// <summary>MTBF, MTTR and PM compliance; docs/figures.md tells their members.</summary>
    public Task<JsonObject> GetReliability(string? assetId = null, string? @class = null, string? since = null, CancellationToken ct = default) =>
        Get($"/api/v1/metrics/reliability{Query(("asset_id", assetId), ("class", @class), ("since", since))}", Types.JsonObject, ct);

    /// <summary>All figures in Prometheus' text format.</summary>
    public async Task<string> GetMetrics(CancellationToken ct = default) => (await Get("/metrics", ct).ConfigureAwait(false)).AsText();

    /// <summary>Whether the process lives. Asked once.</summary>
    public async Task<bool> IsAlive(CancellationToken ct = default) => (await transport.Send(new(HttpMethod.Get, "/healthz"), ct).ConfigureAwait(false)).IsSuccess;

    /// <summary>Whether scans can be taken, and why not. Asked once.</summary>
    public async Task<Readiness> IsReady(CancellationToken ct = default)
    {
        var told = await transport.Send(new(HttpMethod.Get, "/readyz"), ct).ConfigureAwait(false);
        return told is { Status: 503, MediaType: "application/json" } ? told.Read(Types.Readiness) : told.As(Types.Readiness);
    }

    /// <summary>What a problem's type leads to: its title, and what to do.</summary>
    public async Task<string> ExplainProblem(string code, CancellationToken ct = default) => (await Get($"/problems/{Id(code)}", ct).ConfigureAwait(false)).AsText();

    /// <summary>The OpenAPI document.</summary>
    public Task<JsonObject> GetOpenApi(CancellationToken ct = default) => Get("/openapi/v1.json", Types.JsonObject, ct);
}
