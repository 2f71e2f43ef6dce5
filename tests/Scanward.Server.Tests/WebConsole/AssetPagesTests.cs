using System.Net;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The list of assets, one asset with its past, and what a planner changes of it.</summary>
public sealed class AssetPagesTests
{
    [Fact]
    public async Task List_IsNarrowedByWordsClassCriticalityAndUse()
    {
        await using var site = await PlantOfPages.Start();
        var somebody = await site.As(PersonRole.Technician);
        (await somebody.Get("/assets")).Says("AHU-000123", "PMP-000101", PlantOfPages.Hostile).SaysNot("AHU-000201");
        (await somebody.Get("/assets?q=roof+air")).Says("AHU-000123").SaysNot("PMP-000101");
        (await somebody.Get("/assets?q=roof&class=&criticality=")).Says("AHU-000123").SaysNot("PMP-000101");
        (await somebody.Get("/assets?class=pump&criticality=3")).Says("PMP-000101").SaysNot("AHU-000123", "EVIL");
        (await somebody.Get("/assets?retired=yes")).Says("None match");
        (await somebody.Get("/assets?q=nothing+such")).Says("None match");
        (await somebody.Get("/assets?criticality=7")).Is(HttpStatusCode.UnprocessableEntity).Says("'7' is not a value of criticality.");
        (await somebody.Get("/assets?sort=name")).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task List_GoesOnFromPageToPage()
    {
        await using var site = await PlantOfPages.Start();
        var somebody = await site.As(PersonRole.Technician);
        var seen = new List<string>();
        for (var address = "/assets?limit=1"; address is not null && seen.Count < 9;)
        {
            var page = (await somebody.Get(address)).Is(HttpStatusCode.OK);
            seen.AddRange(new[] { "AHU-000123", "PMP-000101", PlantOfPages.HostileAsset }.Where(id => page.Said.Contains(id, StringComparison.Ordinal)));
            address = page.Link("next");
        }

        Assert.Equal(["PMP-000101", PlantOfPages.HostileAsset, "AHU-000123"], seen);
    }

    [Fact]
    public async Task OpenWork_IsCountedInTheListAndStandsOnTheAsset()
    {
        await using var site = await PlantOfPages.Start();
        var scan = await site.Server.North.Scan(TestScans.Corrective("AHU-000123"));
        var number = (string)scan.Json["work_order"]!["number"]!;
        await site.Server.North.Scan(TestScans.Corrective("AHU-000123").With("operator_id", "nc-t002"));
        var somebody = await site.As(PersonRole.Technician);
        Assert.Matches(@"asset_id=AHU-000123"">1</a>", (await somebody.Get("/assets")).Html);
        (await somebody.Get("/assets/AHU-000123")).Says(number, "Still to be done", "Scanned", "Down for", "2 × bearing_6205 reserved", "Failed: bearing noise", "before it came here")
            .Says("MTBF", "133 d", "until 2027-06-30, 219 days left", "Nordluft", "Every 90 days or every 1,600 run hours, whichever comes first", "Due at 12,000 run hours", "in 6 days");
    }

    [Fact]
    public async Task Lane_IsReadAPageAtATime()
    {
        await using var site = await PlantOfPages.Start();
        for (var i = 0; i < 23; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await site.Server.North.Scan(TestScans.Corrective("PMP-000101", $"fault_{i:00}").With("scan_timestamp", site.Server.Clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture)))).Status);
            site.Server.Clock.Advance(TimeSpan.FromHours(2));
        }

        var somebody = await site.As(PersonRole.Technician);
        var first = (await somebody.Get("/assets/PMP-000101")).Says("fault 22", "fault 03").SaysNot("fault 02");
        (await somebody.Get(first.Link("next")!)).Says("fault 02", "fault 00").SaysNot("fault 03");
    }

    [Fact]
    public async Task Names_ThatWouldDoHarm_AreShownAsText()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        var address = $"/assets/{Uri.EscapeDataString(PlantOfPages.HostileAsset)}";
        foreach (var page in new[] { await planner.Get("/assets"), await planner.Get(address), await planner.Get($"{address}/edit") })
        {
            page.Is(HttpStatusCode.OK).Says(PlantOfPages.HostileAsset);
            Assert.DoesNotContain("<script>alert", page.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", page.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b>-00001", page.Html, StringComparison.Ordinal);
        }

        var refused = (await planner.Post($"{address}/tags", ("tag", "\u202Egnp.<i>99"))).Is(HttpStatusCode.UnprocessableEntity).Says("The tag holds U+202E (writing direction control).");
        Assert.DoesNotContain("<i>", refused.Html, StringComparison.Ordinal);
        var tagged = await planner.Send($"{address}/tags", ("tag", "gnp.<i>99"));
        tagged.Says("gnp.<i>99");
        Assert.DoesNotContain("<i>", tagged.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssetOfAnotherSite_IsNotThere()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        foreach (var address in new[] { "/assets/AHU-000201", "/assets/AHU-000201/edit", "/assets/NONE-0001" }) (await planner.Get(address)).Is(HttpStatusCode.NotFound).Says("North Clinic has no asset");
        (await planner.Post("/assets/AHU-000201/tags", ("tag", "X-1"))).Is(HttpStatusCode.NotFound);
        (await planner.Post("/assets/AHU-000201/edit", ("name", "Mine"))).Is(HttpStatusCode.NotFound);
        Assert.Equal(0, site.Server.Number("select count(*) from audit where entity = 'asset' and entity_id = 'AHU-000201'"));
    }

    [Fact]
    public async Task Technician_SeesNoFormsAndIsRefused()
    {
        await using var site = await PlantOfPages.Start();
        var technician = await site.As(PersonRole.Technician);
        var page = await technician.Get("/assets/AHU-000123");
        Assert.DoesNotContain("action=\"/assets", page.Html, StringComparison.Ordinal);
        (await technician.Get("/assets/AHU-000123/edit")).Is(HttpStatusCode.Forbidden);
        foreach (var form in new[] { "edit", "tags", "tags/retire", "retire" })
            (await technician.Post($"/assets/AHU-000123/{form}", ("tag", "X-1"), ("name", "Mine"), ("reason", "because"))).Is(HttpStatusCode.Forbidden).Says("Nothing was changed");
        Assert.Equal(0, site.Server.Number("select count(*) from audit where action like 'asset.%'"));
    }

    [Fact]
    public async Task Change_IsSavedUnderTheVersionThatWasSeen()
    {
        await using var site = await PlantOfPages.Start();
        var (one, other) = (await site.As(PersonRole.Planner), await site.As(PersonRole.Planner));
        var form = await one.Get("/assets/AHU-000123/edit");
        await other.Get("/assets/AHU-000123/edit");
        (string, string)[] Fields(string name) => [("etag", form.Hidden("/assets/AHU-000123/edit", "etag")), ("name", name), ("class", "air_handler"), ("criticality", "4"), ("location", ""), ("skills", "hvac, electrical"), ("warranty_until", "2028-01-31"), ("vendor", "Nordluft")];
        (await one.Send("/assets/AHU-000123/edit", Fields("Air handler, new"))).Says("Saved.", "Air handler, new", "until 2028-01-31", "electrical, hvac");
        (await other.Post("/assets/AHU-000123/edit", Fields("Another name"))).Is(HttpStatusCode.PreconditionFailed).Says("Somebody has changed this asset", "The registry says now: Air handler, new");
        Assert.Equal(["Air handler, new 4"], site.Server.Rows("select name, criticality from asset where asset_id = 'AHU-000123'"));
        Assert.Equal(["asset.changed person0"], site.Server.Rows("select action, actor from audit where entity = 'asset'"));
    }

    [Fact]
    public async Task Change_ThatIsWrong_IsToldAtItsField()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        var etag = (await planner.Get("/assets/AHU-000123/edit")).Hidden("/assets/AHU-000123/edit", "etag");
        var page = await planner.Post("/assets/AHU-000123/edit", ("etag", etag), ("name", ""), ("class", "air handler!"), ("criticality", "9"), ("warranty_until", "soon"), ("location", "kept\u202E"));
        page.Faults("name", "The name is missing.").Faults("criticality", "from 1 to 5").Faults("warranty_until", "such as 2026-11-30").Faults("location", "control character");
        (await planner.Post("/assets/AHU-000123/edit", ("etag", etag), ("name", "A"), ("class", "air handler!"), ("criticality", "3"))).Faults("class", "");
        (await planner.Post("/assets/AHU-000123/edit", ("name", "A"), ("class", "pump"), ("criticality", "3"))).Is(HttpStatusCode.PreconditionFailed);
        Assert.Equal(["Air handler, roof east 5"], site.Server.Rows("select name, criticality from asset where asset_id = 'AHU-000123'"));
    }

    [Fact]
    public async Task Tags_AreAddedReplacedAndTakenOff_AndWhatWasWornStays()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        await planner.Get("/assets/AHU-000123");
        (await planner.Send("/assets/AHU-000123/tags", ("tag", "NEW-TAG-1"), ("replaces", "HVAC-OLD-77"), ("reason", "worn off"))).Says("The tag was added.", "NEW-TAG-1", "HVAC-OLD-77", "worn off, person0");
        var key = site.Server.Rows("select tag_key from tag where raw = 'NEW-TAG-1'").Single();
        (await planner.Send("/assets/AHU-000123/tags/retire", ("key", key), ("reason", "lost"))).Says("was taken off", "lost, person0");
        (await planner.Post("/assets/AHU-000123/tags/retire", ("key", key))).Is(HttpStatusCode.UnprocessableEntity).Says("wears this tag no more");
        (await planner.Post("/assets/AHU-000123/tags", ("tag", " "))).Faults("add-tag", "The tag is missing");
        (await planner.Post("/assets/PMP-000101/tags", ("tag", "]C180049520614141234567"))).Faults("add-tag", "belongs to AHU-000123");
        (await planner.Send("/assets/PMP-000101/tags", ("tag", "]C180049520614141234567"), ("claim", "on"))).Says("The tag was added.");
        Assert.Equal(["PMP-000101"], site.Server.Rows("select a.asset_id from tag t join asset a on a.asset_no = t.asset_no where t.raw = ']C180049520614141234567'"));
    }

    [Fact]
    public async Task Retire_TakesItOutOfUse_ButNotWhileWorkIsOpen()
    {
        await using var site = await PlantOfPages.Start();
        var planner = await site.As(PersonRole.Planner);
        await site.Server.North.Scan(TestScans.Corrective("AHU-000123"));
        await planner.Get("/assets/AHU-000123");
        (await planner.Post("/assets/AHU-000123/retire", ("reason", "sold"))).Is(HttpStatusCode.UnprocessableEntity).Says("Work is open on it");
        (await planner.Post("/assets/PMP-000101/retire", ("reason", ""))).Faults("retire-reason", "The reason is missing.");
        (await planner.Send("/assets/PMP-000101/retire", ("reason", "sold"))).Says("taken out of use");
        (await planner.Get("/assets")).SaysNot("PMP-000101");
        (await planner.Get("/assets?retired=yes")).Says("PMP-000101", "retired").SaysNot("AHU-000123");
    }
}
