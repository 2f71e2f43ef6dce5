using System.Text.Json;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>Who changed what and when, newest first: at the caller's site, and what concerns all sites.</summary>
internal static class AuditEndpoints
{
    private const string ListName = "audit";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["action"] = ("a.action", text => text),
        ["actor"] = ("a.actor", text => text),
        ["entity"] = ("a.entity", text => text),
        ["entity_id"] = ("a.entity_id", text => text),
        ["key"] = ("a.key_id", text => KeyEndpoints.TryReadId(text, out var keyId) ? (object)keyId : null),
        ["person"] = ("a.person_id", text => KeyEndpoints.TryReadId(text, out var personId) ? (object)personId : null),
    };

    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/audit", GetList).RequireRole(Role.Operator).ForAllSites();

    private static Task<IResult> GetList(HttpContext context, StoreReads reads) =>
        Listing.Of(context, ListName, filters, reads.Audit, r => r.AuditId, Write);

    private static void Write(Utf8JsonWriter json, AuditRecord row)
    {
        json.WriteStartObject();
        json.WriteNumber("number", row.AuditId);
        json.WriteTime("at", row.At);
        json.WriteString("site", row.SiteId ?? Caller.AllSites);
        json.WriteString("actor", row.Actor);
        json.WriteString("key", row.KeyId is { } key ? KeyEndpoints.IdOf(key) : null);
        json.WriteString("person", row.PersonId is { } person ? KeyEndpoints.IdOf(person) : null);
        json.WriteString("action", row.Action);
        json.WriteString("entity", row.Entity);
        json.WriteString("entity_id", row.EntityId);
        WriteState(json, "before", row.Before);
        WriteState(json, "after", row.After);
        json.WriteString("hash", Convert.ToHexStringLower(row.Hash));
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, string name, string? state)
    {
        json.WritePropertyName(name);
        if (state is null) json.WriteNullValue();
        else json.WriteRawValue(state, skipInputValidation: true);
    }
}
