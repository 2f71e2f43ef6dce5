using System.Text;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;

namespace Scanward.Tests.Resolution.Csv;

/// <summary>Plants as CSV files, and back.</summary>
internal static class CsvTexts
{
    public static PlantCsvFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    public static PlantReading Read(IReadOnlyList<PlantCsvFile> files, Plant? known = null, char? delimiter = null) =>
        new CsvPlantReader(new TagReader(), PlantTexts.Now).Read(CsvPlantReader.Open(files, delimiter), known ?? CsvPlantReader.Nothing);

    public static Plant ReadPlant(IReadOnlyList<PlantCsvFile> files, Plant? known = null) => Read(files, known) switch
    {
        Plant plant => plant,
        PlantFaults faults => throw new Xunit.Sdk.XunitException($"{faults.Total} faults:\n{string.Join('\n', faults.Faults)}\nin:\n{string.Join('\n', files.Select(Shown))}"),
        _ => throw new InvalidOperationException("a reading is one of the two."),
    };

    /// <summary>The files that have rows.</summary>
    public static List<PlantCsvFile> Write(Plant plant) => [.. CsvPlantWriter.FileNames.Where(name => CsvPlantWriter.HasRows(plant, name)).Select(name => Write(plant, name))];

    public static PlantCsvFile Write(Plant plant, string name)
    {
        using var text = new StringWriter();
        CsvPlantWriter.Write(plant, name, text);
        return File(name, text.ToString());
    }

    public static string Text(PlantCsvFile file) => Encoding.UTF8.GetString(file.Content.Span).TrimStart('\ufeff');

    private static string Shown(PlantCsvFile file) => $"--- {file.Name}\n{Text(file)}";
}
