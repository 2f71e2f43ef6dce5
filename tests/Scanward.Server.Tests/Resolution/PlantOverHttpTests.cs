using System.IO.Compression;
using System.Net;
using System.Text;
using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Resolution;

/// <summary>A plant goes in and out over HTTP as it does on the command line.</summary>
public sealed class PlantOverHttpTests
{
    private const string Address = "/api/v1/plant";

    private const string Fan = "id,site,name,class,criticality\nFAN-00000001,north-clinic,Fan,fan,3\n";

    private static readonly string[] tables = ["site", "asset", "asset_revision", "tag", "part", "stock", "stock_move", "content", "past_failure"];

    private static string[] All(RunningServer server) => [.. tables.SelectMany(table => server.Rows($"select * from {table}"))];

    [Theory]
    [InlineData("yaml", "application/yaml")]
    [InlineData("csv", "application/zip")]
    public async Task Export_BroughtInAgain_ChangesNothing_AndElsewhereMakesTheSame(string format, string mediaType)
    {
        await using var server = await RunningServer.Start();
        var everywhere = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        var exported = await everywhere.Get($"{Address}?format={format}");
        Assert.Equal((HttpStatusCode.OK, mediaType), (exported.Status, exported.MediaType));
        var before = All(server);
        var again = await everywhere.Post(Address, new ByteArrayContent(exported.Bytes), mediaType: mediaType);
        Assert.Equal((HttpStatusCode.OK, true), (again.Status, (bool)again.Json["changed_nothing"]!));
        Assert.Equal(before, All(server));

        await using var other = await RunningServer.Start(options => options with { Plant = null });
        var made = await (await other.Key(Role.Admin, Caller.AllSites)).Http.Post(Address, new ByteArrayContent(exported.Bytes), mediaType: mediaType);
        Assert.Equal((int)made.Json["assets"]!, (int)made.Json["assets_changed"]!);
        Assert.Equal(server.Rows("select asset_id, profile from asset order by asset_id"), other.Rows("select asset_id, profile from asset order by asset_id"));
    }

