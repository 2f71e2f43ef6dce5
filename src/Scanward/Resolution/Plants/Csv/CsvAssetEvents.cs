namespace Scanward.Resolution.Plants.Csv;

/// <summary>
/// Assets and classes as entries of a plant file. In CSV a class gives nothing but repairs; an asset's repairs are those that it has already, under those of its class, under its own,
/// failure mode by failure mode.
/// </summary>
internal sealed class CsvAssetEvents
{
    private readonly CsvPlantFiles files;
    private readonly CsvEntry entry;
    private readonly Dictionary<string, AssetProfile> known;
    private readonly Dictionary<string, List<CsvRow>> ofClass = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CsvRow>> ofAsset = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CsvRow>> history;
    private readonly Dictionary<string, Spot> classes = new(StringComparer.Ordinal);

    public CsvAssetEvents(CsvPlantFiles files, Plant known, CsvEntry entry, CsvOwners owners)
    {
        this.files = files;
        this.entry = entry;
        this.known = known.Assets.ToDictionary(asset => asset.AssetId, StringComparer.Ordinal);
        var ids = files.Rows(CsvKind.Assets).Select(row => row["id"].Text ?? "").Concat(this.known.Keys).ToHashSet(StringComparer.Ordinal);
        history = owners.Group(files.Rows(CsvKind.History), row => row["asset"].Text ?? "", "asset", ids.Contains);
        foreach (var row in Rows())
        {
            if (ClassOf(row) is { } name && PlantValues.IsWord(name)) classes.TryAdd(name, row["class"].Text is null ? row.At : row["class"].At);
        }

        var classNames = classes.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var row in files.Rows(CsvKind.Repairs))
        {
            if (row.Has("class") == row.Has("asset"))
                files.Faults.Add(row.At, "repair_owner", "a repair is of a class or of an asset; fill one of the two columns, and leave the other empty.");
            else if (row.Has("class")) Keep(ofClass, row, "class", owners, classNames);
            else Keep(ofAsset, row, "asset", owners, ids);
        }
    }

    public IEnumerable<CsvEntry> Classes()
    {
        foreach (var (name, at) in classes.OrderBy(named => named.Key, StringComparer.Ordinal))
        {
            entry.Clear().Mapping(at).Text("id", at).Text(name, at);
            WriteRepairs(ofClass.GetValueOrDefault(name, []), at);
            yield return entry.EndMapping(at);
        }
    }

    public IEnumerable<CsvEntry> Assets()
    {
        foreach (var row in Rows())
        {
            var stored = known.GetValueOrDefault(row["id"].Text ?? "");
            if (stored is not null && row.Has("site") && row["site"].Text != stored.SiteId)
            {
                files.Faults.Add(row["site"].At, "asset_elsewhere",
                    $"{stored.AssetId} is an asset of {stored.SiteId} in the registry; an asset does not change its site, so retire it there and give it another id here.");
            }

            Write(row.Over(stored is null ? null : CsvForm.Of(stored)), stored);
            yield return entry;
        }
    }

    /// <summary>The rows of the file of assets, then rows for assets that are only in the registry but get repairs or failures.</summary>
    private IEnumerable<CsvRow> Rows()
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in files.Rows(CsvKind.Assets))
        {
            own.Add(row["id"].Text ?? "");
            yield return row;
        }

        if (known.Keys.All(own.Contains)) yield break;
        var ofAssets = FirstPlaces(files.Rows(CsvKind.History).Concat(files.Rows(CsvKind.Repairs)), "asset");
        var ofClasses = FirstPlaces(files.Rows(CsvKind.Repairs), "class");
        foreach (var asset in known.Values.Where(asset => !own.Contains(asset.AssetId)))
        {
            if (ofAssets.TryGetValue(asset.AssetId, out var at) || ofClasses.TryGetValue(asset.Class, out at)) yield return CsvRow.Known(CsvKind.Assets, CsvForm.Of(asset), at);
        }
    }

    private static Dictionary<string, Spot> FirstPlaces(IEnumerable<CsvRow> rows, string column)
    {
        var places = new Dictionary<string, Spot>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Has(column))) places.TryAdd(row[column].Text, row.At);
        return places;
    }

    private string? ClassOf(CsvRow row) =>
        row["class"].Text is { } given ? (given.Length > 0 ? given : null) : known.GetValueOrDefault(row["id"].Text ?? "")?.Class;

    private void Keep(Dictionary<string, List<CsvRow>> rows, CsvRow row, string column, CsvOwners owners, HashSet<string> names)
    {
        var name = row[column].Text;
        if (!names.Contains(name)) owners.Unknown(row, column, names);
        else if (rows.TryGetValue(name, out var some)) some.Add(row);
        else rows[name] = [row];
    }

    private void Write(CsvRow row, AssetProfile? stored)
    {
        var at = row.At;
        entry.Clear().Mapping(at).Members(row, "id", "name", "site", "class", "criticality", "location", "minutes").Point("geolocation", row)
            .List("tags", row["tags"]).List("skills", row["skills"]);
        if (row.Has("warranty_until") || row.Has("vendor"))
            entry.Text("warranty", at).Mapping(at).Member("until", row["warranty_until"]).Members(row, "vendor").EndMapping(at);
        WriteRepairs(RepairsOf(row, stored), at);
        if (CsvKind.Assets.Columns.Any(column => column.StartsWith("pm_", StringComparison.Ordinal) && row.Has(column))) WritePlan(row, at);
        if (history.TryGetValue(row["id"].Text ?? "", out var failures))
        {
            entry.Text("history", at).Mapping(at).Text("failures", at).Sequence(at);
            foreach (var failure in failures) entry.Mapping(failure.At).Members(failure, "at", "failure_mode", "closed_at").EndMapping(failure.At);
            entry.EndSequence(at).EndMapping(at);
        }

        entry.EndMapping(at);
    }

    private void WritePlan(CsvRow row, Spot at)
    {
        entry.Text("preventive", at).Mapping(at).Member("next", row["pm_next"]).Member("every", row["pm_every"]).Member("schedule", row["pm_schedule"]).Parts(row["pm_parts"]).Member("minutes", row["pm_minutes"]);
        if (row.Has("pm_before") || row.Has("pm_after"))
            entry.Text("window", at).Mapping(at).Member("before", row["pm_before"]).Member("after", row["pm_after"]).EndMapping(at);
        if (row.Has("pm_meter") || row.Has("pm_due_at") || row.Has("pm_meter_every") || row.Has("pm_per_day"))
        {
            entry.Text("meter", at).Mapping(at).Member("name", row["pm_meter"]).Member("due_at", row["pm_due_at"]).Member("every", row["pm_meter_every"]).Member("per_day", row["pm_per_day"])
                .EndMapping(at);
        }

        entry.EndMapping(at);
    }

    /// <summary>What the asset's own entry says of repairs: its rows, and what it has already of modes that the files do not name for it.</summary>
    private List<CsvRow> RepairsOf(CsvRow row, AssetProfile? stored)
    {
        var own = ofAsset.GetValueOrDefault(row["id"].Text ?? "", []);
        if (stored is null || stored.Repairs.IsEmpty) return own;
        var named = own.Concat(ofClass.GetValueOrDefault(row["class"].Text ?? "", [])).Select(repair => ModeOf(repair["failure_mode"].Text ?? "")).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stored.Repairs.Where(repair => !named.Contains(repair.Key))
                .Select(repair => CsvRow.Known(CsvKind.Repairs, CsvForm.Repair(null, stored.AssetId, repair.Key, repair.Value), row.At)),
            .. own,
        ];
    }

    private void WriteRepairs(List<CsvRow> repairs, Spot at)
    {
        if (repairs.Count == 0) return;
        entry.Text("repairs", at).Mapping(at);
        foreach (var row in repairs)
        {
            entry.Text(row["failure_mode"].Text ?? "", row["failure_mode"].At);
            if (row["parts"].Text == CsvForm.None && !row.Has("minutes")) entry.Text(CsvForm.None, row["parts"].At);
            else entry.Mapping(row.At).Parts(row["parts"]).Members(row, "minutes").EndMapping(row.At);
        }

        entry.EndMapping(at);
    }

    private static string ModeOf(string mode) => mode == "any" ? JobReading.AnyMode : mode;
}
