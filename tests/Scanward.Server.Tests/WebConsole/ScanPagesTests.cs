using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The list of scans, and how far it looks.</summary>
public sealed class ScanPagesTests
{
    [Fact]
    public async Task ScansOfAnAsset_AreAll_AlsoThoseThatMadeNoWorkOrder()
    {
        await using var site = await PlantOfPages.Start();
        var north = site.Server.North;
        var made = await north.Scan(TestScans.Corrective("AHU-000123"));
        var again = await north.Scan(TestScans.Corrective("AHU-000123").With("operator_id", "nc-t002"));
        var looked = await north.Scan(TestScans.Corrective("AHU-000123").Without("failure_mode").With("scan_type", "inspection").With("scan_timestamp", "2020-01-01T00:00:00Z")); // for a person to look at
        await north.Scan(TestScans.Corrective("PMP-000101", "seal_leak"));
        string[] scans = [(string)looked.Json["scan_id"]!, (string)again.Json["scan_id"]!, (string)made.Json["scan_id"]!];
        Assert.Null(looked.Json["work_order"]);

        var somebody = await site.As(PersonRole.Technician);
        Assert.Equal(scans, Listed((await somebody.Get("/scans?asset_id=AHU-000123")).Is(HttpStatusCode.OK)));
        Assert.Equal(scans[..1], Listed(await somebody.Get("/scans?asset_id=AHU-000123&type=inspection")));
        var first = await somebody.Get("/scans?asset_id=AHU-000123&limit=1");
        Assert.Equal(scans[1..], Listed(await somebody.Get(first.Link("next")!.Replace("limit=1", "limit=9", StringComparison.Ordinal))));
        Assert.Empty(Listed((await somebody.Get("/scans?asset_id=NONE-000001")).Says("None match")));
    }

    [Fact]
    public async Task Filters_LookThroughSoMany_AndSayHowFarBack()
    {
        await using var site = await PlantOfPages.Start();
        var oldest = (string)(await site.Server.North.Scan(TestScans.Corrective("AHU-000123").With("operator_id", "nc-t002"))).Json["scan_id"]!;
        await site.Server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"));
        MakeMore(site.Server, StoreReads.ScansLookedAt);

        var somebody = await site.As(PersonRole.Technician);
        var none = (await somebody.Get("/scans?operator=nc-t002")).Is(HttpStatusCode.OK).Says("None so far", "None of these 20,000 scans passes the filters");
        Assert.Equal([oldest], Listed((await somebody.Get(none.Link("next")!)).SaysNot("None so far", "looked through")));
        Assert.Equal([oldest], Listed(await somebody.Get("/scans?asset_id=AHU-000123")));
    }

    private static string[] Listed(ShownPage page) => [.. Regex.Matches(page.Html, "data-row=\"(?<id>[^\"]+)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Select(m => m.Groups["id"].Value)];

    /// <summary>Copies of the newest scan, as if it had been made so often again.</summary>
    private static void MakeMore(RunningServer server, int count)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "scanward.db")}");
        database.Open();
        using var insert = database.CreateCommand();
        insert.CommandText =
            $"""
            with recursive more (n) as (select 1 union all select n + 1 from more where n < {count})
            insert into scan (scan_id, site_no, asset_no, asset_id, scan_type, operator_id, idempotency_key, scanned_at, received_at, occurred_at, status, answer_status, ack)
            select scan_id + n, site_no, asset_no, asset_id, scan_type, operator_id, randomblob(16), scanned_at, received_at, occurred_at, status, answer_status, ack
            from (select * from scan order by scan_id desc limit 1), more
            """;
        Assert.Equal(count, insert.ExecuteNonQuery());
    }
}
