using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Plants;

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
        var reading = arguments.TryGetValue(Files, out var files)
            ? await installation.Plants.ReadCsv(await Split(files, body, ct), DelimiterOf(arguments), siteId: null, Reading(report), ct)
            : await installation.Plants.ReadYaml(body, Reading(report), ct);
        return reading is not Plant plant || arguments.ContainsKey(DryRun) ? Looked(reading) : await Store(installation, plant, report, ct);
    }

    /// <summary>Only reads, where there is no registry yet.</summary>
    public static async Task<PlantReading> Read(TagReader tags, ServerClock clock, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct) =>
        arguments.TryGetValue(Files, out var files)
            ? await PlantFiles.Csv(new CsvPlantReader(tags, clock.Now()), await Split(files, body, ct), DelimiterOf(arguments), _ => Task.FromResult(CsvPlantReader.Nothing), Reading(report), ct)
            : await PlantFiles.Yaml(new PlantReader(tags, clock.Now()), body, Reading(report), ct);

    public static async Task<ControlResult> Store(Installation installation, Plant plant, Action<ControlProgress> report, CancellationToken ct)
    {
        var (summary, replayed) = await installation.ImportPlant(plant, p => report(new("storing assets", p.Done, p.Total)), ct);
        return new(0, PlantJson.Imported(summary, replayed));
    }

    /// <summary>What was read, or what is wrong with it.</summary>
    public static ControlResult Looked(PlantReading reading) => reading switch
    {
        PlantFaults faults => new(1, new JsonObject { ["total"] = faults.Total, ["faults"] = new JsonArray([.. faults.Faults.Select(PlantJson.Fault)]) }),
        Plant plant => new(0, PlantJson.Checked(plant)),
        var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
    };

    private static Action<PlantProgress> Reading(Action<ControlProgress> report) => p => report(new($"reading {p.Section}", p.Entries, 0));

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
}
