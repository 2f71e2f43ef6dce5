namespace Scanward.Resolution.Plants.Csv;

/// <summary>
/// Puts the rows of all files together as one plant file: each entry with the rows of other files that belong to it, and with what the registry has where a file leaves a column out.
/// </summary>
internal sealed class CsvPlantEvents
{
    private readonly CsvPlantFiles files;
    private readonly CsvEntry entry;
    private readonly CsvOwners owners;
    private readonly CsvAssetEvents assets;
    private readonly Dictionary<string, Site> sites;
    private readonly Dictionary<string, PartDefinition> parts;
    private readonly Dictionary<(string Site, string Part), Stock> stock;
    private readonly Dictionary<(string Site, string Id), Crew> crews;
    private readonly Dictionary<(string Site, string Id), Technician> technicians;

    public CsvPlantEvents(CsvPlantFiles files, Plant known)
    {
        this.files = files;
        entry = new CsvEntry(files.Faults);
        sites = known.Sites.ToDictionary(site => site.SiteId, StringComparer.Ordinal);
        parts = known.Parts.ToDictionary(part => part.PartId, StringComparer.Ordinal);
        stock = known.Stock.ToDictionary(figures => (figures.SiteId, figures.PartId));
        crews = known.Rosters.SelectMany(roster => roster.Crews, (roster, crew) => (roster.SiteId, Crew: crew)).ToDictionary(c => (c.SiteId, c.Crew.CrewId), c => c.Crew);
        technicians = known.Rosters.SelectMany(roster => roster.Technicians, (roster, technician) => (roster.SiteId, Technician: technician))
            .ToDictionary(t => (t.SiteId, t.Technician.TechnicianId), t => t.Technician);
        owners = new CsvOwners(files.Faults, [.. sites.Keys, .. files.Rows(CsvKind.Sites).Where(row => row.Has("id")).Select(row => row["id"].Text)]);
        assets = new CsvAssetEvents(files, known, entry, owners);
    }

    public IEnumerable<CsvEvent> All()
    {
        var start = new Spot(1, 1);
        foreach (var each in entry.Clear().Mapping(start).Text("sites", start).Sequence(start).Events) yield return each;
        foreach (var each in Sites()) yield return each;
        foreach (var each in entry.Clear().EndSequence(start).Events) yield return each;
        foreach (var each in Section("parts", files.Rows(CsvKind.Parts).Select(Part))) yield return each;
        foreach (var each in Section("crews", files.Rows(CsvKind.Crews).Select(Crew))) yield return each;
        foreach (var each in Section("technicians", Technicians())) yield return each;
        foreach (var each in Stock()) yield return each;
        foreach (var each in Section("classes", assets.Classes())) yield return each;
        foreach (var each in Section("assets", assets.Assets())) yield return each;
        foreach (var each in entry.Clear().EndMapping(start).End(start).Events) yield return each;
    }

    private IEnumerable<CsvEvent> Section(string name, IEnumerable<CsvEntry> entries)
    {
        var isEmpty = true;
        foreach (var one in entries)
        {
            CsvEvent[] own = [.. one.Events];
            if (isEmpty)
            {
                foreach (var each in entry.Clear().Text(name, new Spot(1, 1)).Sequence(new Spot(1, 1)).Events) yield return each;
                isEmpty = false;
            }

            foreach (var each in own) yield return each;
        }

        if (isEmpty) yield break;
        foreach (var each in entry.Clear().EndSequence(new Spot(1, 1)).Events) yield return each;
    }

    private IEnumerable<CsvEvent> Sites()
    {
        bool IsThere(string site) => owners.IsSite(site);
        var hours = owners.Group(files.Rows(CsvKind.Hours), owners.SiteOf, "site", IsThere);
        var holidays = owners.Group(files.Rows(CsvKind.Holidays), owners.SiteOf, "site", IsThere);
        var own = files.Rows(CsvKind.Sites).ToList();
        var others = CsvOwners.Others(own.Select(row => row["id"].Text), hours, holidays).Select(owner => CsvRow.Known(CsvKind.Sites, CsvForm.Of(sites[owner.Key]), owner.At));
        foreach (var row in own.Concat(others))
        {
            var known = sites.GetValueOrDefault(row["id"].Text ?? "");
            var whole = row.Over(known is null ? null : CsvForm.Of(known));
            entry.Clear().Mapping(row.At).Members(whole, "id", "name", "code", "time_zone", "geolocation", "guest_reports", "manager");
            if (whole.Has("latitude") || whole.Has("longitude") || whole.Has("radius_m"))
                entry.Text("geofence", row.At).Mapping(row.At).Point("center", whole).Members(whole, "radius_m").EndMapping(row.At);
            WriteHours(hours.GetValueOrDefault(row["id"].Text ?? "") ?? Known(CsvKind.Hours, known is null ? [] : CsvForm.Hours(known), row.At), row.At);
            WriteHolidays(holidays.GetValueOrDefault(row["id"].Text ?? "") ?? Known(CsvKind.Holidays, known is null ? [] : CsvForm.Holidays(known), row.At), row.At);
            foreach (var each in entry.EndMapping(row.At).Events) yield return each;
        }
    }

    private void WriteHours(List<CsvRow> hours, Spot at)
    {
        if (hours.Count == 0) return;
        entry.Text("hours", at).Mapping(at);
        foreach (var days in hours.GroupBy(row => row["days"].Text, StringComparer.Ordinal))
        {
            var (first, spans) = (days.First(), days.Select(row => row["hours"]).ToList());
            entry.Text(days.Key, first["days"].At);
            if (spans.Count > 1) entry.Sequence(first.At);
            foreach (var span in spans) entry.Text(span.Text, span.At);
            if (spans.Count > 1) entry.EndSequence(first.At);
        }

        entry.EndMapping(at);
    }

