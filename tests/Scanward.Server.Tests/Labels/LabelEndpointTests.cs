using System.IO.Compression;
using System.Net;
using System.Text;
using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Labels;

/// <summary>Labels over HTTP.</summary>
public sealed class LabelEndpointTests
{
    [Fact]
    public async Task Labels_ComeAsAFile_OrAsAZipOfPages()
    {
        await using var server = await LabelPlant.Start(25);
        var client = server.Client(LabelPlant.Site);
        var pdf = await client.Post("/api/v1/labels", """{"all": true, "preset": "L7651", "symbol": "datamatrix"}""");
        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (pdf.Status, pdf.MediaType));
        Assert.StartsWith("%PDF-", pdf.Text, StringComparison.Ordinal);
        Assert.Equal(("25", "1"), (pdf.Headers.GetValues("Scanward-Labels").Single(), pdf.Headers.GetValues("Scanward-Pages").Single()));
        Assert.Equal("application/vnd.zebra-zpl", (await client.Post("/api/v1/labels", """{"assets": ["AHU-000001"], "format": "zpl", "size": "50x25"}""")).MediaType);
        var zipped = await client.Post("/api/v1/labels", """{"all": true, "format": "svg"}""");
        Assert.Equal("application/zip", zipped.MediaType);
        using var zip = new ZipArchive(new MemoryStream(zipped.Bytes));
        Assert.Equal(["labels-1.svg", "labels-2.svg"], zip.Entries.Select(e => e.Name));

        var blank = await client.Post("/api/v1/labels/blank", """{"count": 5, "operator_id": "denise", "sheet": {"page": "a4", "columns": 3, "rows": 8, "margin": "10,10", "gap": "2,0"}, "size": "50x30", "nudge": "0.5,-0.3"}""");
        Assert.Equal((HttpStatusCode.OK, "5"), (blank.Status, blank.Headers.GetValues("Scanward-Labels").Single()));
        Assert.Equal("denise", (string)(await client.Get("/api/v1/audit?action=blank_tags.printed")).Json["items"]![0]!["actor"]!);
        Assert.Contains((await client.Get("/api/v1/labels/presets")).Json["items"]!.AsArray(), p => (string)p!["preset"]! == "L7160" && (int)p["columns"]! == 3 && (double)p["width_mm"]! == 63.5);
    }

    [Fact]
    public async Task WrongOrders_AreToldMemberByMember()
    {
        await using var server = await LabelPlant.Start(1);
        var client = server.Client(LabelPlant.Site);
        (await client.Post("/api/v1/labels", """{"assets": ["x"], "symbol": "aztec", "size": "huge", "dpi": "many", "colour": "red", "sheet": {"page": "moon", "columns": 0, "rows": 1}}"""))
            .Is(Problems.InvalidBody).Says("/symbol", "unknown_value").Says("/size", "bad_format").Says("/dpi", "wrong_type").Says("/colour", "unknown_member").Says("/sheet/page", "bad_format").Says("/sheet/columns", "out_of_range");
        (await client.Post("/api/v1/labels", """{"assets": ["AHU-000001", "NOPE"], "dpi": 250}""")).Is(Problems.LabelsRefused).Says("/dpi", "unknown_value");
        (await client.Post("/api/v1/labels", """{"assets": ["AHU-000001", "NOPE"]}""")).Is(Problems.LabelsRefused).Says("/assets/1", "not_found");
        (await client.Post("/api/v1/labels", """{"assets": ["AHU-000001"], "size": "12x6"}""")).Is(Problems.LabelsRefused).Says("/assets/0", "label_too_small");
        (await client.Post("/api/v1/labels/blank", """{"count": 0}""")).Is(Problems.InvalidBody).Says("/count", "out_of_range");
        (await client.Post("/api/v1/labels", """{"assets": ["AHU-000001"], "logo": "R0lGODlhAQABAIAAAAAAAP"}""")).Is(Problems.InvalidBody).Says("/logo", "bad_format");
    }

    [Fact]
    public async Task LogoOf50Megabytes_IsRefused_BeforeItIsReadWhole()
    {
        await using var server = await LabelPlant.Start(1);
        using var body = new StringContent($$"""{"assets": ["AHU-000001"], "logo": "{{new string('A', 50 * 1024 * 1024)}}"}""", Encoding.UTF8, "application/json");
        var refused = (await HttpAnswer.Of(server.Client(LabelPlant.Site).PostAsync(new Uri("/api/v1/labels", UriKind.Relative), body))).Is(Problems.TooLarge);
        Assert.Contains("a logo at most 1 MiB", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        var fits = $$"""{"assets": ["AHU-000001"], "logo": "{{new string('A', 2 * 1024 * 1024)}}"}""";
        (await server.Client(LabelPlant.Site).Post("/api/v1/labels", fits)).Is(Problems.InvalidBody).Says("/logo", "too_long");
    }

    [Fact]
    public async Task DeviceKey_PrintsNothing_ButMaySeePresets()
    {
        await using var server = await LabelPlant.Start(1);
        var device = (await server.Key(Role.Device, LabelPlant.Site)).Http;
        (await device.Post("/api/v1/labels", """{"all": true}""")).Is(Problems.NotPermitted);
        (await device.Post("/api/v1/labels/blank", """{"count": 1}""")).Is(Problems.NotPermitted);
        Assert.Equal(HttpStatusCode.OK, (await device.Get("/api/v1/labels/presets")).Status);
    }
}
