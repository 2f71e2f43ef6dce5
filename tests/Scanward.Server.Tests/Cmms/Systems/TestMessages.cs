using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>Messages as the dispatcher hands them to a connector.</summary>
internal static class TestMessages
{
    public static WorkOrderMessage Create(string reference, string assetExternalId, int priority = 1) =>
        new(DispatchOperation.Create, $"{reference}.create.1", reference, Content(reference, assetExternalId, "open", priority));

    /// <param name="to">State that the work order has come to.</param>
    public static WorkOrderMessage Update(string reference, string externalId, string assetExternalId, string to, int revision = 2)
    {
        var content = JsonNode.Parse(Content(reference, assetExternalId, to, 1).GetRawText())!.AsObject();
        content["operation"] = "update";
        content["revision"] = revision;
        content["change"] = new JsonObject
        {
            ["action"] = to, ["from"] = "open", ["to"] = to, ["actor"] = "nc-t002", ["text"] = $"{to} by nc-t002",
        };
        return new(DispatchOperation.Update, $"{reference}.update.{revision}", reference, JsonSerializer.SerializeToElement(content), externalId);
    }

    private static JsonElement Content(string reference, string assetExternalId, string state, int priority) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["operation"] = "create", ["key"] = $"{reference}.create.1", ["reference"] = reference, ["revision"] = 1,
        ["work_order"] = new JsonObject
        {
            ["id"] = reference, ["number"] = "NC-000123", ["title"] = "Bearing noise on 'Feed pump 1' <hot> & \"loud\"", ["description"] = "Found: bearing noise.\nNoted by op-1: it's hot.", ["kind"] = "corrective",
            ["state"] = state, ["outcome"] = "corrective_wo", ["priority"] = priority, ["failure_mode"] = "bearing_noise", ["minutes"] = 90, ["opened_at"] = "2026-11-22T07:00:00Z",
            ["on_site_by"] = "2026-11-22T11:00:00Z", ["done_by"] = "2026-11-23T07:00:00Z", ["window_minutes"] = 240,
        },
        ["asset"] = new JsonObject { ["id"] = "PUMP-0001", ["external_id"] = assetExternalId, ["name"] = "Feed pump 1", ["class"] = "pump", ["criticality"] = 4, ["tag"] = "PUMP-0001" },
        ["site"] = new JsonObject { ["id"] = "north-clinic", ["name"] = "North Clinic", ["code"] = "NC" },
        ["assigned"] = new JsonObject { ["crew"] = "shift_1_mech", ["name"] = "Mechanics" },
        ["scan"] = new JsonObject { ["id"] = "01KB3V9R8M0G1", ["operator"] = "op-1", ["note"] = "it's hot", ["occurred_at"] = "2026-11-22T06:59:00Z" },
        ["parts"] = new JsonArray(new JsonObject { ["part"] = "bearing_6205", ["quantity"] = 2, ["state"] = "reserved" }),
    });
}
