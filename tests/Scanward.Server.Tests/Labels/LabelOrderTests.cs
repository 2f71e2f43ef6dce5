using System.Security.Cryptography;
using Scanward.Ingestion.Tags;
using Scanward.Server.Labels;
using Scanward.Server.Storage;
using SkiaSharp;

namespace Scanward.Server.Tests.Labels;

/// <summary>What is said to an order that cannot be printed, and what a label leads to.</summary>
public sealed class LabelOrderTests
{
    private static readonly SheetStock grid = new(LabelPresets.A4, new(50, 30), 3, 8, 10, 10, 2, 0);

    [Fact]
    public async Task EveryFault_IsToldAtOnce()
    {
        await using var server = await LabelPlant.Start(1);
        var faults = await server.Refused(new LabelOrder { Preset = "L9999", Dpi = 250, Copies = 0, NudgeX = 30, Host = "evil.example", Logo = new byte[LabelLogo.BytesMost + 1] });
        Assert.Equal(["assets nothing_to_print", "preset unknown_value", "dpi unknown_value", "copies out_of_range", "nudge out_of_range", "logo logo_refused", "host unknown_host"], faults.Select(f => $"{f.Member} {f.Code}"));
        Assert.All(faults, f => Assert.EndsWith(".", f.Detail, StringComparison.Ordinal));
    }

    public static TheoryData<string, string, object> Papers => new()
    {
        { "sheet/columns sheet_overrun", "The columns take 164 mm with the margin, and the sheet has 160 mm: 2 fit.", grid with { Sheet = new(160, 297) } },
        { "sheet/rows sheet_overrun", "The rows take 250 mm with the margin, and the sheet has 200 mm: 6 fit.", grid with { Sheet = new(210, 200) } },
        { "sheet/columns sheet_overrun", "The columns take 410 mm with the margin, and the sheet has 210 mm: not one label fits.", grid with { Label = new(400, 30), Columns = 1 } },
        { "size out_of_range", "size is from 6 to 420 mm; this is 3.", new RollStock(new(50, 3)) },
    };

    [Theory]
    [MemberData(nameof(Papers))]
    public async Task PaperThatDoesNotHold_IsRefused(string expected, string detail, object stock)
    {
        await using var server = await LabelPlant.Start(1);
        var fault = Assert.Single(await server.Refused(new LabelOrder { Pick = new(), Stock = (LabelStock)stock }));
        Assert.Equal((expected, detail), ($"{fault.Member} {fault.Code}", fault.Detail));
    }

    [Fact]
    public async Task StartBeyondTheSheet_IsRefused_AndOverrunningLabelsGoOnTheNext()
    {
        await using var server = await LabelPlant.Start(30);
        Assert.Equal("The sheet has 21 labels: start is from 1 to 21, not 22.", Assert.Single(await server.Refused(new LabelOrder { Pick = new(), Start = 22 })).Detail);
        Assert.Equal("On a roll there is nothing to skip: leave start at 1.", Assert.Single(await server.Refused(new LabelOrder { Pick = new(), Preset = "roll-50x25", Start = 2 })).Detail);
        Assert.Equal((30, 3), (await server.Print(new LabelOrder { Pick = new(), Start = 20 })) is var sheet ? (sheet.Labels, sheet.Pages) : default);
        Assert.Equal((60, 3), (await server.Print(new LabelOrder { Pick = new(), Copies = 2 })) is var twice ? (twice.Labels, twice.Pages) : default);
    }

    [Fact]
    public async Task UnknownAndRetiredAssets_AreNamedOneByOne()
    {
        await using var server = await LabelPlant.Start(3);
        Assert.Null((await server.Installation.Tags.RetireAsset(server.SiteNo(), LabelPlant.IdOf(1), null, AuditActor.CommandLine)).Problem);
        var faults = await server.Refused(new LabelOrder { Assets = [LabelPlant.IdOf(0), "NO-\u202eSUCH", LabelPlant.IdOf(1)] });
        Assert.Equal(["assets/1 not_found This site has no asset 'NO-?SUCH'.", "assets/2 retired AHU-000002 was retired, and a label for it would lead to nothing."], faults.Select(f => $"{f.Member} {f.Code} {f.Detail}"));
        Assert.Equal(["AHU-000001", "AHU-000003"], (await server.Print(new LabelOrder { Pick = new("pump") })).Tags);
        Assert.Equal(["AHU-000003"], (await server.Print(new LabelOrder { Pick = new(null, "Größe") })).Tags);
    }

