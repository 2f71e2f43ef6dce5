using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Tests.Cmms.Conformance;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Rest;

/// <summary>What goes out and what is made of what comes back, member by member of the seam.</summary>
public sealed class TrackerTests : IAsyncLifetime
{
    private static readonly CancellationToken ct = CancellationToken.None;

    private readonly TrapServer server = new();
    private readonly TrackerTarget target = new();
    private ICmms cmms = null!;

    public ValueTask InitializeAsync()
    {
        cmms = target.Open(server);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        ((IDisposable)cmms).Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public void Abilities_AreWhatTheMappingHas() => Assert.Equal(
        new CmmsAbilities { FindsByReference = true, TakesUpdates = true, ReadsWorkOrders = true, CancelsDuplicates = true, FindsAssets = true, ListsAssets = true, ListsStock = true, ListsWorkOrders = true, Pushes = true },
        cmms.Abilities);

    [Fact]
    public async Task Create_SendsWhatTheMappingSays()
    {
        var message = ConformanceTarget.Create();
        server.Script = r => target.IsCreate(r) ? target.Made("7", message) : target.Otherwise(r, "7", message);
        var reply = await cmms.Send(message, ct);
        var made = server.Requests[0];
        Assert.Equal(("POST", "/orders", "s3cret-key", "application/json"), (made.Method, made.Target, made.Headers["X-Key"], made.Headers["Content-Type"]));
        Assert.Equal(
            """{"title":"Bearing noise (WO-NC-000123)","priority":"HIGH","urgency":2,"asset":{"id":"AHU-000123"},"site":"north-clinic","fields":[{"id":7,"value":"01KB3V9R8M0G2"}],"parts":[{"sku":"bearing_6205","qty":2},{"sku":"belt","qty":1}]}""",
            made.Body);
        Assert.Equal("""{"where":{"cf7":"01KB3V9R8M0G2"}}""", server.Requests[1].Body);
        Assert.Equal(new CmmsWorkOrder("7") { Number = "T-7", Url = $"{server.Url}/orders/7", Reference = message.Reference, State = WorkOrderState.Open, StateText = "TODO" }, reply.Value);
    }

    /// <summary>The target drops the field of the reference without a word.</summary>
    [Fact]
    public async Task Create_WhoseReferenceIsDropped_IsDoneAndSaysSo()
    {
        server.Script = r => r.Path switch
        {
            "/orders" => new(200, TrackerTarget.Order("7", null).ToJsonString()),
            "/orders/7" => new(200, TrackerTarget.Order("7", null).ToJsonString()),
            _ => target.Found()!,
        };
        var reply = await cmms.Send(ConformanceTarget.Create(), ct);
        Assert.Equal((CmmsEnding.Done, "7", null), (reply.Ending, reply.Value!.Id, reply.Value.Reference));
        Assert.Contains("dropped the reference", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WhoseSearchIsBehind_IsReadByItsId()
    {
        var message = ConformanceTarget.Create();
        server.Script = r => r.Path.EndsWith("search", StringComparison.Ordinal) ? target.Found()! : target.Made("7", message);
        var reply = await cmms.Send(message, ct);
        Assert.Equal((CmmsEnding.Done, message.Reference, ""), (reply.Ending, reply.Value!.Reference, reply.Why));
    }

    [Fact]
    public async Task Create_ThatCannotBeReadBack_IsDoneAndSaysSo()
    {
        var message = ConformanceTarget.Create();
        server.Script = r => r.Path.EndsWith("search", StringComparison.Ordinal) ? new(500) : target.Made("7", message);
        var reply = await cmms.Send(message, ct);
        Assert.Equal((CmmsEnding.Done, "7", message.Reference), (reply.Ending, reply.Value!.Id, reply.Value.Reference));
        Assert.Contains("could not be read back", reply.Why, StringComparison.Ordinal);
    }

    /// <summary>Two senders at once; who converges is the caller.</summary>
    [Fact]
    public async Task Create_OfWhichThereAreTwo_IsTheNewOne()
    {
        var message = ConformanceTarget.Create();
        server.Script = r => target.IsCreate(r) ? target.Made("8", message) : target.Found(("7", message.Reference), ("8", message.Reference))!;
        Assert.Equal((CmmsEnding.Done, "8"), (await cmms.Send(message, ct)) is var reply ? (reply.Ending, reply.Value!.Id) : default);
    }

    [Fact]
    public async Task Update_ReadAndCancel_AskForTheOne()
    {
        var message = ConformanceTarget.Create(change: c =>
        {
            c["work_order"]!["state"] = "in_progress";
            c["change"] = new JsonObject { ["text"] = "Started" };
        }) with { Operation = DispatchOperation.Update, ExternalId = "a/7 b" };
        server.Script = r => r.Method == "GET" ? new(200, TrackerTarget.Order("a/7 b", message.Reference).ToJsonString()) : new(204, "", "");
        Assert.Equal((CmmsEnding.Done, "a/7 b"), (await cmms.Send(message, ct)) is var sent ? (sent.Ending, sent.Value!.Id) : default);
        Assert.Equal("a/7 b", (await cmms.ReadWorkOrder("a/7 b", ct)).Value!.Id);
        Assert.Equal(CmmsEnding.Done, (await cmms.CancelDuplicate(message, "9", "7", ct)).Ending);
        Assert.Equal(
            [("PATCH", "/orders/a%2F7%20b", """{"state":"DOING","note":"Started"}"""), ("GET", "/orders/a%2F7%20b", ""), ("POST", "/orders/9/cancel", """{"note":"the same as 7"}""")],
            server.Requests.Select(r => (r.Method, r.Target, r.Body)));
    }

    [Theory]
    [InlineData(404, "{}", CmmsEnding.Refused)]
    [InlineData(409, "{}", CmmsEnding.Refused)]
    [InlineData(200, "<html>", CmmsEnding.Unknown)]
    [InlineData(200, "OK", CmmsEnding.Done)]
    internal async Task Update_EndsAsItsAnswerSays(int status, string body, CmmsEnding ending)
    {
        server.Script = _ => new(status, body, "");
        Assert.Equal(ending, (await cmms.Send(ConformanceTarget.Create() with { Operation = DispatchOperation.Update, ExternalId = "7" }, ct)).Ending);
    }

    /// <summary>Nothing is sent that names no work order, or leads elsewhere.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("%2e%2E")]
    internal async Task Update_OfNoWorkOrder_IsNotSent(string? id)
    {
        server.Script = _ => new(200, "{}");
        var reply = await cmms.Send(ConformanceTarget.Create() with { Operation = DispatchOperation.Update, ExternalId = id }, ct);
        if (id == "%2e%2E") Assert.Equal("/orders/%252e%252E", Assert.Single(server.Requests).Target);
        else Assert.Equal((CmmsEnding.Refused, 0), (reply.Ending, server.Requests.Length));
    }

    [Fact]
    public async Task Read_OfAnother_IsRefused_AndOfNoneIsNone()
    {
        server.Script = r => r.Path == "/orders/7" ? new(200, TrackerTarget.Order("8", null).ToJsonString()) : new(404, "{}");
        Assert.Equal(CmmsEnding.Refused, (await cmms.ReadWorkOrder("7", ct)).Ending);
        Assert.Equal((CmmsEnding.Done, null), (await cmms.ReadWorkOrder("9", ct)) is var none ? (none.Ending, none.Value) : default);
    }

    [Fact]
    public async Task Asset_ByTag_IsTheOneThatWearsIt()
    {
        server.Script = _ => new(200, """{"content":[{"id":1,"code":"AHU-000001","name":"One","barcode":"hvac-old-77"},{"id":2,"code":"AHU-000002","name":"Two","barcode":"HVAC-OLD-77","place":{"name":"Roof"},"archived":true}]}""");
        var reply = await cmms.FindAsset(new("north-clinic", null, "alias:HVAC-OLD-77"), ct);
        Assert.Equal(new CmmsAsset("2", """{"name":"Two","tags":["HVAC-OLD-77"],"location":"Roof","criticality":3,"id":"AHU-000002"}""", Gone: true), reply.Value);
        Assert.Equal("/assets?barcode=HVAC-OLD-77", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Asset_ByTagOfTwo_IsRefused()
    {
        server.Script = _ => new(200, """{"content":[{"id":1,"barcode":"T"},{"id":2,"barcode":"T"}]}""");
        var reply = await cmms.FindAsset(new("north-clinic", null, "alias:T"), ct);
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("two assets", reply.Why, StringComparison.Ordinal);
    }

    /// <summary>A plain barcode may hold the asset's id.</summary>
    [Fact]
    public async Task Asset_ByPlainBarcode_IsLookedUpByItsIdToo()
    {
        server.Script = r => r.Path == "/assets" ? new(200, """{"content":[]}""") : target.Asset("5");
        Assert.Equal("5", (await cmms.FindAsset(new("north-clinic", null, "alias:AHU-000123"), ct)).Value!.ExternalId);
        Assert.Null((await cmms.FindAsset(new("north-clinic", null, "giai:AHU-000123"), ct)).Value);
        Assert.Equal(["/assets?barcode=AHU-000123", "/assets/AHU-000123", "/assets?barcode=AHU-000123"], server.Requests.Select(r => r.Target));
    }

    [Theory]
    [InlineData("HVAC 77&x=1#?/ü", "/assets?barcode=HVAC%2077%26x%3D1%23%3F%2F%C3%BC")]
    [InlineData("a\r\nX-Evil: 1\0", "/assets?barcode=a%0D%0AX-Evil%3A%201%00")]
    public async Task Asset_WithAHostileTag_IsEncoded(string tag, string asked)
    {
        server.Script = _ => new(200, """{"content":[]}""");
        await cmms.FindAsset(new("north-clinic", null, $"giai:{tag}"), ct);
        Assert.Equal(asked, Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task WorkOrders_ThatChanged_ArePaged()
    {
        server.Script = r => r.Query.Contains("page=1", StringComparison.Ordinal) ? new(200, new JsonObject { ["content"] = new JsonArray(TrackerTarget.Order("1", "A"), TrackerTarget.Order("2", null)), ["total"] = 3 }.ToJsonString())
            : new(200, new JsonObject { ["content"] = new JsonArray(TrackerTarget.Order("3", "C")), ["total"] = 3 }.ToJsonString());
        var since = Instant.FromUtc(2026, 11, 22, 7, 0);
        var first = (await cmms.ListWorkOrders(since, null, ct)).Value!;
        Assert.Equal(("1 2", 3), (string.Join(' ', first.Items.Select(o => o.Id)), first.Total));
        var second = (await cmms.ListWorkOrders(since, first.Next, ct)).Value!;
        Assert.Equal(("3", null), (Assert.Single(second.Items).Id, second.Next));
        Assert.Equal("/orders?since=2026-11-22T07%3A00%3A00Z&page=2&size=2", server.Requests[1].Target);
    }

    [Fact]
    public async Task Lists_ThatDoNotGoOn_AreFoundOut()
    {
        server.Script = _ => new(200, new JsonObject { ["content"] = new JsonArray(TrackerTarget.Order("1", "A"), TrackerTarget.Order("2", null)), ["total"] = 30, ["next"] = "c1" }.ToJsonString());
        var first = (await cmms.ListWorkOrders(default, null, ct)).Value!;
        Assert.Equal(CmmsEnding.Refused, (await cmms.ListWorkOrders(default, first.Next, ct)).Ending);
        Assert.Equal("c1", (await cmms.ListAssets(null, null, ct)).Value!.Next);
        Assert.Equal("/assets", server.Requests[^1].Target);
        Assert.Equal(CmmsEnding.Refused, (await cmms.ListAssets(null, "c1", ct)).Ending);
        Assert.Equal(CmmsEnding.Refused, (await cmms.ListWorkOrders(default, "no cursor", ct)).Ending);
    }

    [Fact]
    public async Task Lists_OfFewerRowsThanAskedFor_AreFoundOut()
    {
        server.Script = _ => new(200, new JsonObject { ["content"] = new JsonArray(TrackerTarget.Order("1", "A")), ["total"] = 30 }.ToJsonString());
        var reply = await cmms.ListWorkOrders(default, null, ct);
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("page: 1", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stock_FollowsAddresses_AtItsOwnHostOnly()
    {
        server.Script = r => r.Query == "" ? new(200, """{"content":[{"sku":"belt","count":3}],"next":"http://127.0.0.1/stock?offset=1"}""") : new(200, """{"content":[{"sku":"oil","count":0}],"next":null}""");
        var first = (await cmms.ListStock(null, ct)).Value!;
        Assert.Equal("""{"part":"belt","on_hand":3}""", Assert.Single(first.Items).EntryJson);
        var second = (await cmms.ListStock(first.Next, ct)).Value!;
        Assert.Equal(("""{"part":"oil","on_hand":0}""", null), (Assert.Single(second.Items).EntryJson, second.Next));
        Assert.Equal("/stock?offset=1", server.Requests[^1].Target);
        var asked = server.Requests.Length;
        Assert.Equal(CmmsEnding.Refused, (await cmms.ListStock("https://evil.example.org/stock", ct)).Ending);
        Assert.Equal(asked, server.Requests.Length);
    }

    /// <summary>A break in a header would be a header, or a request, of its own.</summary>
    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("schlüssel")]
    public async Task Header_ThatHoldsWhatNoHeaderMay_IsNotSent(string number)
    {
        var mapping = new HeaderTarget();
        using var opened = (IDisposable)mapping.Open(server);
        var reply = await ((ICmms)opened).Send(ConformanceTarget.Create(change: c => c["work_order"]!["number"] = number), ct);
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("X-Number", reply.Why, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Form_AndBasic_AreEncoded()
    {
        var mapping = new HeaderTarget();
        server.Script = _ => new(200, """{"id":7}""");
        using var opened = (IDisposable)mapping.Open(server);
        Assert.Equal("7", (await ((ICmms)opened).Send(ConformanceTarget.Create(), ct)).Value!.Id);
        var made = Assert.Single(server.Requests);
        Assert.Equal(("application/x-www-form-urlencoded", "title=Bearing%20noise&text=Squeals.%0ABoth%20sides.&ref=01KB3V9R8M0G2.create.1", "WO-NC-000123"), (made.Headers["Content-Type"], made.Body, made.Headers["X-Number"]));
        Assert.Equal($"Basic {Convert.ToBase64String("robot:s3cret-key"u8)}", made.Headers["Authorization"]);
    }

    private sealed class HeaderTarget : ConformanceTarget
    {
        public override string Mapping =>
            """
            mapping: header
            about: Headers and forms
            secrets: [key]
            basic: { user: robot, password: "{secret.key}" }
            work_order:
              record: { id: /id }
              create:
                request: POST /orders
                headers: { X-Number: "{work_order.number}" }
                form: { title: "{work_order.title}", text: "{work_order.description}", ref: "{key}", vendor: "{work_order.vendor}" }
            """;

        public override bool IsOwn => true;

        public override string Settings => "secrets: { key: { env: CMMS_KEY } }\n";

        public override IEnumerable<string> WrongTypes => [];

        public override TrapAnswer NoAsset(TrapRequest request) => new(404);

        public override TrapAnswer Made(string id, WorkOrderMessage message) => new(200, $$"""{"id":"{{id}}"}""");

        public override TrapAnswer Asset(string externalId) => new(404);
    }
}
