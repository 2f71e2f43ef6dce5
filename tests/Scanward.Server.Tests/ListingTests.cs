using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests;

/// <summary>Lists: pages, cursors and filters, alike for all of them.</summary>
public sealed class ListingTests(ListingTests.FilledServer filled) : IClassFixture<ListingTests.FilledServer>
{
    private HttpClient North => filled.Server.North;

    public static TheoryData<string, string> Lists => new() { { "work-orders", "id" }, { "assets", "asset_id" }, { "dead-letters", "id" } };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Pages_OfAnySize_CoverEveryRowExactlyOnceInOneOrder(string list, string id)
    {
        var (whole, pages) = await North.GetAll($"/api/v1/{list}", 500);
        Assert.Equal(1, pages);
        Assert.True(whole.Count >= 5, $"{list} has {whole.Count} rows");
        Assert.Equal(whole.Count, whole.Select(row => (string)row[id]!).Distinct().Count());
        for (var limit = 1; limit <= whole.Count + 1; limit++)
        {
            var (items, parts) = await North.GetAll($"/api/v1/{list}", limit);
            Assert.Equal(whole.Select(row => row.ToJsonString()), items.Select(row => row.ToJsonString()));
            Assert.Equal((whole.Count + limit - 1) / limit, parts);
        }
    }

    [Fact]
    public async Task Pages_WhileRowsAreAdded_ShowNoRowTwiceAndMissNone()
    {
        await using var server = await RunningServer.Start();
        for (var i = 0; i < 5; i++) await server.North.Scan(TestScans.Corrective($"AHU-99990{i}"));
        var before = (await server.North.GetAll("/api/v1/dead-letters", 50)).Items.Select(r => (string)r["id"]!).ToArray();
        var first = (await server.North.Get("/api/v1/dead-letters?limit=2")).Json;
        await server.North.Scan(TestScans.Corrective("AHU-888888"));
        var rest = (await server.North.Get($"/api/v1/dead-letters?limit=50&cursor={(string)first["next"]!}")).Json;
        Assert.Equal(before, first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(r => (string)r!["id"]!));
        Assert.Null(rest["next"]);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Cursor_OfAnotherList_IsRefused(string list, string id)
    {
        Assert.NotEmpty(id);
        foreach (var other in Lists.Select(l => l.Data.Item1).Where(l => l != list))
        {
            var cursor = (string)(await North.Get($"/api/v1/{other}?limit=1")).Json["next"]!;
            (await North.Get($"/api/v1/{list}?cursor={cursor}")).Is(Problems.InvalidQuery).Says("cursor", "bad_cursor");
        }
    }

    [Theory]
    [InlineData("cursor=", "cursor", "bad_cursor")]
    [InlineData("cursor=!", "cursor", "bad_cursor")]
    [InlineData("cursor=AAAA", "cursor", "bad_cursor")]
    [InlineData("cursor=d29yay1vcmRlcnM6LTE", "cursor", "bad_cursor")]
    [InlineData("limit=0", "limit", "out_of_range")]
    [InlineData("limit=501", "limit", "out_of_range")]
    [InlineData("limit=-1", "limit", "out_of_range")]
    [InlineData("limit=ten", "limit", "out_of_range")]
    [InlineData("limit=5&limit=6", "limit", "duplicate_parameter")]
    [InlineData("colour=red", "colour", "unknown_parameter")]
    [InlineData("stat=open", "stat", "unknown_parameter")]
    [InlineData("State=open", "State", "unknown_parameter")]
    [InlineData("state=broken", "state", "unknown_value")]
    [InlineData("state=", "state", "unknown_value")]
    [InlineData("state=2", "state", "unknown_value")]
    [InlineData("priority=5", "priority", "unknown_value")]
    [InlineData("kind=corrective_wo", "kind", "unknown_value")]
    public async Task Query_ThatCannotBeMeant_IsRefused(string query, string parameter, string code) =>
        (await North.Get($"/api/v1/work-orders?{query}")).Is(Problems.InvalidQuery).Says(parameter, code);

    [Fact]
    public async Task Query_WithSeveralFaults_NamesThemAll() =>
        (await North.Get("/api/v1/assets?limit=0&cursor=x&colour=red&criticality=6")).Is(Problems.InvalidQuery)
            .Says("limit", "out_of_range").Says("cursor", "bad_cursor").Says("colour", "unknown_parameter").Says("criticality", "unknown_value");

    [Theory]
    [InlineData("work-orders", "state", "state")]
    [InlineData("work-orders", "kind", "kind")]
    [InlineData("work-orders", "outcome", "outcome")]
    [InlineData("work-orders", "priority", "priority")]
    [InlineData("work-orders", "crew", "crew")]
    [InlineData("work-orders", "technician", "technician")]
    [InlineData("work-orders", "asset_id", "asset/asset_id")]
    [InlineData("assets", "asset_id", "asset_id")]
    [InlineData("assets", "class", "class")]
    [InlineData("assets", "name", "name")]
    [InlineData("assets", "criticality", "criticality")]
    [InlineData("dead-letters", "code", "code")]
    [InlineData("dead-letters", "state", "state")]
    public async Task Filter_ByEachField_GivesJustTheRowsThatHaveTheValue(string list, string filter, string path)
    {
        var (all, _) = await North.GetAll($"/api/v1/{list}", 500);
        var values = all.Select(row => Value(row, path)).OfType<string>().Distinct().ToArray();
        Assert.NotEmpty(values);
        foreach (var value in values)
        {
            var (found, _) = await North.GetAll($"/api/v1/{list}?{filter}={Uri.EscapeDataString(value)}", 2);
            Assert.Equal(all.Where(row => Value(row, path) == value).Select(row => row.ToJsonString()), found.Select(row => row.ToJsonString()));
        }
    }

    [Fact]
    public async Task Filters_Together_MustAllHold()
    {
        var (found, _) = await North.GetAll("/api/v1/work-orders?kind=corrective&priority=3&state=waiting_parts", 1);
        Assert.NotEmpty(found);
        Assert.All(found, row => Assert.Equal(("corrective", 3, "waiting_parts"), ((string)row["kind"]!, (int)row["priority"]!, (string)row["state"]!)));
        Assert.Empty((await North.GetAll("/api/v1/work-orders?kind=inspection&priority=1", 50)).Items);
    }

    private static string? Value(JsonNode row, string path) => path.Split('/').Aggregate((JsonNode?)row, (node, member) => node?[member])?.ToString();

    /// <summary>A server with some rows in every list.</summary>
    public sealed class FilledServer : IAsyncLifetime
    {
        private RunningServer? server;

        internal RunningServer Server => server!;

        public async ValueTask InitializeAsync()
        {
            server = await RunningServer.Start();
            string[] modes = ["bearing_noise", "seal_leak", "belt_worn"];
            foreach (var asset in new[] { "AHU-000123", "AHU-000124", "PMP-000101", "PMP-000102" })
            {
                foreach (var mode in modes)
                {
                    server.Clock.Advance(TimeSpan.FromMinutes(20));
                    var scan = TestScans.Corrective(asset, mode).With("scan_timestamp", server.Clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"));
                    Assert.True((await server.North.Scan(scan)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
                    await server.North.Scan(scan.With("scan_type", "repair"));
                }

                await server.North.Scan(TestScans.Corrective(asset + "-X"));
            }

            server.Clock.Advance(TimeSpan.FromMinutes(20));
            await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_type", "inspection"));
            await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_type", "preventive").With("scan_timestamp", "2026-11-24T23:00:00Z"));
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
