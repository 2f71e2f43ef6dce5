using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>The table of docs/dispatch.md, row by row: what follows from each way in which an attempt can end.</summary>
public sealed class OutcomeTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1), minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task I2_WorkOrder_IsMadeOnce_AndItsIdIsKnown()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123", "bearing_noise");
        Assert.Equal("create 1 ready", await server.Messages(work));
        Assert.Equal(1, await server.Dispatch());
        Assert.Equal("create 1 settled", await server.Messages(work));
        var made = Assert.Single(cmms.Made);
        var story = await server.WorkOrder(work);
        Assert.Equal((made.Id, $"T-{made.Id}", "played"), ((string)story["dispatch"]![0]!["external_id"]!, (string)story["dispatch"]![0]!["external_number"]!, (string)story["dispatch"]![0]!["connector"]!));
        Assert.Equal((string)story["id"]!, made.Reference);
        Assert.Equal(0, await server.Dispatch());
        Assert.Single(cmms.Calls);
        Assert.Equal("send done true", Attempts(story));
    }

    [Fact]
    public async Task Message_SaysAllThatItsFieldsPromise_AndNothingElse()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms);
        var answer = await server.North.Scan(TestScans.Corrective("AHU-000123").With("note", "grinds <loudly>"));
        await server.Dispatch();
        await server.North.Change($"/api/v1/work-orders/{(string)answer.Json["work_order"]!["id"]!}", """{"state": "in_progress", "operator_id": "nc-t001", "note": "on it"}""");
        await server.Dispatch();
        var (create, update) = (System.Text.Json.Nodes.JsonNode.Parse(cmms.Calls.First().Content)!, System.Text.Json.Nodes.JsonNode.Parse(cmms.Calls.Last().Content)!);
        var fields = DispatchFields.All.Keys.ToHashSet();
        foreach (var content in (System.Text.Json.Nodes.JsonNode[])[create, update])
        {
            foreach (var (name, value) in content.AsObject())
            {
                if (value is System.Text.Json.Nodes.JsonObject inner) Assert.All(inner, member => Assert.Contains($"{name}.{member.Key}", fields));
                else Assert.Contains(name, fields);
            }
        }

        Assert.Equal(("create", "AHU-000123", "grinds <loudly>", 1), ((string)create["operation"]!, (string)create["asset"]!["id"]!, (string)create["scan"]!["note"]!, (int)create["work_order"]!["priority"]!));
        Assert.Equal("bearing_6205 2 reserved", string.Join(' ', create["parts"]![0]!.AsObject().Select(p => p.Value!.ToString())));
        Assert.Equal(("update", "started", "in_progress", "nc-t001", "on it"), ((string)update["operation"]!, (string)update["change"]!["action"]!, (string)update["work_order"]!["state"]!, (string)update["change"]!["actor"]!, (string)update["change"]!["note"]!));
        Assert.Contains("grinds <loudly>", (string)create["work_order"]!["description"]!, StringComparison.Ordinal);
    }

    /// <summary>The way the first attempt ends, and how it stands afterwards; then all is well, and in the end there is one.</summary>
    [Theory]
    [InlineData("gone", "create 1 retrying", 0, "send not_sent false")]
    [InlineData("lost", "create 1 retrying", 1, "send unknown true")]
    [InlineData("nothing", "create 1 retrying", 1, "send unknown true")]
    [InlineData("429", "create 1 retrying", 0, "send refused false")]
    [InlineData("503 after 30", "create 1 retrying", 0, "send refused false")]
    [InlineData("503", "create 1 retrying", 1, "send refused true")]
    [InlineData("408", "create 1 retrying", 1, "send refused true")]
    [InlineData("425", "create 1 retrying", 1, "send refused true")]
    [InlineData("500", "create 1 retrying", 1, "send refused true")]
    [InlineData("502", "create 1 retrying", 1, "send refused true")]
    [InlineData("504", "create 1 retrying", 1, "send refused true")]
    [InlineData("401", "create 1 retrying", 0, "send refused false")]
    [InlineData("403", "create 1 retrying", 0, "send refused false")]
    [InlineData("400", "create 1 dead_letter", 0, "send refused true")]
    [InlineData("404", "create 1 dead_letter", 0, "send refused true")]
    [InlineData("422", "create 1 dead_letter", 0, "send refused true")]
    [InlineData("302", "create 1 dead_letter", 0, "send refused true")]
    [InlineData("200", "create 1 dead_letter", 0, "send refused true")] // a success that refuses
    public async Task FirstAttempt(string how, string then, int counted, string attempt)
    {
        var cmms = new PlayedCmms { Script = (call, before) => call.What == "send" && before == 0 ? Parse(how) : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        Assert.Equal(then, await server.Messages(work));
        var story = await server.WorkOrder(work);
        Assert.Equal(attempt, Attempts(story));
        if (then.EndsWith("retrying", StringComparison.Ordinal)) Assert.Equal(counted, (int)story["dispatch"]![0]!["attempts"]!);
        if (then.EndsWith("dead_letter", StringComparison.Ordinal))
        {
            Assert.Equal("dispatch_refused", (string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["code"]!);
            Assert.Empty(cmms.Made);
            return;
        }

        await server.DispatchFor(4 * minute, 5 * second);
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Single(cmms.Made);
        Assert.Single(cmms.Calls.Select(c => c.Key).Distinct());
    }

    [Fact]
    public async Task Unknown_IsLookedUp_AfterTwiceTheTimeout_AndBound()
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true }, Script = (call, before) => call.What == "send" && before == 0 ? Play.Lost : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        await server.DispatchFor(19 * second, second);
        Assert.Equal(["send"], cmms.Calls.Select(c => c.What)); // what is on the wire may still arrive
        await server.DispatchFor(2 * second, second);
        Assert.Equal(["send", "look_up"], cmms.Calls.Select(c => c.What));
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Equal(Assert.Single(cmms.Made).Id, (string)(await server.WorkOrder(work))["dispatch"]![0]!["external_id"]!);
    }

    [Fact]
    public async Task Unknown_WhereTheTargetKnowsKeysOnly_IsSentAgainUnderTheSameKey()
    {
        var cmms = new PlayedCmms { Abilities = new() { HonoursKeys = true }, Script = (call, before) => before == 0 ? Play.Lost : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        await server.DispatchFor(minute, second);
        Assert.Equal(["send", "send"], cmms.Calls.Select(c => c.What));
        Assert.Single(cmms.Made);
        Assert.Equal("create 1 settled", await server.Messages(work));
    }

    [Fact]
    public async Task Unknown_WhereTheTargetCanDoNeither_GoesToAPerson()
    {
        var cmms = new PlayedCmms { Abilities = new(), Script = (call, before) => before == 0 ? Play.Lost : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        var letter = (await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!;
        Assert.Equal("dispatch_unknown", (string)letter["code"]!);
        Assert.Single(cmms.Calls);

        // Whoever replays it has looked; still nothing is sent blindly.
        await server.North.Post($"/api/v1/dead-letters/{(string)letter["id"]!}/replay", "{}");
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        Assert.Single(cmms.Calls);
    }

    [Theory]
    [InlineData(true, true, "create 1 settled", null)] // the same: bound
    [InlineData(true, false, "create 1 dead_letter", "dispatch_conflict")] // it names another one
    [InlineData(false, false, "create 1 retrying", null)] // none to be found: still being made
    public async Task Conflict_IsLookedUp(bool namesOne, bool isOurs, string then, string? code)
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true } };
        cmms.Script = (call, _) => call.What == "send"
            ? new(new CmmsReply<CmmsWorkOrder>(CmmsEnding.Exists, namesOne ? new("4711") : null, "It is there already.") { Status = 409 })
            : null;
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        if (isOurs) cmms.Make((string)(await server.WorkOrder(work))["id"]!);
        await server.Dispatch();
        Assert.Equal(then, await server.Messages(work));
        if (code is not null) Assert.Equal(code, (string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["code"]!);
    }

    [Fact]
    public async Task AnotherWorkOrdersId_IsNotTakenForOurs()
    {
        var cmms = new PlayedCmms();
        cmms.Script = (call, _) => call.What == "send" ? new(new CmmsReply<CmmsWorkOrder>(CmmsEnding.Done, new("9") { Reference = "0000000000000" }, "") { Status = 201 }) : null;
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        Assert.Equal("dispatch_conflict", (string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["code"]!);
    }

    /// <summary>I7: three counted attempts, then a dead letter with its history; nothing is sent after the third.</summary>
    [Fact]
    public async Task I7_ThreeCountedAttempts_ThenADeadLetterWithItsHistory()
    {
        var cmms = new PlayedCmms { Script = (call, _) => call.What == "send" && call.Content.Contains("PMP-000102", StringComparison.Ordinal) ? Play.Status(500) : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("PMP-000102");
        await server.Dispatch();
        await server.DispatchFor(30 * minute, 20 * second);
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        Assert.Equal(3, cmms.Calls.Count(c => c.What == "send"));
        Assert.All(cmms.Calls.Where(c => c.What == "send"), c => Assert.Equal(cmms.Calls.First().Content, c.Content));
        var letter = (await server.North.Get($"/api/v1/dead-letters/{(string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["id"]!}")).Json;
        Assert.Equal(3, letter["attempts"]!.AsArray().Count(a => (bool)a!["counted"]! && (string)a["step"]! == "send"));
        Assert.All(letter["attempts"]!.AsArray(), a => Assert.True((string)a!["step"]! == "look_up" || (int)a["status"]! == 500));
        Assert.Equal("open", (string)letter["state"]!);
    }

    /// <summary>What the target asks for is believed up to an hour.</summary>
    [Fact]
    public async Task RetryAfter_IsKept_AndCapped()
    {
        var cmms = new PlayedCmms();
        cmms.Script = (_, _) => cmms.Calls.Count == 1 ? Play.Status(429, Duration.FromDays(400)) : null;
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        var other = await server.Scan("DOOR-00001");
        await server.DispatchFor(59 * minute, minute);
        Assert.Single(cmms.Calls); // the connector pauses, and not only the message
        await server.DispatchFor(2 * minute, minute);
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Equal("create 1 settled", await server.Messages(other));
    }

    [Fact]
    public async Task NotAdmitted_PausesTheConnector_TellsOnce_AndLosesNothing()
    {
        var (told, admitted) = (new List<string>(), false);
        var cmms = new PlayedCmms();
        cmms.Script = (_, _) => admitted ? null : Play.Status(401);
        await using var server = await DispatchSteps.Start(cmms, told: told);
        await server.Scan("AHU-000123");
        await server.Scan("DOOR-00001");
        await server.Scan("PMP-000102");
        await server.DispatchFor(2 * TimeSpan.FromHours(1), minute);
        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
        Assert.Single(told, line => line.Contains("is paused", StringComparison.Ordinal));
        Assert.InRange(cmms.Calls.Count, 60, 260); // somebody has to try
        admitted = true;
        await server.DispatchFor(3 * minute, 10 * second);
        Assert.Equal(3, cmms.Made.Length);
        Assert.Equal(0, server.Number("select (select count(*) from outbox) + (select count(*) from outbox_wait)"));
    }

    private static Play Parse(string how) => how.Split(" after ") switch
    {
        ["gone"] => Play.Gone,
        ["lost"] => Play.Lost,
        ["nothing"] => Play.Nothing,
        [var status, var after] => Play.Status(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), Duration.FromSeconds(int.Parse(after, System.Globalization.CultureInfo.InvariantCulture))),
        [var status] => Play.Status(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException(how, nameof(how)),
    };

    private static string Attempts(System.Text.Json.Nodes.JsonNode story) =>
        string.Join(", ", story["dispatch_attempts"]!.AsArray().Select(a => $"{(string)a!["step"]!} {(string)a["ending"]!} {(((bool)a["counted"]!) ? "true" : "false")}"));
}
