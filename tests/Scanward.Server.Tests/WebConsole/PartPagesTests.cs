using System.Net;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>Stock as bars and words, its ledger, and what is booked.</summary>
public sealed class PartPagesTests
{
    [Fact]
    public async Task List_ShowsWhatIsLowAndWhatIsShort()
    {
        await using var site = await PlantOfPages.Start();
        await site.Server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"));
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/parts")).Says("bearing_6205", "seal_o_ring", "filter/kit", "enough", "short", "below safety stock", PlantOfPages.Hostile).SaysNot("only_south");
        (await somebody.Get("/parts?show=low")).Says("seal_o_ring", "filter/kit").SaysNot("bearing_6205");
        (await somebody.Get("/parts?show=short")).Says("seal_o_ring", "2 more are wanted than there are, and none is on order.").SaysNot("bearing_6205", "filter/kit");
        (await somebody.Get("/parts?show=all")).Says("only_south", "not stocked here");
        (await somebody.Get("/parts?q=groove+bearing")).Says("bearing_6205").SaysNot("seal_o_ring");
        var first = await somebody.Get("/parts?limit=2");
        first.Says("bearing_6205", "filter/kit").SaysNot("seal_o_ring");
        (await somebody.Get(first.Link("next")!)).Says("seal_o_ring").SaysNot("bearing_6205");
        (await somebody.Get("/parts?show=nothing")).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Part_SaysWhoWaitsAndWhatWasMoved()
    {
        await using var site = await PlantOfPages.Start();
        var number = (string)(await site.Server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"))).Json["work_order"]!["number"]!;
        await site.Server.North.Scan(TestScans.Corrective("AHU-000123"));
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/parts/seal_o_ring")).Says(number, "Heating pump 1", "2 more are wanted than there are").SaysNot("A delivery came");
        (await somebody.Get("/parts/bearing_6205")).Says("98 free of 100", "reserve", "+2", "No work order waits for it.");
        (await somebody.Get("/parts/bearing_6205?kind=count")).Says("Nothing was booked of this kind");
        (await somebody.Get("/parts/filter%2Fkit")).Is(HttpStatusCode.OK).Says("Air filter kit");
        (await somebody.Get("/parts/none")).Is(HttpStatusCode.NotFound).Says("North Clinic has no part 'none'");
    }

    [Fact]
    public async Task Delivery_IsBookedOnce_AndSetsWorkFree()
    {
        await using var site = await PlantOfPages.Start();
        var number = (string)(await site.Server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"))).Json["work_order"]!["number"]!;
        var planner = await site.As(PersonRole.Planner);
        var page = await planner.Get("/parts/seal_o_ring");
        var replenishment = page.Hidden("/parts/seal_o_ring/receive", "replenishment");
        (await planner.Send("/parts/seal_o_ring/receive", ("quantity", "20"), ("delivery", "DN-1"), ("replenishment", replenishment))).Says("1 work order has its parts now", number, "20 of seal_o_ring are on hand now", "DN-1");
        (await planner.Post("/parts/seal_o_ring/receive", ("quantity", "20"), ("delivery", "DN-1"))).Is(HttpStatusCode.UnprocessableEntity).Says("was booked before");
        (await planner.Get("/parts?view=replenishments&state=received")).Says("seal_o_ring", "received");
        site.Server.CheckBooks();
    }

    [Fact]
    public async Task CountAndCorrection_NeedWhatTheyNeed()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        await planner.Get("/parts/bearing_6205");
        (await planner.Send("/parts/bearing_6205/count", ("on_hand", "90"), ("note", "yearly"))).Says("90 of bearing_6205 are on hand now", "-10", "yearly", "person0");
        (await planner.Post("/parts/bearing_6205/count", ("on_hand", "-1"))).Faults("count-on_hand", "from 0 to");
        (await planner.Post("/parts/bearing_6205/adjust", ("change", "0"))).Faults("adjust-change", "changes nothing").Faults("adjust-note", "Say why");
        (await planner.Post("/parts/bearing_6205/adjust", ("change", "-91"), ("note", "lost"))).Is(HttpStatusCode.UnprocessableEntity).Says("90 of bearing_6205 are on hand");
        (await planner.Post("/parts/bearing_6205/receive", ("quantity", "many"))).Faults("receive-quantity", "whole number").Faults("receive-delivery", "is missing");
        Assert.Equal(["90"], site.Server.Rows("select on_hand from stock where site_no = 1 and part_id = 'bearing_6205'"));
        site.Server.CheckBooks();
    }

    [Fact]
    public async Task Transfer_GoesFromSiteToSite()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.With("north-clinic=planner", "south-plant=planner");
        await planner.Get("/parts/bearing_6205");
        (await planner.Post("/parts/bearing_6205/send", ("quantity", "5"))).Faults("send-to_site", "Say to which site");
        await planner.Send("/parts/bearing_6205/send", ("quantity", "5"), ("to_site", "south-plant"));
        (await planner.Get("/parts?view=transfers")).Says("bearing_6205", "on its way").SaysNot("It arrived");
        var south = await site.As(PersonRole.Planner, TestPlants.South);
        var there = await south.Get("/parts?view=transfers");
        var id = TimeOrderedId.Format(site.Server.Number("select transfer_id from transfer"));
        there.Says("It arrived");
        (await south.Post($"/parts/transfers/{id}", ("quantity", "6"))).Is(HttpStatusCode.UnprocessableEntity).Says("more cannot arrive");
        (await south.Send($"/parts/transfers/{id}", ("quantity", "4"))).Says("4 of 5", "54 of bearing_6205 are on hand now");
        site.Server.CheckBooks();
    }

    [Fact]
    public async Task Replenishment_IsNotedAsOrdered_OrCancelled()
    {
        await using var site = await PlantOfPages.Start();
        await site.Server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"));
        var planner = await site.As(PersonRole.Planner);
        (await planner.Get("/parts?view=replenishments")).Says("seal_o_ring", "to be ordered");
        var id = TimeOrderedId.Format(site.Server.Number("select replenishment_id from replenishment where part_id = 'seal_o_ring'"));
        (await planner.Post($"/parts/replenishments/{id}", ("quantity", "0"), ("eta", "soon"))).Faults($"{id}-quantity", "from 1 to").Faults($"{id}-eta", "such as 2026-11-30");
        (await planner.Send($"/parts/replenishments/{id}", ("quantity", "30"), ("eta", "2026-11-28"))).Says("Noted as ordered.", "ordered");
        (await planner.Get("/parts/seal_o_ring")).Says("30 are on order, which is enough");
        (await planner.Send($"/parts/replenishments/{id}", ("do", "cancel"))).Says("cancelled");
        (await planner.Post($"/parts/replenishments/{id}", ("quantity", "3"))).Is(HttpStatusCode.UnprocessableEntity).Says("only one that is open or ordered can change");
        (await (await site.As(PersonRole.Technician)).Get("/parts?view=replenishments")).SaysNot("Note as ordered");
    }

    [Fact]
    public async Task Technician_BooksNothing()
    {
        await using var site = await PlantOfPages.Start();
        var technician = await site.As(PersonRole.Technician);
        await technician.Get("/parts/bearing_6205");
        foreach (var booking in new[] { "receive", "count", "adjust", "send" })
            (await technician.Post($"/parts/bearing_6205/{booking}", ("quantity", "1"), ("delivery", "D"), ("on_hand", "1"), ("change", "1"), ("note", "n"), ("to_site", "south-plant"))).Is(HttpStatusCode.Forbidden);
        Assert.Equal(["100"], site.Server.Rows("select on_hand from stock where site_no = 1 and part_id = 'bearing_6205'"));
    }
}
