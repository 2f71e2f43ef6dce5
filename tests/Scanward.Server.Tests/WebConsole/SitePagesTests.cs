using System.Net;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The sites that somebody may look at, and what an admin changes of one.</summary>
public sealed class SitePagesTests
{
    [Fact]
    public async Task Sites_AreThoseOfThePerson()
    {
        await using var site = await PlantOfPages.Start();
        var (one, all) = (await site.As(PersonRole.Technician), await site.With("north-clinic=technician", "south-plant=planner"));
        (await one.Get("/sites")).Says("North Clinic", "Denise Washington", "open", "Tue 10:00").SaysNot("South Plant");
        (await all.Get("/sites")).Says("North Clinic", "South Plant", "Tue 17:00");
        (await one.Get("/sites/north-clinic")).Says("mon-thu 07:00-19:00", "fri 07:00-12:30 13:30-17:00", "2026-11-26", "220 m around 41.8963, -87.6217", "3 in use", "3 stocked", "2 technicians in 1 crew", "0 with a valid key", "can match here").SaysNot("Save");
        (await one.Get("/sites/south-plant")).Is(HttpStatusCode.NotFound);
        (await all.Get("/sites/south-plant")).Is(HttpStatusCode.OK).Says("looking from another site");
    }

    [Fact]
    public async Task Site_IsChangedByAnAdmin_AndRoutingGoesByIt()
    {
        await using var site = await PlantOfPages.Start();
        var admin = await site.As(PersonRole.Admin);
        var page = await admin.Get("/sites/north-clinic");
        (string, string)[] Fields(params (string Name, string Value)[] other) =>
        [
            .. new (string Name, string Value)[]
            {
                ("etag", page.Hidden("/sites/north-clinic", "etag")), ("name", "North Clinic"), ("time_zone", "America/Chicago"), ("hours", "mon-fri 08:00-16:00"), ("holidays", "2026-12-25"), ("latitude", "41.9"),
                ("longitude", "-87.6"), ("radius", "300"), ("manager", "D. W."),
            }.Where(f => other.All(o => o.Name != f.Name)), .. other,
        ];
        (await admin.Post("/sites/north-clinic", Fields(("time_zone", "America/Chicagoo")))).Faults("time_zone", "There is no time zone");
        (await admin.Post("/sites/north-clinic", Fields(("hours", "mon-fri 16:00-08:00")))).Faults("hours", "end before they begin");
        (await admin.Post("/sites/north-clinic", Fields(("hours", "")))).Faults("hours", "Say when the site works");
        (await admin.Post("/sites/north-clinic", Fields(("radius", "")))).Faults("latitude", "all three, or none");
        (await admin.Post("/sites/north-clinic", Fields(("latitude", "91")))).Faults("latitude", "from -90 to 90");
        (await admin.Send("/sites/north-clinic", Fields(("geolocation", "on")))).Says("Saved.", "mon-fri 08:00-16:00", "2026-12-25", "300 m around 41.9, -87.6", "must say where it was made", "D. W.").SaysNot("mon-thu 07:00-19:00 fri");
        (await admin.Post("/sites/north-clinic", Fields())).Is(HttpStatusCode.PreconditionFailed).Says("Somebody has changed this site");
        Assert.True(site.Server.Installation.Sites[1].Site.GeolocationRequired);
        Assert.Equal(["site.changed person0"], site.Server.Rows("select action, actor from audit where entity = 'site' and action like 'site.%'"));
    }

    [Fact]
    public async Task Site_IsChangedByNobodyElse()
    {
        await using var site = await PlantOfPages.Start();
        var (planner, southern) = (await site.As(PersonRole.Planner), await site.As(PersonRole.Admin, TestPlants.South));
        await planner.Get("/sites");
        (await planner.Post("/sites/north-clinic", ("name", "Mine"))).Is(HttpStatusCode.Forbidden);
        await southern.Get("/sites");
        (await southern.Post("/sites/north-clinic", ("name", "Mine"))).Is(HttpStatusCode.NotFound);
        Assert.Equal(["North Clinic"], site.Server.Rows("select name from site where site_id = 'north-clinic'"));
    }

    /// <summary>Every page answers with the part that moves where htmx asks for that.</summary>
    [Fact]
    public async Task EveryPage_AnswersInPartToo()
    {
        await using var site = await PlantOfPages.Start();
        var admin = await site.As(PersonRole.Admin);
        foreach (var address in new[] { "/assets", "/assets/AHU-000123", "/parts", "/parts/bearing_6205", "/crews", "/crews/technicians/nc-t001", "/calendar", "/calendar?day=2026-11-30", "/sites", "/sites/north-clinic" })
        {
            var (whole, part) = (await admin.Get(address), await admin.Get(address, partial: true));
            Assert.Contains("<html", whole.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<html", part.Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
            Assert.Contains("data-live=", part.Html, StringComparison.Ordinal);
        }
    }
}
