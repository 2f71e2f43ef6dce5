using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Resolution;

namespace Scanward.Server.Control;

/// <summary>
/// Reads a plant, from one YAML text or several CSV files, and brings it into the registry: all of it or, with any fault, nothing. CSV files come one behind the other in the body;
/// the argument <c>files</c> says where each ends: <c>LENGTH NAME</c>, a line each.
/// </summary>
internal static class ImportOperation
{
    public const string Files = "files", Delimiter = "delimiter", DryRun = "dry_run";

    public static async Task<ControlResult> Run(
        Installation installation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        var (tags, now) = (installation.TagReader, installation.Clock.Now());
        var reading = arguments.TryGetValue(Files, out var files)
            ? await ReadCsv(new CsvPlantReader(tags, now), await Split(files, body, ct), DelimiterOf(arguments), of => StoredPlant.Known(installation.Reads, of, now, ct), report, ct)
            : await Read(new PlantReader(tags, now), body, report, ct);
        switch (reading)
        {
            case PlantFaults faults: return Faulty(faults);
            case Plant plant when arguments.ContainsKey(DryRun): return Checked(plant);
            case Plant plant:
                var (summary, replayed) = await installation.ImportPlant(plant, p => report(new("storing assets", p.Done, p.Total)), ct);
                return new(0, Told(summary, replayed));
            case var other: throw new InvalidOperationException($"A reading of a plant is not {other}.");
        }
    }

    /// <summary>Only reads and says what is wrong, where there is no registry yet.</summary>
    public static async Task<ControlResult> Check(TagReader tags, ServerClock clock, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        var reading = arguments.TryGetValue(Files, out var files)
            ? await ReadCsv(new CsvPlantReader(tags, clock.Now()), await Split(files, body, ct), DelimiterOf(arguments), _ => Task.FromResult(CsvPlantReader.Nothing), report, ct)
            : await Read(new PlantReader(tags, clock.Now()), body, report, ct);
        return reading switch
        {
            PlantFaults faults => Faulty(faults),
            Plant plant => Checked(plant),
            var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
        };
    }

    private static char? DelimiterOf(IReadOnlyDictionary<string, string> arguments) => arguments.TryGetValue(Delimiter, out var given) ? given[0] : null;

    private static async Task<List<PlantCsvFile>> Split(string files, Stream body, CancellationToken ct)
    {
        var split = new List<PlantCsvFile>();
        foreach (var line in files.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var content = new byte[int.Parse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture)];
            await body.ReadExactlyAsync(content, ct);
            split.Add(new PlantCsvFile(line[(space + 1)..], content));
        }

        return split;
    }

    /// <summary>The whole file is checked before anything is stored. Reading is synchronous, so it goes to a thread of its own.</summary>
    private static Task<PlantReading> Read(PlantReader reader, Stream body, Action<ControlProgress> report, CancellationToken ct) => Task.Run(
        () =>
        {
            using var text = new StreamReader(body, leaveOpen: true);
            return reader.Read(text, p => report(new($"reading {p.Section}", p.Entries, 0)));
        }, ct);

    private static async Task<PlantReading> ReadCsv(
        CsvPlantReader reader, List<PlantCsvFile> files, char? delimiter, Func<CsvPlantFiles, Task<Plant>> known, Action<ControlProgress> report, CancellationToken ct)
    {
        var opened = await Task.Run(() => CsvPlantReader.Open(files, delimiter), ct);
        var before = await known(opened);
        return await Task.Run(() => reader.Read(opened, before, p => report(new($"reading {p.Section}", p.Entries, 0))), ct);
    }

    private static ControlResult Checked(Plant plant) => new(0, new JsonObject
    {
        ["sites"] = plant.Sites.Length,
        ["assets"] = plant.Assets.Length,
        ["parts"] = plant.Parts.Length,
        ["stock"] = plant.Stock.Length,
        ["people"] = plant.Rosters.Sum(roster => roster.Crews.Length + roster.Technicians.Length),
        ["dry_run"] = true,
    });

    private static JsonObject Told(ImportSummary summary, int replayed) => new()
    {
        ["sites"] = summary.Sites,
        ["sites_changed"] = summary.SitesChanged,
        ["people"] = summary.People,
        ["people_changed"] = summary.PeopleChanged,
        ["parts"] = summary.Parts,
        ["parts_changed"] = summary.PartsChanged,
        ["stock"] = summary.Stock,
        ["stock_changed"] = summary.StockChanged,
        ["assets"] = summary.Assets,
        ["assets_changed"] = summary.AssetsChanged,
        ["changed_nothing"] = summary.ChangedNothing,
        ["dead_letters_replayed"] = replayed,
    };

    private static ControlResult Faulty(PlantFaults faults) => new(1, new JsonObject
    {
        ["total"] = faults.Total,
        ["faults"] = new JsonArray([.. faults.Faults.Select(Told)]),
    });

    private static JsonObject Told(FileFault fault)
    {
        var told = new JsonObject { ["line"] = fault.Line, ["column"] = fault.Column, ["code"] = fault.Code, ["detail"] = fault.Detail };
        if (fault.File is { } file) told.Insert(0, "file", file);
        return told;
    }
}
