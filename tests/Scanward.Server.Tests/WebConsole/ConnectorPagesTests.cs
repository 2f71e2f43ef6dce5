using System.Net;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

public sealed class ConnectorPagesTests
{
    [Fact]
    public async Task WithoutConnectors_ItSaysSo()
    {
        await using var site = await ConsoleSite.Start();
        (await (await site.Of(PersonRole.Planner)).Get("/connectors")).Is(HttpStatusCode.OK).Says("No connector serves this site");
        (await (await site.Of(PersonRole.Planner)).Get("/connectors/none")).Is(HttpStatusCode.NotFound);
        (await (await site.Of(PersonRole.Technician)).Get("/connectors")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Resume_TriesAtOnce_AndIsAudited()
    {
        var cmms = new PlayedCmms { Script = (_, _) => Play.Status(401) };
        await using var site = await ConsoleSite.Start(o => o with { Connectors = new([cmms.AsConnector(null)]) });
        await site.Server.Scan("AHU-000123");
        await site.Server.Dispatch();
        var operators = await site.Of(PersonRole.Planner);
        (await operators.Get("/connectors/played")).Says("not admitted", "Mend them, then Resume", "1 messages");
        cmms.Script = (_, _) => null;
        (await operators.Send("/connectors/played/resume")).Says("Tried again at once");
        await site.Server.Dispatch();
        (await operators.Get("/connectors/played")).Says("flowing", "0 messages");
        Assert.Equal("1", Assert.Single(site.Server.Rows("select count(*) from audit where action = 'connector.resumed'")));
        (await (await site.Of(PersonRole.Technician)).Post("/connectors/played/resume")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task ConnectorOfAnotherSite_IsNotThere()
    {
        var cmms = new PlayedCmms();
        await using var site = await ConsoleSite.Start(o => o with { Connectors = new([cmms.AsConnector(null) with { Sites = [TestPlants.South] }]) });
        (await (await site.Of(PersonRole.Manager)).Get("/connectors/played")).Is(HttpStatusCode.NotFound);
        (await (await site.Of(PersonRole.Manager)).Post("/connectors/played/resume")).Is(HttpStatusCode.NotFound);
        (await (await site.Of(PersonRole.Manager, TestPlants.South)).Get("/connectors/played")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Conflicts_AreReadInPages_AndHostileOnesAreText()
    {
        var cmms = new PlayedCmms();
        await using var site = await ConsoleSite.Start(o => o with { Connectors = new([cmms.AsConnector(null)]) });
        await site.Server.Installation.Writer.Change(session =>
        {
            for (var i = 0; i < 60; i++) session.SaveConflict(new("played", $"asset:{i:000}", 1, "asset_taken", "<script>alert(1)</script>"), site.Server.Installation.Clock.Now());
            return true;
        });
        var first = (await (await site.Of(PersonRole.Planner)).Get("/connectors/played")).Says("asset:000", "asset:049", "<script>alert(1)</script>").SaysNot("asset:050");
        Assert.Contains("?after=asset%3A049", first.Html, StringComparison.Ordinal);
        (await (await site.Of(PersonRole.Planner)).Get("/connectors/played?after=asset%3A049")).Says("asset:050", "asset:059").SaysNot("asset:049");
    }
}
