using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>What is due by day, and another day for it.</summary>
public sealed class CalendarPagesTests
{
    [Fact]
    public async Task Month_ShowsWhatIsDueAgainstCrewHours_WithHolidays()
    {
        await using var site = await PlantOfPages.Start();
        var somebody = await site.As(PersonRole.Technician);
        var page = await somebody.Get("/calendar");
        page.Says("November 2026", "1 due", "holiday", "07:00-19:00", "07:00-12:30, 13:30-17:00", "1 h 15 min of 16 h");
        page.Says("Monday 30 November 2026");
        (await somebody.Get("/calendar?view=week&on=2026-12-02")).Says("Week of 30 November 2026", "1 due");
        (await somebody.Get("/calendar?view=month&on=2027-02-10")).Says("February 2027").SaysNot("1 due");
        (await somebody.Get("/calendar?on=2026-13-01")).Is(HttpStatusCode.UnprocessableEntity).Says("A day is written such as 2026-11-30");
        site.Server.Clock.Advance(TimeSpan.FromDays(10));
        somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/calendar")).Says("1 is overdue");
        (await somebody.Get("/calendar?overdue=yes")).Says("AHU-000123", "4 days ago");
    }

    [Fact]
    public async Task Day_SaysHowOftenAndWhatItTakes()
    {
        await using var site = await PlantOfPages.Start();
        (await (await site.As(PersonRole.Technician)).Get("/calendar?day=2026-11-30")).Says("Monday 30 November 2026", "in 6 days; the site is open 07:00-19:00", "AHU-000123", "every 90 days or every 1,600 run hours", "from 7 days before to 7 days after", "1 × filter/kit", "75")
            .SaysNot("AHU-000201", "Move");
    }

    [Fact]
    public async Task WhatIsDone_StaysOnTheDayOnWhichItWasDue()
    {
        await using var site = await PlantOfPages.Start();
        var scan = TestScans.Corrective("AHU-000123").Without("failure_mode").With("scan_type", "preventive");
        Assert.Equal(HttpStatusCode.Created, (await site.Server.North.Post("/api/v1/parts/filter%2Fkit/count", """{"on_hand": 50}""")).Status);
        var ack = await site.Server.North.Scan(scan);
        var work = ack.Json["work_order"] ?? throw new InvalidOperationException(ack.Text);
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/calendar?day=2026-11-30")).Says((string)work["number"]!);
        (await somebody.Get("/calendar")).Says("1 begun");
        var address = $"/api/v1/work-orders/{(string)work["id"]!}";
        foreach (var state in new[] { "in_progress", "completed" })
        {
            var changed = await site.Server.North.Change(address, new JsonObject { ["state"] = state }.ToJsonString());
            Assert.True(changed.Status == HttpStatusCode.OK, $"{ack.Text} {changed.Text}");
        }

        (await somebody.Get("/calendar")).Says("1 done").SaysNot("1 begun");
        (await somebody.Get("/calendar?day=2026-11-30")).Says("No plan is due on this day.", (string)work["number"]!, "completed");
        (await somebody.Get("/calendar?day=2027-02-28")).Says("AHU-000123");
    }

    [Fact]
    public async Task Move_NeedsAReason_AndStandsInTheAuditLog()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        var page = await planner.Get("/calendar/move?asset=AHU-000123");
        var revision = page.Hidden("/calendar/move", "revision");
        (string, string)[] Fields(string next, string reason, string? seen = null) => [("asset", "AHU-000123"), ("revision", seen ?? revision), ("next", next), ("reason", reason)];
        (await planner.Post("/calendar/move", Fields("", ""))).Faults("next", "The new day is missing.").Faults("reason", "The reason is missing.");
        (await planner.Post("/calendar/move", Fields("2026-11-30", "x"))).Faults("next", "due on that day already");
        (await planner.Post("/calendar/move", Fields("2126-11-30", "x"))).Faults("next", "within ten years");
        (await planner.Send("/calendar/move", Fields("2026-12-02", "roof closed"))).Says("is due on 2026-12-02 now; it was 2026-11-30", "Wednesday 2 December 2026", "AHU-000123");
        (await planner.Post("/calendar/move", Fields("2026-12-09", "again"))).Is(HttpStatusCode.PreconditionFailed).Says("Somebody has changed this asset");
        Assert.Equal(["roof closed 2026-12-02"], site.Server.Rows("select json_extract(after, '$.reason'), json_extract(after, '$.preventive.next') from audit where action = 'asset.changed'"));
        Assert.Equal(["2026-12-02 75"], site.Server.Rows("select pm_next, pm_minutes from asset where asset_id = 'AHU-000123'"));
    }

    [Fact]
    public async Task Move_IsForPlannersAndForAssetsOfTheSite()
    {
        await using var site = await PlantOfPages.Start();
        var (technician, planner) = (await site.As(PersonRole.Technician), await site.As(PersonRole.Planner));
        (await technician.Get("/calendar/move?asset=AHU-000123")).Is(HttpStatusCode.Forbidden);
        (await technician.Post("/calendar/move", ("asset", "AHU-000123"), ("next", "2026-12-02"), ("reason", "x"), ("revision", "1"))).Is(HttpStatusCode.Forbidden);
        foreach (var asset in new[] { "AHU-000201", "PMP-000101", "NONE" }) (await planner.Get($"/calendar/move?asset={asset}")).Is(HttpStatusCode.NotFound);
        (await planner.Post("/calendar/move", ("asset", "AHU-000201"), ("next", "2026-12-02"), ("reason", "x"), ("revision", "1"))).Is(HttpStatusCode.NotFound);
    }
}
