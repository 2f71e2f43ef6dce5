using System.Net;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.WebConsole.AuditLog;

namespace Scanward.Server.Tests.WebConsole;

public sealed class AuditPagesTests
{
    [Fact]
    public async Task Rows_ShowWhatChanged_AndFilter()
    {
        await using var site = await ConsoleSite.Start();
        await site.Server.North.Post("/api/v1/assets/DOOR-00001/tags", """{"tag": "LABEL-9", "operator_id": "<i>denise</i>"}""");
        var page = (await (await site.Of(PersonRole.Planner)).Get("/audit?entity=asset")).Is(HttpStatusCode.OK).Says("asset.tags_changed", "<i>denise</i>", "DOOR-00001", "LABEL-9").SaysNot("plant.imported");
        Assert.DoesNotContain("<i>denise", page.Html, StringComparison.Ordinal);
        (await (await site.Of(PersonRole.Planner)).Get("/audit?actor=nobody")).Says("No change matches");
        (await (await site.Of(PersonRole.Planner)).Get("/audit")).Says("plant.imported", "policy.loaded", "all sites");
        (await (await site.Of(PersonRole.Planner, TestPlants.South)).Get("/audit")).Says("policy.loaded").SaysNot("LABEL-9");
        (await (await site.Of(PersonRole.Technician)).Get("/audit")).Is(HttpStatusCode.Forbidden);
        (await (await site.Of(PersonRole.Technician)).Get("/audit.csv")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Chain_IsFollowedOnDemand_AndANotedHeadIsCompared()
    {
        await using var site = await ConsoleSite.Start();
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Get("/audit")).Says("not checked since the server started");
        (await operators.Post("/audit/check", ("head", "17"))).Faults("head", "64 digits");
        Assert.Equal(HttpStatusCode.SeeOther, (await operators.Post("/audit/check")).Status);
        var whole = await operators.Until("/audit", "each as it was written");
        var head = System.Text.RegularExpressions.Regex.Match(whole.Said, "[0-9]+:[0-9a-f]{64}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        await operators.Post("/audit/check", ("head", head));
        await operators.Until("/audit", "and the head noted before is among them");
        await operators.Post("/audit/check", ("head", head[..^1] + (head[^1] == '0' ? '1' : '0')));
        await operators.Until("/audit", "it has another hash than the one noted");
    }

    [Fact]
    public async Task Csv_HoldsWhatTheFiltersLeave()
    {
        await using var site = await ConsoleSite.Start();
        await site.Server.North.Post("/api/v1/assets/DOOR-00001/tags", """{"tag": "LABEL-9", "operator_id": "=cmd|' /C calc'!A0"}""");
        var csv = await (await site.Of(PersonRole.Planner)).Get("/audit.csv?entity=asset");
        Assert.Equal("text/csv", csv.MediaType);
        var lines = csv.Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",\"'=cmd|' /C calc'!A0\",", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+31", "\"'+31\"")]
    [InlineData("-2", "\"'-2\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("", "")]
    public void Cell_IsNoFormula(string text, string cell) => Assert.Equal(cell, AuditCsv.Cell(text));

    [Fact]
    public void Difference_IsByMember_ChangedFirst()
    {
        var members = AuditDifference.Of("""{"name":"a","size":{"w":1,"h":2},"tags":["x","y"],"gone":true}""", """{"name":"a","size":{"w":1,"h":3},"tags":["x"],"new":null}""");
        Assert.Equal(
            ["size.h 2→3", "tags x, y→x", "gone true→", "new →null", "name a→a", "size.w 1→1"], members.Select(m => $"{m.Name} {m.Before}→{m.After}"));
    }
}
