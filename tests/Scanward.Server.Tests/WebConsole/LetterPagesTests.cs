using System.Net;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>Dead letters in the console: by cause, one by one, and the rest of a cause after a dry run.</summary>
public sealed class LetterPagesTests
{
    [Fact]
    public async Task List_GroupsByCause_AndFiltersByAddress()
    {
        await using var site = await ConsoleSite.Start();
        for (var i = 0; i < 3; i++) await site.Server.North.Scan(TestScans.Corrective($"NEW-0000000{i}"));
        await site.Server.North.Post("/api/v1/scans", "{");
        var page = (await (await site.Of(PersonRole.Planner)).Get("/dead-letters")).Is(HttpStatusCode.OK).Says("asset unknown", "malformed json", "NEW-00000002");
        Assert.Contains("href=\"/dead-letters?code=asset_unknown\"", page.Html, StringComparison.Ordinal);
        (await (await site.Of(PersonRole.Planner)).Get("/dead-letters?code=asset_unknown")).Says("All 3 of this cause", "from 1 key", "Type 3 to confirm").SaysNot("JSON ends");
        (await (await site.Of(PersonRole.Planner)).Get("/dead-letters?text=new-00000001&state=all")).Says("NEW-00000001").SaysNot("NEW-00000002", "of this cause");
        (await (await site.Of(PersonRole.Planner)).Get("/dead-letters?state=discarded")).Says("None match");
        (await (await site.Of(PersonRole.Planner, TestPlants.South)).Get("/dead-letters")).Says("Nothing waits for a person");
        (await (await site.Of(PersonRole.Technician)).Get("/dead-letters")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task List_IsReadInPages()
    {
        await using var site = await ConsoleSite.Start();
        for (var i = 0; i < 60; i++) await site.Server.North.Scan(TestScans.Corrective($"NEW-000001{i:00}"));
        var operators = await site.Of(PersonRole.Planner);
        var first = await operators.Get("/dead-letters?code=asset_unknown");
        Assert.Equal(50, first.Html.Split("<tr data-row=").Length - 1);
        var next = System.Text.RegularExpressions.Regex.Match(first.Html, "rel=\"next\" href=\"(?<next>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["next"].Value;
        var second = await operators.Get(WebUtility.HtmlDecode(next));
        Assert.Equal(10, second.Html.Split("<tr data-row=").Length - 1);
        Assert.DoesNotContain("rel=\"next\"", second.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_ShowsWhatWasWrongAtItsLine()
    {
        await using var site = await ConsoleSite.Start();
        var letter = (await site.Server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_type", "repair").Without("operator_id"))).DeadLetterId!;
        var page = (await (await site.Of(PersonRole.Planner)).Get($"/dead-letters/{letter}")).Is(HttpStatusCode.OK).Says("invalid scan", "/operator_id", "\"scan_type\": \"repair\"");
        Assert.Matches("payload-wrong\"><code>[^<]*scan_type[^<]*repair", page.Html);
        (await (await site.Of(PersonRole.Planner, TestPlants.South)).Get($"/dead-letters/{letter}")).Is(HttpStatusCode.NotFound);
        (await (await site.Of(PersonRole.Planner)).Get("/dead-letters/nonsense")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task HostilePayload_IsTextAndNothingElse()
    {
        await using var site = await ConsoleSite.Start();
        var hostile = TestScans.Corrective("x").With("asset_id", "<script>alert(1)</script>\u202Egpj.exe\u0007").With("note", "=HYPERLINK(\"http://x\")");
        var letter = (await site.Server.North.Scan(hostile)).DeadLetterId!;
        foreach (var address in (string[])["/dead-letters", $"/dead-letters/{letter}"])
        {
            var page = await (await site.Of(PersonRole.Planner)).Get(address);
            Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', page.Html);
            Assert.DoesNotContain('\u0007', page.Html);
        }

        await site.Server.North.Post("/api/v1/scans", new ByteArrayContent([(byte)'{', 0xFF, 0xFE, 0x1D, (byte)'<', (byte)'b', (byte)'>']));
        var id = Assert.Single(site.Server.Rows("select dead_letter_id from dead_letter where code = 'malformed_json'"));
        (await (await site.Of(PersonRole.Planner)).Get($"/dead-letters/{TimeOrderedId.Format(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))}")).Is(HttpStatusCode.OK).Says("\\xFF\\xFE␝<b>", "not all of them are UTF-8");
    }

    [Fact]
    public async Task Claim_RoutesTheScan_AndTellsWhere()
    {
        await using var site = await ConsoleSite.Start();
        var letter = (await site.Server.North.Scan(TestScans.Tagged("LABEL-99"))).DeadLetterId!;
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Post($"/dead-letters/{letter}/claim", ("asset", ""))).Faults("asset", "by its id");
        (await operators.Post($"/dead-letters/{letter}/claim", ("asset", "NO-SUCH-1"))).Faults("asset", "no such asset");
        (await operators.Send($"/dead-letters/{letter}/claim", ("asset", "DOOR-00001"))).Says("Routed: WO-NC-000001", "replayed");
        Assert.Equal(1, site.Server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task Replay_TellsTheTruth_RefusedAgainOrRouted()
    {
        await using var site = await ConsoleSite.Start();
        var letter = (await site.Server.North.Scan(TestScans.Corrective("NEW-00000001"))).DeadLetterId!;
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Send($"/dead-letters/{letter}/replay")).Says("Refused again. Replayed by", "NEW-00000001").SaysNot("Routed");
        await Know(site, "NEW-00000001");
        var open = site.Server.Number("select count(*) from dead_letter where state = 1");
        Assert.Equal(0, open); // an import routes what waited for it
        (await operators.Get($"/dead-letters/{letter}")).Says("Became", "WO-NC-000001");
        (await operators.Post($"/dead-letters/{letter}/replay")).Is(HttpStatusCode.SeeOther);
        Assert.Equal(1, site.Server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task Corrected_IsRoutedUnderItsOwnKey_AndTheAuditLogKeepsIt()
    {
        await using var site = await ConsoleSite.Start();
        var scan = TestScans.Corrective("AHU-000123").With("scan_type", "repair");
        var letter = (await site.Server.North.Scan(scan)).DeadLetterId!;
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Post($"/dead-letters/{letter}/correct", ("body", "{}"))).Faults("body", "Nothing was routed");
        var right = scan.With("scan_type", "corrective").ToJsonString();
        (await operators.Send($"/dead-letters/{letter}/correct", ("body", right))).Says("Routed: WO-NC-000001");
        (await operators.Get("/audit?entity=dead_letter")).Says("dead_letter.replayed", "corrected", "\"scan_type\":\"corrective\"");
        Assert.Contains("repair", System.Text.Encoding.UTF8.GetString(Convert.FromHexString(site.Server.Rows("select hex(raw) from dead_letter")[0])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rest_IsTriedFirst_AndThenReplayed()
    {
        await using var site = await ConsoleSite.Start();
        var key = await site.Server.Key(Role.Device);
        await site.Server.Installation.Keys.Revoke(1, key.KeyId, "lost", new(null, "test"), default);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Accepted, (await key.Http.Scan(TestScans.Corrective("DOOR-00001", $"mode_{i}"))).Status);
        await key.Http.Scan(TestScans.Corrective("NEW-00000009"));
        var operators = await site.Of(PersonRole.Planner);
        Assert.Equal(HttpStatusCode.SeeOther, (await operators.Post("/dead-letters/run", ("code", "quarantined"), ("do", "try"), ("rate", "50"))).Status);
        var tried = await operators.Until("/dead-letters?code=quarantined", "finished");
        tried.Says("Would be: 3 would be routed or sent, 1 would be refused again", "Nothing was changed", "NEW-00000009", "Replay 3");
        Assert.Equal(0, site.Server.Number("select count(*) from scan"));
        var until = tried.Hidden("/dead-letters/run", "until");
        Assert.Equal(HttpStatusCode.SeeOther, (await operators.Post("/dead-letters/run", ("code", "quarantined"), ("do", "replay"), ("until", until))).Status);
        (await operators.Until("/dead-letters?code=quarantined", "3 replayed")).Says("1 refused again");
        Assert.Equal(3, site.Server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task DiscardOfACause_NeedsAReasonAndTheCount()
    {
        await using var site = await ConsoleSite.Start();
        for (var i = 0; i < 3; i++) await site.Server.North.Post("/api/v1/scans", new string('{', i + 1));
        var operators = await site.Of(PersonRole.Planner);
        var page = await operators.Get("/dead-letters?code=malformed_json");
        var until = page.Hidden("/dead-letters/run", "until");
        await site.Server.North.Post("/api/v1/scans", "[[["); // came after they were counted
        (await operators.Post("/dead-letters/run", ("code", "malformed_json"), ("do", "discard"), ("until", until), ("count", "3"))).Faults("reason", "Say why");
        (await operators.Post("/dead-letters/run", ("code", "malformed_json"), ("do", "discard"), ("until", until), ("count", "4"), ("reason", "no"))).Faults("count", "There are 3 now");
        (await operators.Post("/dead-letters/run", ("code", "malformed_json"), ("do", "discard"), ("until", until), ("count", "3"), ("reason", "a broken reader"), ("rate", "0"))).Faults("rate", "from 1 to 1,000");
        (await operators.Post("/dead-letters/run", ("do", "discard"), ("count", "4"), ("reason", "no"))).Is(HttpStatusCode.BadRequest);
        (await (await site.Of(PersonRole.Technician)).Post("/dead-letters/run", ("code", "malformed_json"), ("do", "discard"), ("count", "3"), ("reason", "no"))).Is(HttpStatusCode.Forbidden);
        Assert.Equal(4, site.Server.Number("select count(*) from dead_letter where state = 1"));
        Assert.Equal(HttpStatusCode.SeeOther, (await operators.Post("/dead-letters/run", ("code", "malformed_json"), ("do", "discard"), ("until", until), ("count", "3"), ("reason", "a broken reader"))).Status);
        await operators.Until("/dead-letters", "3 discarded");
        Assert.Equal(["malformed_json 1 -", "malformed_json 3 a broken reader"], site.Server.Rows("select code, count(*), reason from dead_letter group by code, reason order by 2"));
    }

    [Fact]
    public async Task OneDiscarded_SaysWhy()
    {
        await using var site = await ConsoleSite.Start();
        var letter = (await site.Server.North.Post("/api/v1/scans", "{")).DeadLetterId!;
        (await (await site.Of(PersonRole.Planner)).Post($"/dead-letters/{letter}/discard")).Faults("reason", "Say why");
        (await (await site.Of(PersonRole.Planner, TestPlants.South)).Post($"/dead-letters/{letter}/discard", ("reason", "not mine"))).Is(HttpStatusCode.NotFound);
        (await (await site.Of(PersonRole.Planner)).Send($"/dead-letters/{letter}/discard", ("reason", "<b>broken</b>"))).Says("It is discarded", "<b>broken</b>");
    }

    [Fact]
    public async Task Message_IsSentAgain_AndTheConnectorTellsOfIt()
    {
        var broken = true;
        var cmms = new PlayedCmms();
        cmms.Script = (call, _) => broken && call.What == "send" ? Play.Status(422) : null;
        await using var site = await ConsoleSite.Start(o => o with { Connectors = new([cmms.AsConnector(null)]) });
        await site.Server.Scan("AHU-000123");
        await site.Server.Dispatch();
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Get("/connectors")).Says("played");
        (await operators.Get("/connectors/played")).Says("1 dead letters here", "WO-NC-000001", "refused");
        var list = await operators.Get("/dead-letters?connector=played");
        list.Says("dispatch refused", "for played", "All 1 of this cause");
        var id = Assert.Single(site.Server.Rows("select dead_letter_id from dead_letter where state = 1"));
        var path = $"/dead-letters/{TimeOrderedId.Format(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))}";
        (await operators.Get(path)).Says("Send this one again", "What was to be sent");
        broken = false;
        (await operators.Send($"{path}/replay")).Says("on its way again");
        await site.Server.Dispatch();
        (await operators.Get(path)).Says("handed over");
        Assert.Single(cmms.Made);
    }

    private static Task Know(ConsoleSite site, string assetId) => site.Server.Installation.ImportPlant(
        TestPlants.Small with { Assets = [.. TestPlants.Small.Assets, TestPlants.Small.Assets[0] with { AssetId = assetId, Tags = [] }] }, _ => { }, default);
}
