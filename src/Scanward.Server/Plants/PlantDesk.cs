using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>A plant as a whole, in and out of the registry: the command line and the API do the same here.</summary>
internal sealed class PlantDesk(StoreReads reads, Sites sites, Import import, ClaimedTags claims, TagReader tags, ServerClock clock)
{
    /// <summary>One plant file in YAML.</summary>
    public Task<PlantReading> ReadYaml(Stream body, Action<PlantProgress> report, CancellationToken ct) => PlantFiles.Yaml(new PlantReader(tags, clock.Now()) { CodesTaken = Codes() }, body, report, ct);

    /// <summary>CSV files; what they leave out is as the registry has it.</summary>
    /// <param name="siteId">What they say of a class goes for its assets at this site alone; null for all.</param>
    public Task<PlantReading> ReadCsv(IReadOnlyList<PlantCsvFile> files, char? delimiter, string? siteId, Action<PlantProgress> report, CancellationToken ct)
    {
        var now = clock.Now();
        return PlantFiles.Csv(new CsvPlantReader(tags, now) { CodesTaken = Codes() }, files, delimiter, of => StoredPlant.Known(reads, of, siteId, now, ct), report, ct);
    }

    /// <summary>Brings in a plant, then routes the scans that had waited for one of its tags.</summary>
    public async Task<(ImportSummary Summary, int Replayed)> Import(Plant plant, Action<ImportProgress> report, AuditActor by, CancellationToken ct)
    {
        var summary = await import.Run(plant, report, ct, by);
        return (summary, await claims.Replay(ct));
    }

    private Dictionary<string, string> Codes() => sites.All.Values.ToDictionary(s => s.Site.Code, s => s.Site.SiteId, StringComparer.Ordinal);

    /// <param name="siteId">Only this site; null for all.</param>
    public Task<Plant> Export(string? siteId, CancellationToken ct) => StoredPlant.Whole(reads, siteId, clock.Now(), _ => { }, ct);
}
