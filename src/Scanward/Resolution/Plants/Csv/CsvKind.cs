using System.Collections.Frozen;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>What one file of a plant as CSV holds, with the columns that it may have (docs/plant-file.md#csv).</summary>
internal sealed class CsvKind
{
    /// <summary>What a cell of numbers may begin with, and text may not.</summary>
    private static readonly FrozenSet<string> Numbers = FrozenSet.Create(
        StringComparer.Ordinal, "latitude", "longitude", "radius_m", "on_hand", "safety_stock", "reorder_point", "reorder_quantity", "on_order", "lead_time_days",
        "load_limit", "criticality", "minutes", "pm_every", "pm_before", "pm_after", "pm_minutes", "pm_due_at", "pm_meter_every", "pm_per_day");

    private readonly FrozenDictionary<string, int> places;

    private CsvKind(string name, string[] keys, params string[] others)
    {
        Name = name;
        Keys = keys;
        Columns = [.. keys, .. others];
        IsNumber = [.. Columns.Select(Numbers.Contains)];
        places = Columns.Select((column, place) => KeyValuePair.Create(column, place)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static CsvKind Sites { get; } = new("sites", ["id"], "name", "code", "time_zone", "latitude", "longitude", "radius_m", "geolocation", "guest_reports", "manager");

    public static CsvKind Hours { get; } = new("hours", ["days", "hours"], "site");

    public static CsvKind Holidays { get; } = new("holidays", ["date"], "site");

    public static CsvKind Parts { get; } = new("parts", ["id"], "name", "unit");

    public static CsvKind Stock { get; } = new(
        "stock", ["part", "on_hand"], "site", "safety_stock", "reorder_point", "reorder_quantity", "on_order", "eta", "lead_time_days", "as_of");

    public static CsvKind Crews { get; } = new("crews", ["id"], "name", "site");

    public static CsvKind Technicians { get; } = new("technicians", ["id"], "name", "site", "home", "crew", "skills", "load_limit", "role");

    public static CsvKind Shifts { get; } = new("shifts", ["technician", "days", "hours"], "site", "kind");

    public static CsvKind Absences { get; } = new("absences", ["technician", "from", "to"], "site");

    public static CsvKind Assets { get; } = new(
        "assets", ["id"], "name", "site", "class", "criticality", "location", "latitude", "longitude", "tags", "warranty_until", "vendor", "skills", "minutes",
        "pm_next", "pm_every", "pm_schedule", "pm_before", "pm_after", "pm_parts", "pm_minutes", "pm_meter", "pm_due_at", "pm_meter_every", "pm_per_day");

    public static CsvKind Repairs { get; } = new("repairs", ["failure_mode"], "class", "asset", "parts", "minutes");

    public static CsvKind History { get; } = new("history", ["asset", "at", "failure_mode"], "closed_at");

    public static CsvKind[] All { get; } = [Sites, Hours, Holidays, Parts, Stock, Crews, Technicians, Shifts, Absences, Assets, Repairs, History];

    /// <summary>Such as <c>assets</c>: the file is called <c>assets.csv</c>.</summary>
    public string Name { get; }

    public string FileName => $"{Name}.csv";

    /// <summary>Columns that every file of the kind has.</summary>
    public string[] Keys { get; }

    /// <summary>All columns it may have.</summary>
    public string[] Columns { get; }

    /// <summary>By place in <see cref="Columns"/>: whether a cell is a number, which may begin with a sign.</summary>
    public bool[] IsNumber { get; }

    public int PlaceOf(string column) => places.GetValueOrDefault(column, -1);
}

/// <summary>One row, by the columns of its kind.</summary>
internal sealed class CsvRow(CsvKind kind, PlantText[] cells, Spot at)
{
    public Spot At => at;

    /// <summary>The cell, with a null text where the file has no such column.</summary>
    public PlantText this[string column] => cells[kind.PlaceOf(column)];

    /// <summary>Whether the file has the column and the cell holds anything.</summary>
    public bool Has(string column) => !string.IsNullOrEmpty(cells[kind.PlaceOf(column)].Text);

    /// <summary>A row of what the registry has already, standing for an entry that other files add to.</summary>
    public static CsvRow Known(CsvKind kind, string[] known, Spot at) => new(kind, [.. known.Select(text => new PlantText(text, at))], at);

    /// <summary>With what the registry has in the columns that the file leaves out.</summary>
    public CsvRow Over(string[]? known)
    {
        if (known is null) return this;
        var whole = new PlantText[cells.Length];
        for (var i = 0; i < whole.Length; i++) whole[i] = cells[i].Text is null ? new PlantText(known[i], at) : cells[i];
        return new CsvRow(kind, whole, at);
    }
}
