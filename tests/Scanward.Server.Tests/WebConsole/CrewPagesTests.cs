using System.Net;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The timeline of crews, where the next urgent work would land, and what a planner changes of a technician.</summary>
public sealed class CrewPagesTests
{
    [Fact]
    public async Task Timeline_ShowsShiftsInTheSitesTimeWithUtc()
    {
        await using var site = await PlantOfPages.Start();
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/crews")).Is(HttpStatusCode.OK).Says("Tue 24 November 2026", "Amara Okafor", "1 of 2 on shift now")
            .Says("shift Tue 24 Nov 06:00 to Tue 24 Nov 14:00 America/Chicago (24T12:00Z to 24T20:00Z)")
            .Says("shift Mon 23 Nov 22:00 to Tue 24 Nov 06:00 America/Chicago", "0 h of 8 h", "0 h of 12 h").SaysNot("Ruud");
        (await somebody.Get("/crews?days=7&from=2026-12-20")).Says("Sun 20 Dec to Sat 26 Dec 2026", "absent Mon 21 Dec 00:00", "shift Sat 19 Dec 22:00 to Sun 20 Dec 06:00").SaysNot("shift Mon 21 Dec 22:00");
        (await somebody.Get("/crews?from=yesterday")).Is(HttpStatusCode.UnprocessableEntity).Says("such as 2026-11-30");
    }

    /// <summary>A day of 25 hours, when clocks go back: a shift over it is as long as it is.</summary>
    [Fact]
    public async Task Timeline_GoesOnWhereClocksChange()
    {
        await using var site = await PlantOfPages.Start();
        (await (await site.As(PersonRole.Technician)).Get("/crews?from=2026-11-01")).Says("shift Sat 31 Oct 22:00 to Sun 1 Nov 06:00 America/Chicago (01T03:00Z to 01T12:00Z)");
    }

    [Fact]
    public async Task NextUrgentWork_LandsWhereTheEngineWouldSendIt()
    {
        await using var site = await PlantOfPages.Start();
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/crews?skill=hvac&skill=mechanical")).Says("would be assigned now", "Decided by: only one qualified", "missing skill hvac; off shift");
        Assert.Contains("class=\"ghost\"", (await somebody.Get("/crews?skill=mechanical")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"ghost\"", (await somebody.Get("/crews?skill=mechanical&from=2026-12-24")).Html, StringComparison.Ordinal);
        (await somebody.Get("/crews?skill=diving")).Says("nobody qualified", "waits in the site's queue", "missing skill diving");

        site.Server.Clock.Advance(TimeSpan.FromHours(8)); // 18:00: only the one on call
        (await somebody.Get("/crews?skill=hvac")).Says("would be called out", "only one on call");

        // What it says is what becomes of a scan; and looking has changed nothing.
        Assert.Equal(0, site.Server.Number("select count(*) from technician_load where minutes > 0"));
        var ack = await site.Server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-25T00:00:00Z"));
        Assert.Equal("nc-t001", (string?)ack.Json["assigned"]?["technician"] ?? site.Server.Rows("select technician_id from work_order").Single());
        (await somebody.Get("/crews")).Says( // the repair, and the maintenance that is done with it
            "3 h 45 min of 8 h");
    }

    [Fact]
    public async Task Technician_IsChanged_AndWorkGoesByIt()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        var page = await planner.Get("/crews/technicians/nc-t001");
        page.Says("mon-fri 06:00-14:00", "daily 00:00-24:00", "0 of 480 minutes");
        (string, string)[] Fields(string shifts, string absences = "", string name = "Amara O.") =>
            [("etag", page.Hidden("/crews/technicians/nc-t001", "etag")), ("name", name), ("crew", "nc_mech"), ("skills", "hvac"), ("shifts", shifts), ("on_call", ""), ("absences", absences), ("load_limit", "6h"), ("role", "engineer")];
        (await planner.Post("/crews/technicians/nc-t001", Fields("mon-fri 6-2"))).Faults("shifts", "24-hour clock");
        (await planner.Post("/crews/technicians/nc-t001", Fields("weekends 08:00-12:00"))).Faults("shifts", "Days are mon");
        (await planner.Post("/crews/technicians/nc-t001", Fields("noon"))).Faults("shifts", "'noon' is no shift");
        (await planner.Post("/crews/technicians/nc-t001", Fields("mon 08:00-12:00", "2026-12-24 to 2026-12-20"))).Is(HttpStatusCode.UnprocessableEntity);
        (await planner.Send("/crews/technicians/nc-t001", Fields("mon-thu 08:00-16:00\nsat, sun 22:00-06:00", "2026-12-24 2026-12-26\n2027-01-01"))).Says("Saved.", "mon-thu 08:00-16:00", "22:00-06:00", "2027-01-01 2027-01-01", "0 of 360 minutes", "engineer");
        (await planner.Post("/crews/technicians/nc-t001", Fields("mon 08:00-12:00", name: "Late"))).Is(HttpStatusCode.PreconditionFailed).Says("Somebody has changed this technician");
        Assert.Equal("hvac", Assert.Single(site.Server.Installation.Sites[1].Roster.Technicians, t => t.TechnicianId == "nc-t001").Skills.Single());
        Assert.Equal(["technician.changed person0"], site.Server.Rows("select action, actor from audit where entity = 'technician'"));
    }

    [Fact]
    public async Task Technician_OfAnotherSite_IsNotThere_AndNobodyChangesOneWithoutTheRight()
    {
        await using var site = await PlantOfPages.Start();
        var (planner, technician) = (await site.As(PersonRole.Planner), await site.As(PersonRole.Technician));
        (await planner.Get("/crews/technicians/sp-t001")).Is(HttpStatusCode.NotFound);
        (await planner.Post("/crews/technicians/sp-t001", ("name", "Mine"))).Is(HttpStatusCode.NotFound);
        (await technician.Get("/crews/technicians/nc-t002")).Is(HttpStatusCode.OK).Says("<script>alert(1)</script>").SaysNot("Load limit");
        Assert.DoesNotContain("<script>alert", (await technician.Get("/crews")).Html, StringComparison.Ordinal);
        (await technician.Post("/crews/technicians/nc-t001", ("name", "Mine"))).Is(HttpStatusCode.Forbidden);
    }
}
