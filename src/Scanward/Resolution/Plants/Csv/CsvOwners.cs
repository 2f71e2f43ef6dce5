namespace Scanward.Resolution.Plants.Csv;

/// <summary>Finds the entries that rows of other files belong to: the hours of a site, the shifts of a technician, the failures of an asset.</summary>
/// <param name="siteIds">Of all sites there are, in the files or in the registry.</param>
internal sealed class CsvOwners(FileFaults faults, HashSet<string> siteIds)
{
    private readonly string? onlySite = siteIds.Count == 1 ? siteIds.First() : null;

    public bool IsSite(string id) => siteIds.Contains(id);

    /// <summary>The site that a row names, or the only one there is; null where neither is.</summary>
    public string? SiteOf(CsvRow row) => row.Has("site") ? row["site"].Text : onlySite;

    /// <summary>The rows of each owner, in the order of the file; a row whose owner is nowhere is a fault.</summary>
    /// <param name="what">The column of the owner's id.</param>
    public Dictionary<TKey, List<CsvRow>> Group<TKey>(IEnumerable<CsvRow> rows, Func<CsvRow, TKey?> ownerOf, string what, Func<TKey, bool> isThere)
        where TKey : struct
    {
        var groups = new Dictionary<TKey, List<CsvRow>>();
        foreach (var row in rows)
        {
            if (ownerOf(row) is not { } owner) SiteMissing(row);
            else if (!isThere(owner)) Unknown(row, what);
            else Add(groups, owner, row);
        }

        return groups;
    }

    /// <inheritdoc cref="Group{TKey}(IEnumerable{CsvRow}, Func{CsvRow, TKey?}, string, Func{TKey, bool})"/>
    public Dictionary<string, List<CsvRow>> Group(IEnumerable<CsvRow> rows, Func<CsvRow, string?> ownerOf, string what, Func<string, bool> isThere)
    {
        var groups = new Dictionary<string, List<CsvRow>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (ownerOf(row) is not { } owner) SiteMissing(row);
            else if (!isThere(owner)) Unknown(row, what);
            else Add(groups, owner, row);
        }

        return groups;
    }

    /// <summary>Owners that have rows but none in the file of their own kind, each with the place of its first row.</summary>
    public static IEnumerable<(TKey Key, Spot At)> Others<TKey>(IEnumerable<TKey> own, params Dictionary<TKey, List<CsvRow>>[] groups)
        where TKey : notnull
    {
        var seen = own.ToHashSet();
        foreach (var (key, rows) in groups.SelectMany(group => group))
        {
            if (seen.Add(key)) yield return (key, rows[0].At);
        }
    }

    public void Unknown(CsvRow row, string column, IReadOnlyCollection<string>? names = null)
    {
        var cell = row[column];
        var hint = faults.Hint(cell.Text ?? "", names ?? (column == "site" ? siteIds : []), "; add it, or correct the name.");
        faults.Add(row.Has(column) ? cell.At : row.At, $"{column}_unknown", $"there is no {column} '{PlantCursor.Clip(cell.Text ?? "")}' in these files or in the registry{hint}");
    }

    private void SiteMissing(CsvRow row) =>
        faults.Add(row.At, "member_missing", "this row needs 'site': it may be left out only where the plant has exactly one.");

    private static void Add<TKey>(Dictionary<TKey, List<CsvRow>> groups, TKey owner, CsvRow row)
        where TKey : notnull
    {
        if (!groups.TryGetValue(owner, out var rows)) groups[owner] = rows = [];
        rows.Add(row);
    }
}