    private void WriteHolidays(List<CsvRow> holidays, Spot at)
    {
        if (holidays.Count == 0) return;
        entry.Text("holidays", at).Sequence(at);
        foreach (var row in holidays) entry.Text(row["date"].Text, row["date"].At);
        entry.EndSequence(at);
    }

    private CsvEntry Part(CsvRow row)
    {
        var known = parts.GetValueOrDefault(row["id"].Text);
        return entry.Clear().Mapping(row.At).Members(row.Over(known is null ? null : CsvForm.Of(known)), "id", "name", "unit").EndMapping(row.At);
    }

    private CsvEntry Crew(CsvRow row)
    {
        var site = owners.SiteOf(row) ?? "";
        var known = crews.GetValueOrDefault((site, row["id"].Text));
        return entry.Clear().Mapping(row.At).Members(row.Over(known is null ? null : CsvForm.Of(site, known)), "id", "name", "site").EndMapping(row.At);
    }

    private IEnumerable<CsvEntry> Technicians()
    {
        var own = files.Rows(CsvKind.Technicians).ToList();
        var ids = own.Select(row => (Site: owners.SiteOf(row) ?? "", Id: row["id"].Text)).ToHashSet();
        (string Site, string Id)? OwnerOf(CsvRow row) => owners.SiteOf(row) is { } site ? (site, row["technician"].Text) : null;
        bool IsThere((string Site, string Id) key) => ids.Contains(key) || technicians.ContainsKey(key);
        var shifts = owners.Group(files.Rows(CsvKind.Shifts), OwnerOf, "technician", IsThere);
        var absences = owners.Group(files.Rows(CsvKind.Absences), OwnerOf, "technician", IsThere);
        var others = CsvOwners.Others(ids, shifts, absences)
            .Select(owner => CsvRow.Known(CsvKind.Technicians, CsvForm.Of(owner.Key.Site, technicians[owner.Key]), owner.At));
        foreach (var row in own.Concat(others))
        {
            var key = (Site: owners.SiteOf(row) ?? "", Id: row["id"].Text);
            var known = technicians.GetValueOrDefault(key);
            var whole = row.Over(known is null ? null : CsvForm.Of(key.Site, known));
            entry.Clear().Mapping(row.At).Members(whole, "id", "name", "site", "home", "crew", "load_limit", "role").List("skills", whole["skills"]);
            WriteShifts(shifts.GetValueOrDefault(key) ?? Known(CsvKind.Shifts, known is null ? [] : CsvForm.Shifts(key.Site, known), row.At), row.At);
            WriteAbsences(absences.GetValueOrDefault(key) ?? Known(CsvKind.Absences, known is null ? [] : CsvForm.Absences(key.Site, known), row.At), row.At);
            yield return entry.EndMapping(row.At);
        }
    }

    private void WriteShifts(List<CsvRow> shifts, Spot at)
    {
        foreach (var row in shifts.Where(row => row.Has("kind") && row["kind"].Text is not (CsvForm.Shift or CsvForm.OnCall)))
            files.Faults.Add(row["kind"].At, "word_invalid", $"the kind of a shift is {CsvForm.Shift} or {CsvForm.OnCall}, not '{PlantCursor.Clip(row["kind"].Text)}'.");
        foreach (var (member, ofKind) in new[] { ("shifts", shifts.Where(row => row["kind"].Text != CsvForm.OnCall)), ("on_call", shifts.Where(row => row["kind"].Text == CsvForm.OnCall)) })
        {
            entry.Text(member, at).Sequence(at);
            foreach (var row in ofKind)
            {
                entry.Mapping(row.At);
                if (row.Has("days")) entry.Text("days", row["days"].At).Items(row["days"]);
                entry.Members(row, "hours").EndMapping(row.At);
            }

            entry.EndSequence(at);
        }
    }

    private void WriteAbsences(List<CsvRow> absences, Spot at)
    {
        entry.Text("absences", at).Sequence(at);
        foreach (var row in absences) entry.Mapping(row.At).Members(row, "from", "to").EndMapping(row.At);
        entry.EndSequence(at);
    }

    private IEnumerable<CsvEvent> Stock()
    {
        var bySite = owners.Group(files.Rows(CsvKind.Stock), owners.SiteOf, "site", _ => true);
        if (bySite.Count == 0) yield break;
        foreach (var each in entry.Clear().Text("stock", new Spot(1, 1)).Mapping(new Spot(1, 1)).Events) yield return each;
        foreach (var (site, rows) in bySite)
        {
            var first = rows[0].Has("site") ? rows[0]["site"].At : rows[0].At;
            foreach (var each in entry.Clear().Text(site, first).Mapping(first).Events) yield return each;
            foreach (var row in rows)
            {
                var known = stock.GetValueOrDefault((site, row["part"].Text ?? ""));
                var whole = row.Over(known is null ? null : CsvForm.Of(known));
                entry.Clear().Text(row["part"].Text ?? "", row["part"].At).Mapping(row.At)
                    .Members(whole, "on_hand", "safety_stock", "reorder_point", "reorder_quantity", "on_order", "eta", "lead_time_days", "as_of").EndMapping(row.At);
                foreach (var each in entry.Events) yield return each;
            }

            foreach (var each in entry.Clear().EndMapping(first).Events) yield return each;
        }

        foreach (var each in entry.Clear().EndMapping(new Spot(1, 1)).Events) yield return each;
    }

    private static List<CsvRow> Known(CsvKind kind, IEnumerable<string[]> rows, Spot at) => [.. rows.Select(cells => CsvRow.Known(kind, cells, at))];
}
