using System.Collections.Immutable;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>
/// Writes a plant as CSV files that <see cref="CsvPlantReader"/> reads to the same plant. What belongs to the registry's life and not to the plant is left out: revisions of profiles
/// and reservations of stock.
/// </summary>
public static class CsvPlantWriter
{
    /// <summary>The files that a plant may have, such as <c>assets.csv</c>.</summary>
    public static ImmutableArray<string> FileNames { get; } = [.. CsvKind.All.Select(kind => kind.FileName)];

    /// <summary>Writes one file with its header; lines end in CRLF, and the first character is a byte order mark, by which spreadsheets know UTF-8.</summary>
    /// <param name="fileName">One of <see cref="FileNames"/>.</param>
    /// <param name="text">Written to as the plant is walked through.</param>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static void Write(Plant plant, string fileName, TextWriter text)
    {
        var kind = CsvKind.All.FirstOrDefault(kind => kind.FileName == fileName) ?? throw new ArgumentException($"A plant has no file '{fileName}'.", nameof(fileName));
        text.Write('\ufeff');
        WriteRow(text, kind, kind.Columns);
        foreach (var row in Rows(plant, kind)) WriteRow(text, kind, row);
    }

    /// <summary>Whether the file would have more than its header.</summary>
    public static bool HasRows(Plant plant, string fileName) => CsvKind.All.Any(kind => kind.FileName == fileName && Rows(plant, kind).Any());

    private static IEnumerable<string[]> Rows(Plant plant, CsvKind kind) => kind.Name switch
    {
        "sites" => plant.Sites.Select(CsvForm.Of),
        "hours" => plant.Sites.SelectMany(CsvForm.Hours),
        "holidays" => plant.Sites.SelectMany(CsvForm.Holidays),
        "parts" => plant.Parts.Select(CsvForm.Of),
        "stock" => plant.Stock.Select(CsvForm.Of),
        "crews" => plant.Rosters.SelectMany(roster => roster.Crews, (roster, crew) => CsvForm.Of(roster.SiteId, crew)),
        "technicians" => plant.Rosters.SelectMany(roster => roster.Technicians, (roster, technician) => CsvForm.Of(roster.SiteId, technician)),
        "shifts" => plant.Rosters.SelectMany(roster => roster.Technicians, (roster, technician) => CsvForm.Shifts(roster.SiteId, technician)).SelectMany(rows => rows),
        "absences" => plant.Rosters.SelectMany(roster => roster.Technicians, (roster, technician) => CsvForm.Absences(roster.SiteId, technician)).SelectMany(rows => rows),
        "assets" => plant.Assets.Select(CsvForm.Of),
        "repairs" => Repairs(plant),
        "history" => plant.History.SelectMany(asset => asset.Value, (asset, failure) => CsvForm.Of(asset.Key, failure)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.Name, "It has no rows."),
    };

    /// <summary>What most assets of a class have, then for each asset what it has otherwise.</summary>
    private static IEnumerable<string[]> Repairs(Plant plant)
    {
        foreach (var assets in plant.Assets.GroupBy(asset => asset.Class, StringComparer.Ordinal).OrderBy(assets => assets.Key, StringComparer.Ordinal))
        {
            var ofClass = plant.LeavesOutSites ? ImmutableSortedDictionary<string, JobNeed>.Empty : ClassDigest.Of([.. assets]).Repairs;
            foreach (var (mode, need) in ofClass.OrderBy(repair => repair.Key, StringComparer.Ordinal)) yield return CsvForm.Repair(assets.Key, null, mode, need);
            foreach (var asset in assets.Where(asset => !ReferenceEquals(asset.Repairs, ofClass)))
            {
                foreach (var (mode, need) in ClassDigest.Differences(asset.Repairs, ofClass)) yield return CsvForm.Repair(null, asset.AssetId, mode, need);
            }
        }
    }

    private static void WriteRow(TextWriter text, CsvKind kind, string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Write(',');
            CsvCells.Write(text, kind.IsNumber[i] ? cells[i] : CsvCells.Guard(cells[i]));
        }

        text.Write("\r\n");
    }
}
