using System.Security.Cryptography;
using Scanward.Ingestion.Tags;
using Scanward.Server.Access;
using Scanward.Server.Labels;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Labels;

/// <summary>Blank labels: their first scan asks which asset it is, and is routed once somebody says so.</summary>
public sealed class BlankTagTests
{
    [Fact]
    public async Task FirstScan_AsksWhichAsset_AndIsRoutedOnceTheTagIsClaimed()
    {
        await using var server = await RunningServer.Start(o => o with { Tags = LabelPlant.Tags });
        var siteNo = server.Installation.Sites.NumberOf(TestPlants.North)!.Value;
        var sheet = Assert.IsType<LabelSheet>(await server.Installation.Labels.Print(siteNo, new LabelOrder { Blank = 3 }, new(7, "denise"), CancellationToken.None));
        Assert.Equal(3, sheet.Tags.Distinct().Count());
        Assert.All(sheet.Tags, tag => Assert.True(OwnId.TryRead(tag, out var canonical) && canonical == tag));

        var scan = TestScans.Tagged($"HTTPS://TAGS.EXAMPLE.ORG/T/{sheet.Tags[1]}", "]Q1");
        var refused = (await server.North.Scan(scan)).Is(Problems.TagUnclaimed);
        Assert.Contains("choose the asset", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        var letter = (await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json;
        Assert.Equal(("open", "tag_unclaimed"), ((string)letter["state"]!, (string)letter["code"]!));

        // Typed off the label it is the same tag; a tag that was never printed is simply unknown, and so is this one at another site.
        (await server.North.Scan(TestScans.Tagged(sheet.Tags[1].ToLowerInvariant()))).Is(Problems.TagUnclaimed);
        (await server.North.Scan(TestScans.Tagged(OwnId.Make(RandomNumberGenerator.GetBytes(20))))).Is(Problems.AssetUnknown);
        (await server.South.Scan(TestScans.Tagged(sheet.Tags[1]))).Is(Problems.AssetUnknown);

        var claimed = await server.North.Post("/api/v1/assets/DOOR-00001/tags", $$"""{"tag": "{{sheet.Tags[1]}}", "operator_id": "denise"}""");
        Assert.Equal(2, (int)claimed.Json["replayed"]!);
        Assert.Equal("replayed", (string)(await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["state"]!);
        var again = await server.North.Scan(scan);
        Assert.True(again.Replayed);
        Assert.NotNull(again.Json["work_order"]);
        (await server.North.Scan(TestScans.Tagged(sheet.Tags[0]))).Is(Problems.TagUnclaimed);

        var audited = (await server.North.Get("/api/v1/audit?action=blank_tags.printed")).Json["items"]![0]!;
        Assert.Equal(("denise", 3, sheet.Tags[0]), ((string)audited["actor"]!, (int)audited["after"]!["count"]!, (string)audited["after"]!["first"]!));
        server.CheckBooks();
    }

    [Fact]
    public async Task APhone_ClaimsWhatWasPrintedBlankForItsSite_AndNothingElse()
    {
        await using var server = await RunningServer.Start(o => o with { Tags = LabelPlant.Tags });
        var sheet = Assert.IsType<LabelSheet>(await server.Installation.Labels.Print(server.Installation.Sites.NumberOf(TestPlants.North)!.Value, new LabelOrder { Blank = 2 }, new(7, "denise"), CancellationToken.None));
        var (phone, southern) = ((await server.Key(Role.Device)).Http, (await server.Key(Role.Device, TestPlants.South)).Http);
        var refused = (await phone.Scan(TestScans.Tagged(sheet.Tags[0]))).Is(Problems.TagUnclaimed);
        string Claim(string tag, string more = "") => $$"""{"tag": "{{tag}}", "operator_id": "nc-t001"{{more}}}""";
        foreach (var body in new[] { Claim("LABEL-2"), Claim(sheet.Tags[0], """, "claim": true"""), Claim(sheet.Tags[0], """, "replaces": "HVAC-OLD-77" """) })
            (await phone.Post("/api/v1/assets/DOOR-00001/tags", body)).Is(Problems.NotPermitted);
        (await southern.Post("/api/v1/assets/AHU-000201/tags", Claim(sheet.Tags[0]))).Is(Problems.NotPermitted);

        Assert.Equal(1, (int)(await phone.Post("/api/v1/assets/DOOR-00001/tags", Claim(sheet.Tags[0]))).Json["replayed"]!);
        Assert.Equal("replayed", (string)(await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["state"]!);
        (await phone.Post("/api/v1/assets/PMP-000101/tags", Claim(sheet.Tags[0]))).Is(Problems.TagTaken);
        Assert.Equal("nc-t001", (string)(await server.North.Get("/api/v1/audit?action=asset.tags_changed")).Json["items"]![0]!["actor"]!);
    }

    /// <summary>A clumsy source of randomness gives every number several times.</summary>
    [Fact]
    public async Task NoTagIsDrawnTwice_NorOneThatAnAssetWearsOrWore()
    {
        await using var server = await LabelPlant.Start(1);
        var siteNo = server.SiteNo();
        using var first = new RepeatingRandom();
        var worn = OwnId.Make(first.Next(0));
        Assert.Null((await server.Installation.Tags.Add(siteNo, "AHU-000001", new(worn, null, false, null), AuditActor.CommandLine)).Problem);
        Assert.Null((await server.Installation.Tags.Retire(siteNo, "AHU-000001", worn, null, AuditActor.CommandLine)).Problem);
        using var random = new RepeatingRandom();
        var blank = new BlankTags(server.Installation.Writer, server.Installation.Clock, random);
        var drawn = (await blank.Draw(siteNo, 40, AuditActor.CommandLine)).AddRange(await blank.Draw(siteNo, 40, AuditActor.CommandLine));
        Assert.Equal(80, drawn.Distinct().Count());
        Assert.DoesNotContain(worn, drawn);
        Assert.Equal(80, server.Number("select count(*) from blank_tag"));
        Assert.Equal(2, server.Number("select count(*) from blank_batch where count = 40 and printed_by = 'command line'"));
    }

    [Fact]
    public async Task RefusedOrder_DrawsNothing()
    {
        await using var server = await LabelPlant.Start(1);
        var fault = Assert.Single(await server.Refused(new LabelOrder { Blank = 10, Stock = new RollStock(new(12, 6)) }));
        Assert.Equal(("size", "label_too_small"), (fault.Member, fault.Code));
        Assert.Equal(0, server.Number("select count(*) from blank_tag"));
    }

    /// <summary>Each draw is given out three times before the next.</summary>
    private sealed class RepeatingRandom : RandomNumberGenerator
    {
        private int draws;

        public byte[] Next(int draw) => SHA256.HashData(BitConverter.GetBytes(draw))[..20];

        public override void GetBytes(byte[] data) => Next(draws++ / 3).AsSpan(0, data.Length).CopyTo(data);
    }
}
