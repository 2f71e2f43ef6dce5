using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>Changes which firmware a site wants of its devices; all rules at once, so that they can be looked at as a whole.</summary>
internal sealed class FirmwareDesk(Writer writer, DeviceBook book, ServerClock clock)
{
    /// <summary>Names the rules as they are.</summary>
    public static string ETag(IEnumerable<FirmwareRuleRow> rules) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json(rules))).AsSpan(0, 8))}\"";

    /// <param name="ifMatch">What the caller has seen (<see cref="ETag"/>), or <c>*</c>.</param>
    /// <returns>False where somebody else has changed them meanwhile; nothing was done.</returns>
    public async Task<bool> Replace(int siteNo, ImmutableArray<FirmwareRuleRow> rules, string ifMatch, AuditActor by, CancellationToken ct)
    {
        var now = clock.Now();
        var done = await writer.Change(session =>
        {
            var before = session.ReadFirmwareRules(siteNo);
            if (ifMatch != "*" && ifMatch != ETag(before)) return false;
            session.SaveFirmwareRules(siteNo, rules);
            session.Audit(new(by, siteNo, "firmware_rules.changed", "firmware_rules", "all", now) { Before = Json(before), After = Json(rules) });
            return true;
        });
        if (done) await book.LoadRules(ct);
        return done;
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<FirmwareRuleRow> rules)
    {
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("model", rule.Model);
            json.WriteString("minimum", rule.Minimum);
            json.WriteTime("refuse_from", rule.RefuseFrom.Ms());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Json(IEnumerable<FirmwareRuleRow> rules) => AuditJson.Of(json => Write(json, rules.OrderBy(r => r.Model, StringComparer.Ordinal)));
}
