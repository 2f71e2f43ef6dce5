using System.Globalization;
using System.Text.Json;
using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>Keys over HTTP, for admins: those of the admin's site, or of all sites where its key is for all.</summary>
internal static class KeyEndpoints
{
    private const string ListName = "keys";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["name"] = ("k.name", text => text),
        ["role"] = ("k.role", ListQuery.Value<Role>),
        ["site"] = ("coalesce(s.site_id, '*')", text => text),
    };

    /// <param name="numberOfSite">The site's number by its id; null where there is none.</param>
    public static void MapKeys(this IEndpointRouteBuilder app, Func<string, int?> numberOfSite)
    {
        var keys = app.MapGroup("").RequireRole(Role.Admin).ForAllSites();
        keys.MapGet("/api/v1/keys", GetList);
        keys.MapPost("/api/v1/keys", (HttpContext context, KeyDesk desk, StoreReads reads, ServerClock clock, CancellationToken ct) => Create(context, desk, reads, clock, numberOfSite, ct));
        keys.MapGet("/api/v1/keys/{id}", GetOne);
        keys.MapPost("/api/v1/keys/{id}/rotate", Rotate);
        keys.MapPost("/api/v1/keys/{id}/revoke", Revoke);
    }

    public static string IdOf(long keyId) => keyId.ToString(CultureInfo.InvariantCulture);

    public static bool TryReadId(string? text, out long keyId) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out keyId);

    /// <param name="secret">The key itself, right after it was made; null otherwise.</param>
    public static void Write(Utf8JsonWriter json, KeyRecord key, Instant now, string? secret)
    {
        json.WriteStartObject();
        json.WriteString("id", IdOf(key.KeyId));
        if (secret is not null) json.WriteString("key", secret);
        json.WriteString("site", key.SiteId ?? Caller.AllSites);
        json.WriteString("role", Wire.Name((Role)key.Role));
        json.WriteString("name", key.Name);
        json.WriteString("state", key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now.Ms() ? "expired" : "valid");
        json.WriteTime("created_at", key.CreatedAt);
        json.WriteString("created_by", key.CreatedBy);
        json.WriteTime("expires_at", key.ExpiresAt);
        json.WriteTime("rotated_at", key.SecretMadeAt > key.CreatedAt || key.OlderEndsAt is not null ? key.SecretMadeAt : null);
        json.WriteTime("older_end_at", key.OlderEndsAt);
        json.WriteTime("revoked_at", key.RevokedAt);
        json.WriteString("revoked_by", key.RevokedBy);
        json.WriteTime("used_at", key.UsedAt);
        json.WriteNumber("quarantined", key.Quarantined);
        json.WriteEndObject();
    }

    private static Task<IResult> GetList(HttpContext context, StoreReads reads, ServerClock clock) =>
        Listing.Of(context, ListName, filters, reads.Keys, r => r.KeyId, (json, row) => Write(json, row, clock.Now(), null));

    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, ServerClock clock, CancellationToken ct) =>
        TryReadId(id, out var keyId) && await reads.Key(context.Caller().SiteNo, keyId, ct) is { } key ? new JsonResult(json => Write(json, key, clock.Now(), null)) : NotFound(id);

    private static async Task<IResult> Create(HttpContext context, KeyDesk desk, StoreReads reads, ServerClock clock, Func<string, int?> numberOfSite, CancellationToken ct)
    {
        var caller = context.Caller();
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var name = body.Text("name", KeyDesk.NameMost, required: true);
        var role = body.Value<Role>("role", required: true);
        var site = body.Text("site", 64, required: caller.SiteNo == 0) ?? caller.SiteId;
        var expiresAt = body.Time("expires_at");
        if (expiresAt <= clock.Now()) body.Fault("expires_at", "in_the_past", "expires_at is in the past; give a time to come, or leave it out.");
        if (site == Caller.AllSites && role is not (Role.Admin or null)) body.Fault("site", "not_permitted", "Only an admin's key can be for all sites.");
        int? siteNo = site == Caller.AllSites ? 0 : numberOfSite(site);
        if (siteNo is null) body.Fault("site", "unknown_value", $"There is no site '{site}'.");
        if (caller.SiteNo != 0 && site != caller.SiteId) return new ProblemResult(Problems.NotPermitted, $"An admin of {caller.SiteId} makes keys of {caller.SiteId} only; an admin of all sites makes others.");
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var made = await desk.Create(new(siteNo!.Value, (int)role!.Value, name!, expiresAt), caller.By, ct);
        context.Response.Headers.Location = $"/api/v1/keys/{IdOf(made.KeyId)}";
        return await Told(context, made, reads, clock, StatusCodes.Status201Created, ct);
    }

    private static async Task<IResult> Rotate(string id, HttpContext context, KeyDesk desk, StoreReads reads, ServerClock clock, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        var overlap = body.Whole("overlap_minutes", 0, KeyDesk.OverlapMinutesMax) ?? KeyDesk.OverlapMinutesDefault;
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!TryReadId(id, out var keyId)) return NotFound(id);
        var caller = context.Caller();
        return await Told(context, await desk.Rotate(caller.SiteNo, keyId, overlap, caller.By, ct), reads, clock, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> Revoke(string id, HttpContext context, KeyDesk desk, StoreReads reads, ServerClock clock, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        var reason = body.Text("reason", 500);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!TryReadId(id, out var keyId)) return NotFound(id);
        var caller = context.Caller();
        var change = await desk.Revoke(caller.SiteNo, keyId, reason, caller.By, ct);
        return await Told(context, change.Outcome == KeyOutcome.Revoked ? change with { Outcome = KeyOutcome.Done } : change, reads, clock, StatusCodes.Status200OK, ct); // twice is harmless
    }

    private static async Task<IResult> Told(HttpContext context, KeyChange change, StoreReads reads, ServerClock clock, int status, CancellationToken ct)
    {
        switch (change.Outcome)
        {
            case KeyOutcome.NotFound: return NotFound(IdOf(change.KeyId));
            case KeyOutcome.Revoked: return new ProblemResult(Problems.WrongState, "The key was revoked, and stays so; make another one.");
            case KeyOutcome.Expired: return new ProblemResult(Problems.WrongState, "The key has expired; make another one.");
        }

        if (change.Secret is not null) context.Response.Headers.CacheControl = "no-store";
        var key = (await reads.Key(0, change.KeyId, ct))!;
        return new JsonResult(json => Write(json, key, clock.Now(), change.Secret), status);
    }

    private static ProblemResult NotFound(string id) => new(Problems.NotFound, $"There is no key {(id.Length <= 20 ? id : "of this id")} here.");
}
