using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Resolution.Plants;
using Scanward.Server;
using Scanward.Server.Labels;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Labels;

namespace Scanward.Bench.Labels;

/// <summary>Makes a sheet of labels of many assets, whose names are in several scripts, and reads every label back off the rendered pages.</summary>
internal static class LabelSheets
{
    private static readonly string[] names =
    [
        "Air handler, roof east", "Centrifugal pump for condenser water loop 2, basement plant room", "Türöffner Größe XL – Süd", "Насос охлаждающей воды №4", "Αντλία νερού Δ-7",
        "مضخة مياه التبريد 12 (P-7)", "משאבת מים ראשית 3", "Pompe à vide n° 3 — bâtiment «Est»", "Máy bơm nước ngữ 5", "Elevator",
    ];

    public static Command Command()
    {
        var count = new Option<int>("--labels") { DefaultValueFactory = _ => 1_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var preset = new Option<string>("--preset") { DefaultValueFactory = _ => "L7651" };
        var folder = new Option<string>("--data") { Required = true };
        var command = new Command("labels", "Times sheets of labels, and reads every label back with two other readers at 203 and 300 dots an inch.") { count, rounds, preset, folder };
        command.SetAction(async (parsed, ct) =>
        {
            if (LabelReaders.Missing is { Count: > 0 } missing)
            {
                await Console.Error.WriteLineAsync($"Not here: {string.Join(", ", missing)}. Install poppler-utils, zxing-cpp-tools, zbar-tools and dmtx-utils.");
                return 2;
            }

            return await Measure(parsed.GetValue(folder)!, parsed.GetValue(count), parsed.GetValue(rounds), parsed.GetValue(preset)!, ct);
        });
        return command;
    }

    private static async Task<int> Measure(string folder, int count, int rounds, string preset, CancellationToken ct)
    {
        var options = new InstallationOptions { Tags = new() { OwnHosts = ["tags.example.org"] } };
        await using var installation = await Installation.Open(DataFolder.Hold(Path.Combine(folder, "store")), options, ct);
        await installation.ImportPlant(Plant(installation, count), _ => { }, ct);
        var siteNo = installation.Sites.NumberOf("lab")!.Value;
        var unread = 0;
        foreach (var symbol in Enum.GetValues<SymbolKind>())
        {
            var order = new LabelOrder { Pick = new(), Symbol = symbol, Preset = preset, Dpi = 203 };
            var times = new List<double>();
            LabelSheet sheet = null!;
            for (var round = 0; round < rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                sheet = (LabelSheet)await installation.Labels.Print(siteNo, order, AuditActor.CommandLine, ct);
                times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }

            var pdf = Path.Combine(folder, $"{LabelWords.Of(symbol)}.pdf");
            await File.WriteAllBytesAsync(pdf, sheet.Files[0].Content, ct);
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{LabelWords.Of(symbol),-11} {sheet.Labels} labels, {sheet.Pages} pages, {sheet.Files[0].Content.Length / 1024.0 / 1024:0.0} MiB: {times[times.Count / 2]:0.00} s (first {times[^1]:0.00}, best {times[0]:0.00})"));
            unread += ReadBack(pdf, symbol, LabelPresets.Find(preset)!.Stock, sheet.Tags, folder);
        }

        Console.WriteLine(unread == 0 ? "Every label was read by both readers." : $"{unread} readings failed.");
        return unread == 0 ? 0 : 1;
    }

    private static int ReadBack(string pdf, SymbolKind symbol, LabelStock stock, ImmutableArray<string> tags, string folder)
    {
        var failed = 0;
        foreach (var dpi in (ReadOnlySpan<int>)[203, 300])
        {
            var into = Path.Combine(folder, $"{LabelWords.Of(symbol)}-{dpi}");
            var pictures = LabelReaders.Cut(LabelReaders.Render(pdf, dpi, into), stock, tags.Length, dpi, Path.Combine(into, "labels"));
            foreach (var (reader, read) in LabelReaders.Read(symbol, pictures))
            {
                var right = tags.Zip(read).Count(pair => pair.Second == (symbol == SymbolKind.Qr ? $"HTTPS://TAGS.EXAMPLE.ORG/T/{pair.First}" : pair.First));
                Console.WriteLine($"  at {dpi} dpi, {reader,-10} {right} of {tags.Length}");
                failed += tags.Length - right;
            }
        }

        return failed;
    }

    private static Plant Plant(Installation installation, int count)
    {
        var yaml = new StringBuilder("sites:\n  - { id: lab, name: North Clinic, code: NC, time_zone: Europe/Amsterdam }\nclasses:\n  - id: pump\nassets:\n");
        for (var i = 0; i < count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: AHU-{i + 1:D6}, name: {JsonValue.Create(names[i % names.Length])!.ToJsonString()}, site: lab, class: pump, criticality: 3, location: \"Building {i % 7}, floor {i % 5}\" }}\n");
        return (Plant)new PlantReader(installation.TagReader, installation.Clock.Now()).Read(new StringReader(yaml.ToString()));
    }
}
