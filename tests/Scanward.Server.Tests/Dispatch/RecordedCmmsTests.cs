using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>The target of the dispatcher's tests is what they take it for.</summary>
public sealed class RecordedCmmsTests
{
    private const string WorkOrders = "/api/v2/workorders";

    [Fact]
    public async Task Post_IsConflictWithTheFirst_WhenItsKeyIsRepeated()
    {
        await using var cmms = await RecordedCmms.Start();
        using var http = new HttpClient { BaseAddress = cmms.Url };
        var (status, made) = await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R1","asset_id":"A"}""");
        Assert.Equal((HttpStatusCode.Created, "CM-000001", "open"), (status, (string)made["wo_id"]!, (string)made["state"]!));
        var (again, same) = await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R1"}""");
        Assert.Equal((HttpStatusCode.Conflict, "CM-000001"), (again, (string)same["wo_id"]!));
        await Send(http, HttpMethod.Post, WorkOrders, "k2", """{"reference":"R2"}""");
        Assert.Equal(2, cmms.Creates);
        Assert.Equal("k1", Assert.Single(cmms.WorkOrdersOf("R1")).Key);
        Assert.Equal([(1, 201, true), (2, 409, false), (3, 201, true)], cmms.Requests.Select(r => ((int)r.Order, r.Status, r.Created)));
    }

    [Fact]
    public async Task Post_MakesTwo_WithoutUniqueness()
    {
        await using var cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        using var http = new HttpClient { BaseAddress = cmms.Url };
        for (var n = 0; n < 2; n++) Assert.Equal(HttpStatusCode.Created, (await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R1"}""")).Status);
        var (_, list) = await Send(http, HttpMethod.Get, $"{WorkOrders}?reference=R1");
        Assert.Equal(["CM-000001", "CM-000002"], list["items"]!.AsArray().Select(i => (string)i!["wo_id"]!));
        Assert.Empty((await Send(http, HttpMethod.Get, $"{WorkOrders}?reference=r1")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Patch_ChangesOnce_ForARepeatedKey()
    {
        await using var cmms = await RecordedCmms.Start();
        using var http = new HttpClient { BaseAddress = cmms.Url };
        await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R1"}""");
        for (var n = 0; n < 2; n++)
        {
            var (status, work) = await Send(http, HttpMethod.Patch, $"{WorkOrders}/CM-000001", "k2", """{"state":"in_progress"}""");
            Assert.Equal((HttpStatusCode.OK, "in_progress"), (status, (string)work["state"]!));
        }

        Assert.Equal("""{"state":"in_progress"}""", Assert.Single(Assert.Single(cmms.WorkOrders).Changes));
        Assert.Equal("in_progress", (string)(await Send(http, HttpMethod.Get, $"{WorkOrders}/CM-000001")).Body["state"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(http, HttpMethod.Patch, $"{WorkOrders}/CM-000009", "k3", "{}")).Status);
    }

    [Fact]
    public async Task GetAsset_KnowsWhatWasAdded()
    {
        await using var cmms = await RecordedCmms.Start();
        cmms.AddAsset("AHU-000123", """{"asset_id":"AHU-000123","criticality_score":5}""");
        using var http = new HttpClient { BaseAddress = cmms.Url };
        Assert.Equal(5, (int)(await Send(http, HttpMethod.Get, "/api/v2/assets/AHU-000123")).Body["criticality_score"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(http, HttpMethod.Get, "/api/v2/assets/AHU-000124")).Status);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, "7")]
    [InlineData(429, null)]
    [InlineData(401, null)]
    [InlineData(403, null)]
    [InlineData(404, null)]
    [InlineData(302, null)]
    public async Task Answers_MakeNothing(int status, string? retryAfter)
    {
        await using var cmms = await RecordedCmms.Start();
        cmms.Next(CmmsBehaviour.Answers(status, retryAfter));
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = cmms.Url };
        using var refused = await http.PostAsync(WorkOrders, new StringContent("{}"));
        Assert.Equal((status, retryAfter), ((int)refused.StatusCode, refused.Headers.RetryAfter?.Delta?.TotalSeconds.ToString("0")));
        Assert.Equal(status == 302, refused.Headers.Location is not null);
        Assert.Equal(0, cmms.Creates);
        Assert.Equal(status, Assert.Single(cmms.Requests).Status);
        Assert.Equal(HttpStatusCode.Created, (await Send(http, HttpMethod.Post, WorkOrders, "k1", "{}")).Status); // it was but the next one
    }

    [Fact]
    public async Task Bodies_AreAnsweredAfterTheCommit()
    {
        await using var cmms = await RecordedCmms.Start();
        using var http = new HttpClient { BaseAddress = cmms.Url };
        foreach (var behaviour in new[] { CmmsBehaviour.Html, CmmsBehaviour.Empty, CmmsBehaviour.Huge, CmmsBehaviour.WrongTypes })
        {
            cmms.Behaviour = behaviour;
            using var answer = await http.PostAsync(WorkOrders, new StringContent("""{"reference":"R1"}"""));
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.Equal(behaviour.Body, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(4, cmms.Creates);
        cmms.Behaviour = CmmsBehaviour.OthersOrder(cmms.WorkOrders[0]);
        var (status, other) = await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R2"}""");
        Assert.Equal((HttpStatusCode.Conflict, "R1"), (status, (string)other["reference"]!));
    }

    [Fact]
    public async Task LostAnswer_ComesAfterTheCommit()
    {
        await using var cmms = await RecordedCmms.Start();
        cmms.Next(CmmsBehaviour.LosesAnswer);
        using var http = new HttpClient { BaseAddress = cmms.Url };
        await Assert.ThrowsAsync<HttpRequestException>(() => Send(http, HttpMethod.Post, WorkOrders, "k1", "{}"));
        Assert.Equal(1, cmms.Creates);
        Assert.Equal(HttpStatusCode.Conflict, (await Send(http, HttpMethod.Post, WorkOrders, "k1", "{}")).Status);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 3)]
    public async Task Pause_HoldsUntilItEnds(bool afterCommit, int made)
    {
        await using var cmms = await RecordedCmms.Start();
        using var http = new HttpClient { BaseAddress = cmms.Url };
        Task<(HttpStatusCode Status, JsonNode Body)>[] sent;
        using (var pause = cmms.Pause(afterCommit))
        {
            sent = [.. Enumerable.Range(0, 3).Select(n => Send(http, HttpMethod.Post, WorkOrders, $"k{n}", "{}"))];
            await pause.Arrivals(3, ProgramProcess.Patience);
            Assert.Equal((3, made, 3), (cmms.Arrived, cmms.Creates, pause.Held));
            Assert.DoesNotContain(sent, t => t.IsCompleted);
        }

        Assert.All(await Task.WhenAll(sent), a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(3, cmms.Creates);
    }

    [Fact]
    public async Task Ledger_IsThereAgain_AndWithoutALineThatWasCutOff()
    {
        using var folder = new TempFolder();
        var file = folder["ledger.ndjson"];
        await using (var first = await RecordedCmms.Start(ledgerFile: file))
        {
            using var http = new HttpClient { BaseAddress = first.Url };
            await Send(http, HttpMethod.Post, WorkOrders, "k1", """{"reference":"R1","note":"Prüfung ✓"}""");
            await Send(http, HttpMethod.Patch, $"{WorkOrders}/CM-000001", "k2", """{"state":"completed"}""");
            Assert.Equal(["POST", "PATCH"], CmmsLedger.Read(file).Select(r => r.Method)); // written before it was answered
        }

        await File.AppendAllTextAsync(file, """{"order":3,"at":"2026-""");
        await using var second = await RecordedCmms.Start(ledgerFile: file);
        using var again = new HttpClient { BaseAddress = second.Url };
        Assert.Equal("completed", Assert.Single(second.WorkOrders).State);
        Assert.Equal(HttpStatusCode.Conflict, (await Send(again, HttpMethod.Post, WorkOrders, "k1", "{}")).Status);
        Assert.Equal([(1, "k1"), (2, "k2"), (3, "k1")], CmmsLedger.Read(file).Select(r => ((int)r.Order, r.Key!)));
    }

    [Fact]
    public async Task ManyAtOnce_MakeEachOne()
    {
        await using var cmms = await RecordedCmms.Start();
        using var http = new HttpClient { BaseAddress = cmms.Url };
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => Send(http, HttpMethod.Post, WorkOrders, $"k{n / 2}", $$"""{"reference":"R{{n / 2}}"}""")));
        Assert.Equal((500, 500, 500), (cmms.Creates, answers.Count(a => a.Status == HttpStatusCode.Created), answers.Count(a => a.Status == HttpStatusCode.Conflict)));
        Assert.Equal(Enumerable.Range(1, 1000), cmms.Requests.Select(r => (int)r.Order));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> Send(HttpClient http, HttpMethod method, string path, string? key = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
