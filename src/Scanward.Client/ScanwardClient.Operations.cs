using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>Keys, the audit log, figures, and the server itself.</content>
public sealed partial class ScanwardClient
{
    /// <param name="filters">By name: <c>name</c>, <c>role</c>, <c>site</c>.</param>
    public IAsyncEnumerable<Key> ListKeys(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/keys", filters, Types.Key, ct);

    public Task<Key> GetKey(string id, CancellationToken ct = default) => Get($"/api/v1/keys/{Escape(id)}", Types.Key, ct);

    /// <summary><see cref="Key.Secret"/> is shown this once.</summary>
    public Task<Key> MakeKey(NewKey key, CancellationToken ct = default) => Post("/api/v1/keys", key, Types.NewKey, Types.Key, ct);

    /// <summary>A new key for an old one, which goes on for a while.</summary>
    public Task<Key> RotateKey(string id, Rotation? how = null, CancellationToken ct = default) => Post($"/api/v1/keys/{Escape(id)}/rotate", how ?? new(), Types.Rotation, Types.Key, ct);

    public Task<Key> RevokeKey(string id, Reason why, CancellationToken ct = default) => Post($"/api/v1/keys/{Escape(id)}/revoke", why, Types.Reason, Types.Key, ct);

    /// <summary>Who changed what, newest first.</summary>
    /// <param name="filters">By name: <c>entity</c>, <c>entity_id</c>, <c>actor</c>, <c>key</c>, <c>action</c>.</param>
    public IAsyncEnumerable<AuditEntry> ListAudit(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/audit", filters, Types.AuditEntry, ct);

    public Task<JsonObject> GetRoutingFigures(CancellationToken ct = default) => Get("/api/v1/metrics/routing", Types.JsonObject, ct);

    /// <param name="query">Such as <c>asset_id=AHU-000123</c>, or <c>class=pump&amp;since=2026-01-01T00:00:00Z</c>; null for the whole site.</param>
    public Task<JsonObject> GetReliability(string? query = null, CancellationToken ct = default) => Get($"/api/v1/metrics/reliability{(query is null ? "" : "?" + query)}", Types.JsonObject, ct);

    /// <summary>All figures in Prometheus' text format.</summary>
    public async Task<string> GetMetrics(CancellationToken ct = default) => (await Get("/metrics", ct)).AsText();

    /// <summary>Whether the process lives.</summary>
    public async Task<bool> IsAlive(CancellationToken ct = default) => (await Send(new(HttpMethod.Get, "/healthz"), ct)).Status == 200;

    /// <summary>Whether scans can be taken, and why not.</summary>
    public async Task<Readiness> IsReady(CancellationToken ct = default) => (await Send(new(HttpMethod.Get, "/readyz"), ct)).As(Types.Readiness, (int)System.Net.HttpStatusCode.ServiceUnavailable);

    /// <summary>What a problem means and what to do.</summary>
    public async Task<string> ExplainProblem(string code, CancellationToken ct = default) => (await Get($"/problems/{Escape(code)}", ct)).AsText();

    public Task<JsonObject> GetOpenApi(CancellationToken ct = default) => Get("/openapi/v1.json", Types.JsonObject, ct);
}
