using System.Net;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.WebConsole.Policies;

namespace Scanward.Server.Tests.WebConsole;

public sealed class PolicyPagesTests
{
    private static string Plant => Samples.Policy("plant-routing");

    [Fact]
    public async Task Read_TellsRowsAsSentences_WithTheScansThatTheyDecided()
    {
        await using var site = await ConsoleSite.Start();
        var scan = await site.Server.North.Scan(TestScans.Corrective("AHU-000123"));
        var page = (await (await site.Of(PersonRole.Technician)).Get("/policy")).Is(HttpStatusCode.OK);
        page.Says("plant-routing version 14", "When the last such scan was less than 10 minutes ago", "a corrective work order, P1", "never in 7 days", "acknowledged within 15 minutes");
        var fixes = await (await site.Of(PersonRole.Technician)).Get("/policy?row=fix-c5");
        Assert.Contains($"href=\"/scans/{(string)scan.Json["scan_id"]!}\"", fixes.Html, StringComparison.Ordinal);
        fixes.Says("Scans that fix-c5 decided", "Air handler, roof east");
        (await (await site.Of(PersonRole.Technician, TestPlants.South)).Get("/policy?row=fix-c5")).Says("None in 7 days", "other sites");
        (await (await site.Of(PersonRole.Technician)).Get("/policy?q=warranty")).Says("warranty claim").SaysNot("pm-early");
        Assert.Equal(Plant, (await (await site.Of(PersonRole.Technician)).Get("/policy.yaml")).Html);
    }

