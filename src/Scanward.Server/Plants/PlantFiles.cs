using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;

namespace Scanward.Server.Plants;

/// <summary>Reads the files of a plant. Reading is synchronous, so it goes to a thread of its own; nothing is stored.</summary>
internal static class PlantFiles
{
    /// <summary>One plant file in YAML.</summary>
    public static Task<PlantReading> Yaml(PlantReader reader, Stream body, Action<PlantProgress> report, CancellationToken ct) => Task.Run(
        () =>
        {
            using var text = new StreamReader(body, leaveOpen: true);
            return reader.Read(text, report);
        }, ct);

    /// <param name="known">What the registry has of what the files concern.</param>
    public static async Task<PlantReading> Csv(
        CsvPlantReader reader, IReadOnlyList<PlantCsvFile> files, char? delimiter, Func<CsvPlantFiles, Task<Plant>> known, Action<PlantProgress> report, CancellationToken ct)
    {
        var opened = await Task.Run(() => CsvPlantReader.Open(files, delimiter), ct);
        var before = await known(opened);
        return await Task.Run(() => reader.Read(opened, before, report), ct);
    }
}