    [Fact]
    public async Task KeyOfASite_TakesOutAndBringsInThatSiteAlone()
    {
        await using var server = await RunningServer.Start();
        var north = (await server.Key(Role.Operator)).Http;
        var own = await north.Get(Address);
        Assert.Contains("north-clinic", own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id: south-plant", own.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await north.Post(Address, own.Text, mediaType: "application/yaml")).Status);
        var all = await (await server.Key(Role.Admin, Caller.AllSites)).Http.Get(Address);
        var before = All(server);
        (await north.Post(Address, all.Text, mediaType: "application/yaml")).Is(Problems.NotPermitted);
        (await (await server.Key(Role.Device)).Http.Get(Address)).Is(Problems.NotPermitted);
        Assert.Equal(before, All(server));
    }

    /// <summary>A class has assets at other sites, of which an export of one site must say nothing.</summary>
    [Fact]
    public async Task ClassesAtOtherSites_KeepTheirRepairs()
    {
        await using var server = await RunningServer.Start();
        var north = (await server.Key(Role.Operator)).Http;
        var exported = (await north.Get($"{Address}?format=csv")).Bytes;
        using (var zip = new ZipArchive(new MemoryStream(exported))) Assert.NotNull(zip.GetEntry("repairs.csv"));
        var south = server.Rows("select profile from asset where site_no = (select site_no from site where site_id = 'south-plant')");
        Assert.True((bool)(await (await server.Key(Role.Admin, Caller.AllSites)).Http.Post(Address, new ByteArrayContent(exported), mediaType: "application/zip")).Json["changed_nothing"]!);
        using var form = new MultipartFormDataContent { { new StringContent("class,failure_mode,minutes\nair_handler,bearing_noise,17\n"), "file", "repairs.csv" } };
        var changed = await north.Post(Address, form, mediaType: null);
        Assert.NotEqual(0, (int)changed.Json["assets_changed"]!);
        Assert.Equal(south, server.Rows("select profile from asset where site_no = (select site_no from site where site_id = 'south-plant')"));
    }

    [Fact]
    public async Task FilesOfAForm_AreBroughtIn_AndDryRunOnlyChecks()
    {
        await using var server = await RunningServer.Start();
        var north = (await server.Key(Role.Operator)).Http;
        var looked = await Send("?dry_run=true", ("assets.csv", Fan));
        Assert.Equal((1, true), ((int)looked.Json["assets"]!, (bool)looked.Json["dry_run"]!));
        (await north.Get("/api/v1/assets/FAN-00000001")).Is(Problems.NotFound);
        Assert.Equal(1, (int)(await Send("", ("assets.csv", Fan))).Json["assets_changed"]!);
        Assert.Equal("Fan", (string)(await north.Get("/api/v1/assets/FAN-00000001")).Json["name"]!);
        Assert.Equal("plant.imported", (string)(await north.Get("/api/v1/audit?entity=site")).Json["items"]![0]!["action"]!);

        var faulty = (await Send("", ("assets.csv", Fan.Replace(",3", ",9", StringComparison.Ordinal)), ("parts.csv", "id,name\nbearing_x,=cmd()\n"))).Is(Problems.InvalidPlant);
        Assert.Equal(["assets.csv:2:35", "parts.csv:2:11"], faulty.Json["errors"]!.AsArray().Select(e => $"{e!["file"]}:{e["line"]}:{e["column"]}"));
        async Task<HttpAnswer> Send(string query, params (string Name, string Text)[] files)
        {
            using var form = new MultipartFormDataContent();
            foreach (var (name, text) in files) form.Add(new StringContent(text), "file", name);
            return await north.Post(Address + query, form, mediaType: null);
        }
    }

    [Fact]
    public async Task WhatIsNoPlant_IsRefusedInWords_AndChangesNothing()
    {
        await using var server = await RunningServer.Start();
        var north = (await server.Key(Role.Operator)).Http;
        var before = All(server);
        (await north.Post(Address, "sites: [{ id: north-clinic, nmae: x }]", mediaType: "application/yaml")).Is(Problems.InvalidPlant);
        (await north.Post(Address, "not a zip", mediaType: "Application/ZIP")).Is(Problems.MalformedRequest);
        (await north.Post(Address, "no form", mediaType: "multipart/form-data; boundary=x")).Is(Problems.MalformedRequest);
        (await north.Post(Address, "no form", mediaType: "multipart/form-data")).Is(Problems.MalformedRequest);
        (await north.Post(Address, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n", mediaType: "multipart/form-data; boundary=x")).Is(Problems.MalformedRequest);
        (await north.Post(Address, "{}")).Is(Problems.UnsupportedMedia);
        (await north.Post($"{Address}?dryrun=true", "", mediaType: "application/yaml")).Is(Problems.InvalidQuery).Says("dryrun", "unknown_parameter");
        (await north.Post($"{Address}?dry_run=maybe", "", mediaType: "application/yaml")).Is(Problems.InvalidQuery).Says("dry_run", "unknown_value");
        (await north.Get($"{Address}?format=xml")).Is(Problems.InvalidQuery);
        Assert.Equal(before, All(server));
    }

    /// <summary>Work orders are numbered by it.</summary>
    [Fact]
    public async Task CodeOfAnotherSite_IsRefused_WithItsPlace()
    {
        await using var server = await RunningServer.Start();
        var everywhere = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        const string Yaml = "sites:\n  - { id: east-depot, name: East, code: NC, time_zone: UTC }\n";
        var refused = (await everywhere.Post(Address, Yaml, mediaType: "application/yaml")).Is(Problems.InvalidPlant);
        Assert.Equal(("code_twice", 2), ((string)refused.Json["errors"]![0]!["code"]!, (int)refused.Json["errors"]![0]!["line"]!));
        using var form = new MultipartFormDataContent { { new StringContent("id,name,code,time_zone\neast-depot,East,NC,UTC\n"), "file", "sites.csv" } };
        (await everywhere.Post(Address, form, mediaType: null)).Is(Problems.InvalidPlant);
        (await server.North.Change("/api/v1/sites/north-clinic", """{"code": "SP"}""")).Is(Problems.InvalidBody).Says("/code", "code_taken");
    }

    /// <summary>A small ZIP that would fill the memory.</summary>
    [Fact]
    public async Task Bomb_IsRefused()
    {
        await using var server = await RunningServer.Start();
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("assets.csv", CompressionLevel.Fastest).Open();
            var line = Encoding.UTF8.GetBytes(new string(',', 1 << 20));
            for (var i = 0; i < 129; i++) content.Write(line);
        }

        (await (await server.Key(Role.Operator)).Http.Post(Address, new ByteArrayContent(packed.ToArray()), mediaType: "application/zip")).Is(Problems.TooLarge);
    }
}