    [Fact]
    public async Task Try_ShowsTheRowThatTakesIt_AndWhyOthersDoNot()
    {
        await using var site = await ConsoleSite.Start();
        var visitor = await site.Of(PersonRole.Technician);
        (await visitor.Get("/policy/try")).Is(HttpStatusCode.OK).Says("What is left empty is not known");
        (await visitor.Get("/policy/try?f.scan=corrective&f.criticality=5&f.parts=short&f.crew=on_shift")).Is(HttpStatusCode.OK)
            .Says("no-parts-c5", "a tier 2 engineer, P1", "P1: acknowledged within 15 minutes", "nobody can come — but crew is on_shift", "takes it", "would match too");
        (await visitor.Get("/policy/try?f.criticality=9&f.last_scan_ago=10")).Faults("f.criticality", "runs from 1 to 5").Faults("f.last_scan_ago", "needs a unit");
        (await visitor.Get("/policy/try?scan=nonsense")).Faults("scan", "no such scan");
        var scan = (string)(await site.Server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!;
        (await visitor.Get($"/policy/try?scan={scan}")).Is(HttpStatusCode.OK).Says("fix-c5", "decided it: corrective wo P1");
        (await (await site.Of(PersonRole.Technician, TestPlants.South)).Get($"/policy/try?scan={scan}")).Faults("scan", "no such scan");
        (await visitor.Get("/policy/try?f.failure_mode=%3Cscript%3E")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Check_SaysThatItIsProven()
    {
        await using var site = await ConsoleSite.Start();
        (await (await site.Of(PersonRole.Planner)).Get("/policy/check")).Is(HttpStatusCode.OK).Says("Every scan is taken by a row", "What is left to the last row", "For example");
        (await (await site.Of(PersonRole.Planner)).Get("/policy/check?overlaps=yes")).Is(HttpStatusCode.OK).Says("Rows whose order matters");
        (await (await site.Of(PersonRole.Planner)).Get("/policy/check?of=draft")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task FaultyDraft_IsKept_WithItsFaultsAtTheirLines()
    {
        await using var site = await ConsoleSite.Start();
        var manager = await Manager(site);
        var faulty = Plant.Replace("criticality: 5 }, then: corrective_wo P1", "criticalty: 5 }, then: corrective_wo P1", StringComparison.Ordinal);
        (await manager.Send("/policy/draft", ("text", faulty))).Says("'criticalty' is not a fact", "not read");
        (await (await site.Of(PersonRole.Planner)).Get("/policy/draft")).Is(HttpStatusCode.OK).Says("criticalty");
        (await manager.Post("/policy/draft/replay")).Is(HttpStatusCode.UnprocessableEntity).Says("not a policy yet");
        (await (await site.Of(PersonRole.Planner)).Post("/policy/draft", ("text", "x"))).Is(HttpStatusCode.Forbidden);
        (await manager.Post("/policy/draft", ("text", " "))).Is(HttpStatusCode.UnprocessableEntity).Says("nothing to save");
        (await manager.Send("/policy/draft/discard")).Says("The policy in force, to begin with");
    }

    [Fact]
    public async Task Gap_IsShownWithAScan_AndCannotBePutInForce()
    {
        await using var site = await ConsoleSite.Start();
        var manager = await Manager(site);
        var gap = Plant.Replace("- { id: otherwise,   then: review P3 }", "", StringComparison.Ordinal).Replace("version: 14", "version: 15", StringComparison.Ordinal);
        var page = (await manager.Send("/policy/draft", ("text", gap))).Says("A scan that no row takes", "It cannot be put in force");
        (await manager.Post("/policy/draft/publish", ("was", page.Hidden("/policy/draft/publish", "was")))).Is(HttpStatusCode.UnprocessableEntity).Says("has not been replayed");
        Assert.Equal(14, site.Server.Installation.PolicyDesk.Current.Policy.Version);
    }

    [Fact]
    public async Task Draft_IsReplayedThenPublished_AndTheHistoryTellsWhatChanged()
    {
        await using var site = await ConsoleSite.Start();
        var scan = (string)(await site.Server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!;
        await site.Server.South.Scan(TestScans.Corrective("PMP-000201"));
        var manager = await Manager(site);
        var draft = Plant.Replace("version: 14", "version: 15", StringComparison.Ordinal).Replace("criticality: 5 }, then: corrective_wo P1", "criticality: 5 }, then: corrective_wo P2", StringComparison.Ordinal);
        var saved = await manager.Send("/policy/draft", ("text", draft));
        saved.Says("It must be replayed on the last 7 days first");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.Post("/policy/draft/replay")).Status);
        var replayed = (await manager.Until("/policy/draft", "All decisions of 7 days")).Says("1 of 2 decisions would be different", "corrective wo P1", "corrective wo P2", "fix-c5 → fix-c5");
        Assert.Contains($"href=\"/scans/{scan}\"", replayed.Html, StringComparison.Ordinal);
        (await (await site.Of(PersonRole.Planner)).Post("/policy/draft/publish", ("was", "x"))).Is(HttpStatusCode.Forbidden);
        (await manager.Post("/policy/draft/publish", ("was", "x"))).Is(HttpStatusCode.UnprocessableEntity).Says("changed since you looked at it");
        (await manager.Send("/policy/draft/publish", ("was", replayed.Hidden("/policy/draft/publish", "was")))).Says("Version 15 of plant-routing is in force", "by person0");
        Assert.Equal(draft, await File.ReadAllTextAsync(Path.Combine(site.Server.Folder, "policy.yaml")));
        Assert.False(File.Exists(Path.Combine(site.Server.Folder, "policy.draft.yaml")));
        Assert.Equal("person0", Assert.Single(site.Server.Rows("select actor from audit where action = 'policy.loaded' and before is not null")));

        var history = (await manager.Get("/policy/history")).Says("15", "14", "person0", "policy file", "in force");
        var hash = site.Server.Installation.PolicyDesk.Current.Hash;
        Assert.Contains($"/policy/history/{hash}", history.Html, StringComparison.Ordinal);
        var version = (await manager.Get($"/policy/history/{hash}")).Says("What changed since version 14", "− version: 14", "+ version: 15");
        Assert.Equal(2, version.Html.Split("diff-gone").Length - 1);
        (await manager.Get("/policy/history/00")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SameVersion_IsNotPublished_AndAnothersDraftNotOverwrittenUnseen()
    {
        await using var site = await ConsoleSite.Start();
        var manager = await Manager(site);
        var draft = Plant.Replace("criticality: 5 }, then: corrective_wo P1", "criticality: 5 }, then: corrective_wo P2", StringComparison.Ordinal);
        await manager.Send("/policy/draft", ("text", draft));
        (await manager.Post("/policy/draft", ("text", draft + "\n# mine"))).Is(HttpStatusCode.UnprocessableEntity).Says("Somebody else has saved the draft", "# mine");
        await manager.Post("/policy/draft/replay");
        var page = await manager.Until("/policy/draft", "All decisions of 7 days");
        (await manager.Post("/policy/draft/publish", ("was", page.Hidden("/policy/draft/publish", "was")))).Is(HttpStatusCode.UnprocessableEntity).Says("give the draft a higher number");
        Assert.Equal(Plant, await File.ReadAllTextAsync(Path.Combine(site.Server.Folder, "policy.yaml")));
    }

    [Fact]
    public async Task HostileDraft_IsText()
    {
        await using var site = await ConsoleSite.Start();
        var manager = await Manager(site);
        var page = await manager.Send("/policy/draft", ("text", "policy: </textarea><script>alert(1)</script>\nversion: x\u202E\n"));
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        page.Says("</textarea><script>alert(1)</script>");
    }

    [Fact]
    public async Task ManagerOfOneSite_DoesNotChangeThePolicyOfAll()
    {
        await using var site = await ConsoleSite.Start();
        (await (await site.Of(PersonRole.Manager)).Post("/policy/draft", ("text", Plant))).Is(HttpStatusCode.Forbidden).Says("a manager of each of them");
    }

    private static async Task<ConsoleBrowser> Manager(ConsoleSite site)
    {
        var manager = await site.With("north-clinic=manager", "south-plant=manager");
        await manager.Get("/policy");
        return manager;
    }

    [Theory]
    [InlineData("a\nb\nc", "a\nb\nc", "s")]
    [InlineData("a\nb\nc", "a\nc", " =a -b =c")]
    [InlineData("a\nc", "a\nb\nc", " =a +b =c")]
    [InlineData("a\nb\nc\nd", "x\nb\nd\ny", " -a +x =b -c =d +y")]
    [InlineData("", "a", " - +a")]
    public void Diff_IsTheFewestLines(string before, string after, string lines)
    {
        static char Mark(DiffKind kind) => kind switch { DiffKind.Gone => '-', DiffKind.Added => '+', DiffKind.Same => '=', _ => 's' };
        var diff = LineDiff.Of(before, after);
        Assert.Equal(lines, lines == "s" ? string.Concat(diff.Select(l => Mark(l.Kind))) : string.Concat(diff.Select(l => $" {Mark(l.Kind)}{l.Text}")));
    }

    /// <summary>Whatever the two texts are, the one becomes the other by what goes and comes.</summary>
    [Fact]
    public void Diff_TurnsOneIntoTheOther()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            string Text() => string.Join('\n', Enumerable.Range(0, random.Next(0, 12)).Select(_ => (char)('a' + random.Next(4))));
            var (before, after) = (Text(), Text());
            var lines = LineDiff.Of(before, after);
            if (lines.Any(l => l.Kind == DiffKind.Skipped)) continue;
            Assert.Equal(before, string.Join('\n', lines.Where(l => l.Kind != DiffKind.Added).Select(l => l.Text)));
            Assert.Equal(after, string.Join('\n', lines.Where(l => l.Kind != DiffKind.Gone).Select(l => l.Text)));
        }
    }
}
