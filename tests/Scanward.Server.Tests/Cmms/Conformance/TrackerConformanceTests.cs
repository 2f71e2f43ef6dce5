using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>A mapping that uses what the language has: look-ups by reference, reading back, errors inside of a success.</summary>
public sealed class TrackerConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new TrackerTarget();
}

internal sealed class TrackerTarget : ConformanceTarget
{
    public override string Mapping =>
        """
        mapping: tracker
        about: A made-up tracker
        secrets: [key]
        options:
          field: Number of the custom field that holds our reference
          team: { about: The team, default: "" }
        headers: { X-Key: "{secret.key}" }
        why: /message
        tables:
          priority: { 1: URGENT, 2: HIGH, else: NORMAL }
          state_out: { open: TODO, assigned: TODO, in_progress: DOING, completed: DONE, else: HOLD }
        refused_when: { status: 200, at: /status, equals: error, why: /messages }
        work_order:
          unique_reference: false
          record:
            id: /id
            number: /number
            url: "{base_url}/orders/{/id}"
            reference: "/fields/[id={option.field}]/value"
            state: /state
          states: { TODO: open, DOING: in_progress, DONE: completed }
          create:
            request: POST /orders
            body:
              title: "{work_order.title} ({work_order.number})"
              priority: "{work_order.priority | priority}"
              urgency: "{work_order.priority}"
              asset: { id: "{asset.external_id}" }
              team: "{option.team}"
              site: "{site.id}"
              fields: [ { id: "{option.field}", value: "{reference}" } ]
              parts: { each: parts, as: { sku: "{item.part}", qty: "{item.quantity}" } }
            read_back: true
          find: { request: POST /orders/search, body: { where: { "cf{option.field}": "{reference}" } }, items: /content }
          read: { request: "GET /orders/{external.id}" }
          update: { request: "PATCH /orders/{external.id}", body: { state: "{work_order.state | state_out}", note: "{change.text}" } }
          cancel: { request: "POST /orders/{external.id}/cancel", body: { note: "the same as {kept}" } }
          changed: { request: GET /orders, query: { since: "{since}", page: "{page.number}", size: "{page.size}" }, items: /content, page: 2, total: /total }
        asset:
          record:
            external_id: /id
            id: /code
            entry: { name: "{/name}", tags: [ "{/barcode}" ], location: "{/place/name}", criticality: 3 }
            gone: { at: /archived, equals: true }
          by_tag: { request: GET /assets, query: { barcode: "{tag}" }, items: /content, check: /barcode }
          by_id: { request: "GET /assets/{asset_id}", check: /code }
          list: { request: GET /assets, query: { after: "{cursor}", since: "{since}" }, items: /content, next: /next }
        stock:
          record: { entry: { part: "{/sku}", on_hand: "{/count}" } }
          list: { request: GET /stock, items: /content, next: /next }
        webhook:
          signature: standard
          id: /event
          work_order: { at: /data, when: { at: /type, equals: order.changed } }
          asset: { at: /data, when: { at: /type, matches: "^asset\\." } }
        """;

    public override bool IsOwn => true;

    public override string Settings => "secrets: { key: { env: CMMS_KEY } }\noptions: { field: 7 }\nwebhook: { secret: { env: CMMS_WEBHOOK } }\n";

    public override IEnumerable<AssetQuery> Queries => [ById(Tag)];

    public override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["CMMS_KEY"] = "s3cret-key", ["CMMS_WEBHOOK"] = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=" };

    public override IEnumerable<string> WrongTypes => ["[]", "{}", """{"id":null}""", """{"id":{"n":7}}""", """{"id":false}""", """{"id":" "}""", """{"number":"7"}"""];

    public override TrapAnswer? ErrorInSuccess => new(200, """{"status":"error","messages":{"title":["The title is too short."]}}""");

    public override TrapAnswer? ErrorInNone => new(200, """{"status":"error","messages":"The index is being made.","content":[]}""");

    public override TrapAnswer NoAsset(TrapRequest request) => request.Path == "/assets" ? new(200, """{"content":[]}""") : new(404, """{"message":"no such asset"}""");

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: "/orders" };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(200, Order(id, message.Reference).ToJsonString());

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) =>
        new(200, new JsonObject { ["content"] = new JsonArray([.. orders.Select(o => Order(o.Id, o.Reference))]) }.ToJsonString());

    public override TrapAnswer Asset(string externalId) => new(200, $$"""{"id":"{{externalId}}","code":"AHU-000123","name":"Air handler","barcode":"HVAC-OLD-77","archived":false}""");

    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request.Path == "/orders/search" ? Found((id, message.Reference))! : new(404);

    public static JsonObject Order(string id, string? reference) => new()
    {
        ["id"] = id, ["number"] = $"T-{id}", ["state"] = "TODO",
        ["fields"] = new JsonArray(new JsonObject { ["id"] = 3, ["value"] = "other" }, new JsonObject { ["id"] = 7, ["value"] = reference }),
    };
}
