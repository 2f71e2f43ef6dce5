using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Keys for the command line, of all sites or one.</summary>
internal static class KeyOperations
{
    private const int ListMost = 10_000;

    public static async Task<ControlResult> Create(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        var site = arguments.GetValueOrDefault("site", "");
        var name = arguments.GetValueOrDefault("name", "device");
        var role = Role.Device;
        if (SiteOf(installation, site) is not { } siteNo) return NoSite(installation, site);
        if (arguments.TryGetValue("role", out var given) && !Wire.TryParse(given, out role)) return ControlResult.Bad($"There is no role '{given}'; there are {string.Join(", ", Wire.All<Role>())}.");
        if (siteNo == 0 && role != Role.Admin) return ControlResult.Bad("Only an admin's key can be for all sites; add --role admin, or name one site.");
        if (name.Length is 0 or > KeyDesk.NameMost || name.Any(char.IsControl)) return ControlResult.Bad($"A key's name has 1 to {KeyDesk.NameMost} characters, and no control characters.");
        Instant? expires = arguments.TryGetValue("days", out var days) ? installation.Clock.Now() + Duration.FromDays(int.Parse(days, CultureInfo.InvariantCulture)) : null;
        var made = await installation.Keys.Create(new(siteNo, (int)role, name, expires), AuditActor.CommandLine, ct);
        return await Told(installation, made, ct);
    }

    public static async Task<ControlResult> List(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        var site = arguments.GetValueOrDefault("site", Caller.AllSites);
        if (SiteOf(installation, site) is not { } siteNo) return NoSite(installation, site);
        var keys = await installation.Reads.Keys(siteNo, [], null, ListMost, ct);
        return new(0, new JsonObject { ["items"] = new JsonArray([.. keys.Select(k => Json(installation, k, null))]) });
    }

    public static async Task<ControlResult> Rotate(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        var overlap = int.Parse(arguments.GetValueOrDefault("overlap_minutes", $"{KeyDesk.OverlapMinutesDefault}"), CultureInfo.InvariantCulture);
        if (overlap is < 0 or > KeyDesk.OverlapMinutesMax) return ControlResult.Bad($"The overlap is 0 to {KeyDesk.OverlapMinutesMax} minutes.");
        return KeyEndpoints.TryReadId(arguments.GetValueOrDefault("id"), out var keyId)
            ? await Told(installation, await installation.Keys.Rotate(0, keyId, overlap, AuditActor.CommandLine, ct), ct)
            : NoKey(arguments);
    }

    public static async Task<ControlResult> Revoke(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        if (!KeyEndpoints.TryReadId(arguments.GetValueOrDefault("id"), out var keyId)) return NoKey(arguments);
        var change = await installation.Keys.Revoke(0, keyId, arguments.GetValueOrDefault("reason"), AuditActor.CommandLine, ct);
        return await Told(installation, change.Outcome == KeyOutcome.Revoked ? change with { Outcome = KeyOutcome.Done } : change, ct); // twice is harmless
    }

    private static async Task<ControlResult> Told(Installation installation, KeyChange change, CancellationToken ct) => change.Outcome switch
    {
        KeyOutcome.NotFound => ControlResult.Bad($"There is no key {change.KeyId}; 'scanward key list' shows those that there are."),
        KeyOutcome.Revoked => ControlResult.Bad($"Key {change.KeyId} was revoked, and stays so; make another one."),
        KeyOutcome.Expired => ControlResult.Bad($"Key {change.KeyId} has expired; make another one."),
        _ => new(0, Json(installation, (await installation.Reads.Key(0, change.KeyId, ct))!, change.Secret)),
    };

    private static JsonObject Json(Installation installation, KeyRecord key, string? secret) => JsonNode.Parse(WireJson.Write(
        (key, secret, Now: installation.Clock.Now()), static (json, of) => KeyEndpoints.Write(json, of.key, of.Now, of.secret)))!.AsObject();

    /// <summary>0 for all; null where there is no such site.</summary>
    private static int? SiteOf(Installation installation, string site) => site == Caller.AllSites ? 0 : installation.Sites.NumberOf(site);

    private static ControlResult NoSite(Installation installation, string site)
    {
        var known = string.Join(", ", installation.Sites.All.Values.Select(s => s.Site.SiteId).Order(StringComparer.Ordinal));
        return ControlResult.Bad(known.Length == 0 ? "There are no sites yet; import a plant first." : $"There is no site '{site}'; there are {known}.");
    }

    private static ControlResult NoKey(IReadOnlyDictionary<string, string> arguments) =>
        ControlResult.Bad($"'{arguments.GetValueOrDefault("id")}' is not the number of a key; 'scanward key list' shows those that there are.");
}