    /// <summary>A label is worn for years: one that leads to another asset is worse than none.</summary>
    [Fact]
    public async Task LabelThatWouldLeadElsewhere_IsRefused_OrTakesAnotherTag()
    {
        var own = OwnId.Make(SHA256.HashData("one"u8)[..20]);
        await using var server = await LabelPlant.Start(3, i => i switch
        {
            0 => $", tags: [AHU-000002, \"{own}\"]", // the second asset's id, and an own id
            2 => ", tags: [\"]C180049520614141234567\"]",
            _ => "",
        });
        Assert.Equal([own, "AHU-000003"], (await server.Print(new LabelOrder { Assets = ["AHU-000001", "AHU-000003"] })).Tags);
        var fault = Assert.Single(await server.Refused(new LabelOrder { Assets = ["AHU-000002"] }));
        Assert.Equal(("assets/0", "leads_elsewhere"), (fault.Member, fault.Code));
        Assert.Contains("which belongs to AHU-000001", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAHost_QrCodesHoldTheTag_AndANoteSaysSo()
    {
        await using var server = await Hosting.RunningServer.Start();
        var siteNo = server.Installation.Sites.NumberOf(Hosting.TestPlants.North)!.Value;
        var sheet = Assert.IsType<LabelSheet>(await server.Installation.Labels.Print(siteNo, new LabelOrder { Assets = ["DOOR-00001"] }, AuditActor.CommandLine, CancellationToken.None));
        Assert.Contains(sheet.Notes, n => n.Contains("tags.own_hosts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NameThatNoFontHas_IsRefused_WithTheCharacter()
    {
        await using var server = await LabelPlant.Start(1);
        var problem = await server.Installation.Labels.Print(server.SiteNo(), new LabelOrder { Assets = ["AHU-000001"], SiteText = "Plant \U000323AF" }, AuditActor.CommandLine, CancellationToken.None);
        var fault = Assert.Single(Assert.IsType<LabelsRefused>(problem).Faults);
        Assert.Equal("no_glyph", fault.Code);
        Assert.Contains("U+323AF", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logo_IsDrawn_AndAFalseOneIsRefused()
    {
        await using var server = await LabelPlant.Start(1);
        using var picture = new SKBitmap(200, 80);
        picture.Erase(SKColors.Black);
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
        var order = new LabelOrder { Pick = new(), Format = LabelFormat.Png, Preset = "roll-100x50", Dpi = 203, SiteText = "" };
        int Ink(LabelSheet sheet)
        {
            using var page = SKBitmap.Decode(sheet.Files[0].Content);
            return page.Pixels.Count(p => p.Red < 128);
        }

        var (without, with) = (Ink(await server.Print(order)), Ink(await server.Print(order with { Logo = encoded.ToArray() })));
        Assert.True(with > without + 1_000, $"{without} dots without, {with} with");
        foreach (var (logo, why) in new[] { ("GIF89a"u8.ToArray(), "not a PNG"), (encoded.ToArray()[..60], "Save it anew"), (new byte[LabelLogo.BytesMost + 1], "1,024 KiB") })
            Assert.Contains(why, Assert.Single(await server.Refused(order with { Logo = logo })).Detail, StringComparison.Ordinal);
        Assert.Contains("9000 × 1 pixels", Assert.Single(await server.Refused(order with { Logo = Wide() })).Detail, StringComparison.Ordinal);

        static byte[] Wide()
        {
            using var wide = new SKBitmap(9_000, 1);
            using var data = wide.Encode(SKEncodedImageFormat.Png, 100);
            return data.ToArray();
        }
    }

    [Fact]
    public void Presets_LieOnTheirPages()
    {
        Assert.Equal(LabelPresets.All.Length, LabelPresets.All.Select(p => p.Name).Distinct().Count());
        foreach (var preset in LabelPresets.All)
        {
            var (print, faults) = LabelOrderCheck.Check(new LabelOrder { Blank = 1, Preset = preset.Name });
            Assert.Empty(faults);
            var (x, y) = print!.Stock.Place(print.Stock.Count - 1);
            Assert.True(x + print.Stock.Label.Width <= print.Stock.Page.Width + 0.05 && y + print.Stock.Label.Height <= print.Stock.Page.Height + 0.05, preset.Name);
            if (print.Stock is SheetStock sheet) Assert.InRange(sheet.Left - (sheet.Page.Width - x - sheet.Label.Width), -0.6, 0.6); // sheets are cut symmetrically
            Assert.Same(preset, LabelPresets.Find(preset.Name.ToLowerInvariant()));
        }

        Assert.Equal("L7160", LabelPresets.Find("7160")!.Name);
    }
}
