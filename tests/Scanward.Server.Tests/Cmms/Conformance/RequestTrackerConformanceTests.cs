using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class RequestTrackerConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new RequestTrackerTarget();
}

/// <summary>Request Tracker: a create answers with the ticket's id and nothing else; before that its connector asks whether the queue has the field for our reference, and after it reads the ticket back.</summary>
internal sealed class RequestTrackerTarget : ConformanceTarget
{
    private const string Root = "/REST/2.0", Field = "Idempotency key";

    public override string Mapping => "request-tracker";

    public override string Settings => "secrets: { token: { env: CMMS_KEY } }\noptions: { site: north-clinic }\n";

    public override string AssetId => "41";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById("rt-asset-41")];

    public override IEnumerable<string> WrongTypes => ["[]", "{}", """["7"]""", """{"id":null}""", """{"id":{"n":7}}""", """{"id":false}""", """{"id":" "}""", """{"type":"ticket"}"""];

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: $"{Root}/ticket" };

    public override bool IsBefore(TrapRequest request) => request is { Method: "GET", Path: $"{Root}/queue/WorkOrders" };

    public override bool IsFind(TrapRequest request) => request is { Method: "GET", Path: $"{Root}/tickets" };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(201, $$"""{"_url":"https://rt.example.org/REST/2.0/ticket/{{id}}","type":"ticket","id":"{{id}}"}""");

    /// <summary>Its answer shows no reference; <see cref="Otherwise"/> does when it is read back.</summary>
    public override TrapAnswer Stranger(WorkOrderMessage message) => Made("8", message);

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) => Items(orders.Select(o => Ticket(o.Id, o.Reference)));

    public override TrapAnswer Asset(string externalId) => Items([new()
    {
        ["type"] = "asset", ["id"] = externalId, ["Name"] = "Air handler", ["Status"] = "in-use", ["CustomFields"] = new JsonArray(Values("Location", "Roof"), Values("Tag", Tag)),
    }]);

    /// <summary>None is believed where the catalogue's assets have the field of the tag.</summary>
    public override TrapAnswer NoAsset(TrapRequest request) =>
        request.Query.EndsWith("per_page=1", StringComparison.Ordinal) ? Items([new() { ["type"] = "asset", ["id"] = "1", ["CustomFields"] = new JsonArray(Values("Tag", "PMP-000101")) }]) : Items([]);

    /// <summary>Ticket 8 is another's.</summary>
    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request.Path switch
    {
        $"{Root}/queue/WorkOrders" => new(200, new JsonObject { ["id"] = 3, ["Name"] = "WorkOrders", ["TicketCustomFields"] = new JsonArray(new JsonObject { ["id"] = "4", ["name"] = Field }) }.ToJsonString()),
        $"{Root}/tickets" => Found((id, message.Reference))!,
        $"{Root}/ticket/8" => new(200, Ticket("8", Another).ToJsonString()),
        var path when path == $"{Root}/ticket/{id}" => new(200, Ticket(id, message.Reference).ToJsonString()),
        _ => base.Otherwise(request, id, message),
    };

    private static TrapAnswer Items(IEnumerable<JsonObject> rows) => new(200, new JsonObject { ["items"] = new JsonArray([.. rows]), ["page"] = 1, ["pages"] = 1, ["total"] = rows.Count() }.ToJsonString());

    private static JsonObject Ticket(string id, string? reference) => new()
    {
        ["type"] = "ticket", ["id"] = id, ["Subject"] = "Bearing noise", ["Status"] = "new", ["CustomFields"] = new JsonArray(reference is null ? Values(Field) : Values(Field, reference)),
        ["_hyperlinks"] = new JsonArray(new JsonObject { ["ref"] = "refers-to", ["type"] = "asset", ["id"] = "41" }),
    };

    private static JsonObject Values(string name, params string[] values) => new() { ["id"] = "4", ["name"] = name, ["values"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) };
}
