using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion.Tags;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>Files that hold rows of a plant, read but not judged yet.</summary>
public sealed class CsvPlantFiles
{
    private readonly List<CsvTable> tables;

    internal CsvPlantFiles(List<CsvTable> tables, FileFaults faults, bool isWhole)
    {
        this.tables = tables;
        Faults = faults;
        IsWhole = isWhole;
        AssetIds = Texts(CsvKind.Assets, "id").Concat(Texts(CsvKind.Repairs, "asset")).Concat(Texts(CsvKind.History, "asset")).ToHashSet(StringComparer.Ordinal);
        Classes = Texts(CsvKind.Repairs, "class").ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Assets that the files name: what the registry has of them is needed to read the files.</summary>
    public IReadOnlySet<string> AssetIds { get; }

    /// <summary>Classes whose repairs the files give: all assets of them that the registry has are needed to read the files.</summary>
    public IReadOnlySet<string> Classes { get; }

    internal FileFaults Faults { get; }

    /// <summary>Whether every file could be read as what it is; if not, judging the rest would only fault what depends on it.</summary>
    internal bool IsWhole { get; }

    internal IEnumerable<CsvRow> Rows(CsvKind kind) => tables.Where(table => table.Kind == kind).SelectMany(table => table.Rows);

    private IEnumerable<string> Texts(CsvKind kind, string column) => Rows(kind).Where(row => row.Has(column)).Select(row => row[column].Text);
}

/// <summary>
/// Reads a plant, or a part of one, from CSV files (docs/plant-file.md#csv). Their rows are put together as the entries of a plant file and read by the same sections with the same
/// rules as one in YAML. Everything that is wrong in all files is found at once, each with file, line and column. Reading never throws for what the files hold.
/// </summary>
/// <param name="tags">Reads the assets' tags: the same reader as for scans.</param>
/// <param name="now">When stock figures are taken to be true where the files do not say.</param>
public sealed class CsvPlantReader(TagReader tags, Instant now)
{
    /// <summary>As <see cref="PlantReader.CodesTaken"/>.</summary>
    public IReadOnlyDictionary<string, string> CodesTaken { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <param name="delimiter">What separates the cells; null to tell it by each header.</param>
    public static CsvPlantFiles Open(IReadOnlyList<PlantCsvFile> files, char? delimiter = null)
    {
        var faults = new FileFaults(PlantReader.FaultsListed);
        var pool = new InternPool();
        var tables = files.Select(file => new CsvFile(file, delimiter, faults, pool).Read()).ToList();
        return new CsvPlantFiles([.. tables.OfType<CsvTable>()], faults, tables.TrueForAll(table => table is not null));
    }

    /// <summary>
    /// A <see cref="Plant"/> of what the files say and nothing else, or <see cref="PlantFaults"/>. A column that a file leaves out keeps what is known; an empty cell empties it.
    /// </summary>
    /// <param name="known">What the registry has: all sites, parts, stock and rosters, and the assets that <see cref="CsvPlantFiles.AssetIds"/> and
    /// <see cref="CsvPlantFiles.Classes"/> ask for.</param>
    public PlantReading Read(CsvPlantFiles files, Plant known, Action<PlantProgress>? report = null)
    {
        if (!files.IsWhole) return new PlantFaults(files.Faults.InFileOrder(), files.Faults.Total);
        using var events = new Parser(new CsvPlantEvents(files, known).All());
        return new PlantReader(tags, now) { CodesTaken = CodesTaken }.Read(new PlantCursor(events, files.Faults, () => events.File), known, report);
    }

    /// <summary>A plant with nothing in it: what an empty registry knows.</summary>
    public static Plant Nothing { get; } = new() { Sites = [], Assets = [], Parts = [], Stock = [], Rosters = [] };

    /// <summary>Hands the events on as a reader of YAML does.</summary>
    private sealed class Parser(IEnumerable<CsvEvent> all) : IParser, IDisposable
    {
        private readonly IEnumerator<CsvEvent> events = all.GetEnumerator();

        public string? File => events.Current.File;

        public ParsingEvent? Current => events.Current.Event;

        public bool MoveNext() => events.MoveNext();

        public void Dispose() => events.Dispose();
    }
}
