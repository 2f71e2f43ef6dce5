using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Commands;
using Scanward.Server.OpenApi;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.People;

namespace Scanward.Server.Tests.OpenApi;

/// <summary>The OpenAPI document names what the server answers to, and each of its examples is sent for real.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_HasEveryEndpoint_AndNoOther()
    {
        await using var server = await RunningServer.Start();
        var told = (await server.Anonymous.Get("/openapi/v1.json")).Json;
        Assert.Equal("3.1.0", (string)told["openapi"]!);
        var named = told["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} {p.Key}"));
        Assert.Equal(server.ApiEndpoints.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        Assert.Equal(ApiOperations.All.Length, ApiOperations.All.Select(o => o.Id).Distinct().Count());
    }

    /// <summary>What ./test lints is what a server answers.</summary>
    [Fact]
    public async Task Command_PrintsTheSameDocument()
    {
        await using var server = await RunningServer.Start();
        var printed = new StringWriter();
        Assert.Equal(0, await Verbs.Parse(["openapi"]).InvokeAsync(new() { Output = printed }));
        Assert.True(JsonNode.DeepEquals((await server.Anonymous.Get("/openapi/v1.json")).Json, JsonNode.Parse(printed.ToString())));
    }

    [Fact]
    public void References_LeadSomewhere_AndEverySchemaIsUsed()
    {
        var document = ApiDocument.Make();
        var references = References(document).ToHashSet();
        Assert.Equal([], references.Where(r => Find(document, r) is null));
        Assert.Equal([], document["components"]!["schemas"]!.AsObject().Select(s => s.Key).Where(s => !references.Contains($"#/components/schemas/{s}")));
    }

    /// <summary>A list names all its parameters where it is given one that it has not.</summary>
    [Fact]
    public async Task Lists_TakeTheParametersThatTheDocumentNames_AndNoOthers()
    {
        await using var server = await RunningServer.Start();
        var admin = (await server.Key(Role.Admin)).Http;
        foreach (var list in ApiOperations.All.Where(o => o.IsList))
        {
            var refused = (await admin.Get($"{list.Path.Replace("{id}", "bearing_6205", StringComparison.Ordinal)}?nonsense=1")).Is(Problems.InvalidQuery);
            var told = ((string)refused.Json["detail"]!).Split("; there are ")[1].TrimEnd('.');
            Assert.Equal($"{list.Id}: {told}", $"{list.Id}: {string.Join(", ", list.Query.Select(q => q.Name).Order(StringComparer.Ordinal).Prepend("cursor").Prepend("limit"))}");
        }
    }

    /// <summary>In the order of the document, on one server, with the ids of what the others have made.</summary>
    [Fact]
    public async Task Examples_AreTakenAsTheyStand()
    {
        await using var server = await RunningServer.Start(o => o with { Connectors = new([ApiClient.ClientWalk.Cmms.AsConnector(null, TestPlants.South)]) });
        var (admin, everywhere) = ((await server.Key(Role.Admin)).Http, (await server.Key(Role.Admin, Caller.AllSites)).Http);
        await server.North.Scan(TestScans.Corrective("PMP-000102", "seal_leak"));
        await Send(admin, "PUT", "/api/v1/parts/bearing_6205/stock", """{"reorder_point": 200}""", "*");
        await server.North.Scan(TestScans.Corrective("AHU-000123")); // and more bearings are to be ordered
        var letter = (await server.North.Post("/api/v1/scans", "{")).DeadLetterId!;
        var sent = (await server.South.Post("/api/v1/parts/bearing_6205/send", """{"to_site": "north-clinic", "quantity": 2}""")).Json["transfer_id"]!;
        var replenishment = (await server.North.Get("/api/v1/replenishments")).Json["items"]![0]!["id"]!;
        var key = (await server.Key(Role.Device)).KeyId;
        async Task<string> Code() => (string)(await server.North.Post("/api/v1/devices/enrolments", "")).Json["code"]!;
        async Task<string> Claimed() => (string)(await server.Anonymous.Post("/api/v1/devices/claim", $$"""{"code": "{{await Code()}}"}""")).Json["device_id"]!;
        var ids = new Dictionary<string, string>
        {
            ["assets"] = "FAN-00000001", ["sites"] = "north-clinic", ["crews"] = "nc_night", ["technicians"] = "nc-t001", ["parts"] = "bearing_6205", ["work-orders"] = "WO-NC-000002", ["dead-letters"] = letter,
            ["transfers"] = $"{sent}", ["replenishments"] = $"{replenishment}", ["keys"] = $"{key}", ["devices"] = $"{(await server.Key(Role.Device)).KeyId}",
            ["people"] = (await server.Person("somebody", "north-clinic=technician")).Id,
        };
        var wrong = new List<string>();
        foreach (var operation in ApiOperations.All.Where(o => o.BodyExample is not null))
        {
            var id = operation.Id switch { "makeTechnician" => "nc-t099", "makePart" => "v_belt", "setStockSettings" => "v_belt", "makeSite" or "retireSite" => "east-depot", "retireCrew" => "nc_night", "retireTechnician" => "nc-t099", "retirePart" => "v_belt", "approveDevice" or "refuseDevice" => await Claimed(), "rotateDevice" => $"{(await server.Key(Role.Device)).KeyId}", "claimDevice" => await Code(), _ => ids.GetValueOrDefault(operation.Path.Split('/')[3], "") };
            if (operation.Id == "setStockSettings") await Send(admin, "PUT", "/api/v1/parts/v_belt", """{"name": "V-belt", "unit": "metre"}""", null); // its own answer is looked at above
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", "plant-cmms", StringComparison.Ordinal))
            {
                Content = new StringContent(operation.BodyExample!.Replace("0000-0000-00000", id, StringComparison.Ordinal), Encoding.UTF8, "application/json"),
            };
            if (operation.NeedsIfMatch) request.Headers.TryAddWithoutValidation("If-Match", "*");
            if (operation.IsForSystems) request.Headers.Add("X-Played", "hello");
            if (operation.Id == "orderWork") request.Headers.Add("Idempotency-Key", "example-1");
            var answer = await HttpAnswer.Of((operation.Id is "makeSite" or "retireSite" or "resumeConnector" or "syncConnector" ? everywhere : operation.Path.Contains("/self/", StringComparison.Ordinal) ? (await server.Key(Role.Device)).Http : admin).SendAsync(request));
            if (!operation.Answers.Any(a => a.Status == (int)answer.Status)) wrong.Add($"{operation.Id}: {(int)answer.Status} {answer.Text}");
        }

        Assert.Equal([], wrong);
    }

    private static async Task Send(HttpClient client, string method, string address, string body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await client.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => m is { Key: "$ref", Value: JsonValue value } ? [(string)value!] : References(m.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Find(JsonNode document, string reference) => reference[2..].Split('/').Aggregate((JsonNode?)document, (node, part) => node?[part]);
}
