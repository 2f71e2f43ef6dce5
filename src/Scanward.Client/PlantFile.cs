namespace Scanward.Client;

/// <summary>A plant to be brought into the registry; the server's docs/plant-file.md tells both forms.</summary>
public sealed class PlantFile
{
    private PlantFile(byte[] content, string mediaType)
    {
        Content = content;
        MediaType = mediaType;
    }

    internal byte[] Content { get; }

    internal string MediaType { get; }

    /// <summary>One plant file.</summary>
    public static PlantFile Yaml(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new(content, "application/yaml");
    }

    /// <summary>CSV files in a ZIP, such as <see cref="ScanwardClient.ExportPlant"/> gives.</summary>
    public static PlantFile CsvZip(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new(content, "application/zip");
    }
}

/// <summary>What an import did: entries of each kind, and how many of them are new or changed. A check only counts.</summary>
public sealed record PlantImport
{
    public required int Sites { get; init; }

    public int? SitesChanged { get; init; }

    /// <summary>Crews and technicians.</summary>
    public required int People { get; init; }

    public int? PeopleChanged { get; init; }

    public required int Parts { get; init; }

    public int? PartsChanged { get; init; }

    public required int Stock { get; init; }

    public int? StockChanged { get; init; }

    public required int Assets { get; init; }

    public int? AssetsChanged { get; init; }

    public bool? ChangedNothing { get; init; }

    /// <summary>Scans that had waited for a tag of the plant, and were routed.</summary>
    public int? DeadLettersReplayed { get; init; }

    /// <summary>True where nothing was brought in.</summary>
    public bool? DryRun { get; init; }
}
