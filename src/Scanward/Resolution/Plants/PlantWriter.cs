using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Writes a plant as the file that <see cref="PlantReader"/> reads back to the same plant. What belongs to the registry's life and not to the plant
/// is left out: revisions of profiles and reservations of stock.
/// </summary>
public static class PlantWriter
{
    public static string Write(Plant plant)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Write(plant, text);
        return text.ToString();
    }

    /// <param name="text">Written to as the plant is walked through; lines end in its <see cref="TextWriter.NewLine"/>.</param>
    public static void Write(Plant plant, TextWriter text)
    {
        var asOf = MostCommonAsOf(plant.Stock);
        if (asOf is { } moment) text.WriteLine($"as_of: {PlantYaml.Moment(moment)}");
        text.WriteLine(plant.Sites.IsEmpty ? "sites: []" : "sites:");
        foreach (var site in plant.Sites) WriteSite(text, site);
        if (!plant.Parts.IsEmpty) text.WriteLine("parts:");
        foreach (var part in plant.Parts)
        {
            var unit = part.Unit == PartDefinition.Piece ? null : $"unit: {PlantYaml.Text(part.Unit)}";
            text.WriteLine($"  - {PlantYaml.Flow($"id: {PlantYaml.Text(part.PartId)}", $"name: {PlantYaml.Text(part.Name)}", unit)}");
        }

        WriteRosters(text, plant.Rosters);
        WriteStock(text, plant.Stock, asOf);
        AssetWriter.Write(plant, text);
    }

    private static Instant? MostCommonAsOf(ImmutableArray<Stock> stock) =>
        stock.CountBy(figures => figures.AsOf)
            .OrderByDescending(group => group.Value).ThenBy(group => group.Key).Select(group => (Instant?)group.Key).FirstOrDefault();

    private static void WriteSite(TextWriter text, Site site)
    {
        text.WriteLine($"  - id: {PlantYaml.Text(site.SiteId)}");
        text.WriteLine($"    name: {PlantYaml.Text(site.Name)}");
        text.WriteLine($"    code: {PlantYaml.Text(site.Code)}");
        text.WriteLine($"    time_zone: {PlantYaml.Text(site.TimeZone)}");
        text.WriteLine($"    hours: {Hours(site.Hours)}");
        if (!site.Hours.Holidays.IsEmpty) text.WriteLine($"    holidays: {PlantYaml.List(site.Hours.Holidays.Order().Select(PlantYaml.Date))}");
        if (site.Geofence is { } fence)
            text.WriteLine(
                $"    geofence: {PlantYaml.Flow($"center: {PlantYaml.Point(fence.Center)}", $"radius_m: {PlantYaml.Number(fence.Radius)}")}");
        if (site.GeolocationRequired) text.WriteLine("    geolocation: required");
        if (site.GuestReports) text.WriteLine("    guest_reports: allowed");
        if (site.Manager is not null) text.WriteLine($"    manager: {PlantYaml.Text(site.Manager)}");
    }

    /// <summary>Weekdays with the same spans in runs: <c>{ mon-fri: 08:00-17:00 }</c>.</summary>
    private static string Hours(WorkingHours hours) =>
        PlantYaml.Flow(hours.Days
            .Where(day => !day.Value.IsEmpty)
            .GroupBy(day => day.Value is [var only] ? PlantHours.Text(only) : PlantYaml.List(day.Value.Select(PlantHours.Text)), day => day.Key)
            .SelectMany(group => PlantHours.Words([.. group]).Select(days => $"{days}: {group.Key}")));

    private static void WriteRosters(TextWriter text, ImmutableArray<Roster> rosters)
    {
        if (rosters.Any(roster => !roster.Crews.IsEmpty)) text.WriteLine("crews:");
        foreach (var roster in rosters)
            foreach (var crew in roster.Crews)
            {
                var members = PlantYaml.Flow(
                    $"id: {PlantYaml.Text(crew.CrewId)}", $"name: {PlantYaml.Text(crew.Name)}", $"site: {PlantYaml.Text(roster.SiteId)}");
                text.WriteLine($"  - {members}");
            }

        if (rosters.Any(roster => !roster.Technicians.IsEmpty)) text.WriteLine("technicians:");
        foreach (var roster in rosters)
            foreach (var technician in roster.Technicians)
                WriteTechnician(text, roster.SiteId, technician);
    }

    private static void WriteTechnician(TextWriter text, string siteId, Technician technician)
    {
        text.WriteLine($"  - id: {PlantYaml.Text(technician.TechnicianId)}");
        text.WriteLine($"    name: {PlantYaml.Text(technician.Name)}");
        text.WriteLine($"    site: {PlantYaml.Text(siteId)}");
        if (technician.HomeSiteId != siteId) text.WriteLine($"    home: {PlantYaml.Text(technician.HomeSiteId)}");
        text.WriteLine($"    crew: {PlantYaml.Text(technician.CrewId)}");
        if (!technician.Skills.IsEmpty)
            text.WriteLine($"    skills: {PlantYaml.List(technician.Skills.Order(StringComparer.Ordinal).Select(PlantYaml.Text))}");
        if (!technician.Shifts.IsEmpty) text.WriteLine($"    shifts: {Shifts(technician.Shifts)}");
        if (!technician.OnCall.IsEmpty) text.WriteLine($"    on_call: {Shifts(technician.OnCall)}");
        if (!technician.Absences.IsEmpty) text.WriteLine($"    absences: {PlantYaml.List(technician.Absences.Select(Away))}");
        if (technician.LoadLimitMinutes is { } limit) text.WriteLine($"    load_limit: {(limit % 60 == 0 ? $"{limit / 60}h" : $"{limit}m")}");
        if (technician.Role != "technician") text.WriteLine($"    role: {PlantYaml.Text(technician.Role)}");
    }

    private static string Away(Absence absence) => PlantYaml.Flow($"from: {PlantYaml.Date(absence.From)}", $"to: {PlantYaml.Date(absence.To)}");

    private static string Shifts(ImmutableArray<Shift> shifts) =>
        PlantYaml.List(shifts.Select(shift => PlantYaml.Flow($"days: {PlantYaml.Days(shift.Days)}", $"hours: {PlantHours.Text(shift.Hours)}")));

    private static void WriteStock(TextWriter text, ImmutableArray<Stock> stock, Instant? asOf)
    {
        if (!stock.IsEmpty) text.WriteLine("stock:");
        foreach (var atSite in stock.GroupBy(figures => figures.SiteId))
        {
            text.WriteLine($"  {PlantYaml.Text(atSite.Key)}:");
            foreach (var figures in atSite)
            {
                var members = PlantYaml.Flow(
                    $"on_hand: {figures.OnHand}",
                    figures.SafetyStock == 0 ? null : $"safety_stock: {figures.SafetyStock}",
                    figures.ReorderPoint is { } point ? $"reorder_point: {point}" : null,
                    figures.ReorderQuantity is { } quantity ? $"reorder_quantity: {quantity}" : null,
                    figures.OnOrder == 0 ? null : $"on_order: {figures.OnOrder}",
                    figures.Eta is { } eta ? $"eta: {PlantYaml.Moment(eta)}" : null,
                    figures.LeadTimeDays is { } days ? $"lead_time_days: {days}" : null,
                    figures.AsOf == asOf ? null : $"as_of: {PlantYaml.Moment(figures.AsOf)}");
                text.WriteLine($"    {PlantYaml.Text(figures.PartId)}: {members}");
            }
        }
    }
}
