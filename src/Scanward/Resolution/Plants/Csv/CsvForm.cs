using System.Globalization;

namespace Scanward.Resolution.Plants.Csv;

/// <summary>What a plant holds as rows of cells, in the order of their kind's columns: what is exported, and what stands behind the columns that an import leaves out.</summary>
internal static class CsvForm
{
    public const string Shift = "shift";

    public const string OnCall = "on_call";

    public const string None = "none";

    public static string[] Of(Site site) =>
    [
        site.SiteId, site.Name, site.Code, site.TimeZone, Degrees(site.Geofence?.Center.Latitude), Degrees(site.Geofence?.Center.Longitude), Degrees(site.Geofence?.Radius),
        site.GeolocationRequired ? "required" : "optional", site.GuestReports ? "allowed" : "refused", site.Manager ?? "",
    ];

    /// <summary>A row a span; a site that is never open says so.</summary>
    public static IEnumerable<string[]> Hours(Site site)
    {
        var open = site.Hours.Days.Where(day => !day.Value.IsEmpty).ToList();
        if (open.Count == 0) return [["daily", "closed", site.SiteId]];
        return open.GroupBy(day => string.Join(' ', day.Value.Select(PlantHours.Text)), day => day)
            .SelectMany(days => PlantHours.Words([.. days.Select(day => day.Key)]), (days, word) => (Word: word, Spans: days.First().Value))
            .SelectMany(run => run.Spans, (run, span) => new[] { run.Word, PlantHours.Text(span), site.SiteId });
    }

    public static IEnumerable<string[]> Holidays(Site site) => site.Hours.Holidays.Order().Select(day => new[] { PlantYaml.Date(day), site.SiteId });

    public static string[] Of(PartDefinition part) => [part.PartId, part.Name, part.Unit];

    public static string[] Of(Stock stock) =>
    [
        stock.PartId, Whole(stock.OnHand), stock.SiteId, Whole(stock.SafetyStock), Whole(stock.ReorderPoint), Whole(stock.ReorderQuantity), Whole(stock.OnOrder),
        stock.Eta is { } eta ? PlantYaml.Moment(eta) : "", Whole(stock.LeadTimeDays), PlantYaml.Moment(stock.AsOf),
    ];

    public static string[] Of(string siteId, Crew crew) => [crew.CrewId, crew.Name, siteId];

    public static string[] Of(string siteId, Technician technician) =>
    [
        technician.TechnicianId, technician.Name, siteId, technician.HomeSiteId, technician.CrewId, CsvCells.List(technician.Skills.Order(StringComparer.Ordinal)),
        Whole(technician.LoadLimitMinutes), technician.Role,
    ];

    public static IEnumerable<string[]> Shifts(string siteId, Technician technician) =>
        technician.Shifts.Select(shift => (Shift: shift, Kind: Shift)).Concat(technician.OnCall.Select(shift => (Shift: shift, Kind: OnCall)))
            .Select(entry => new[] { technician.TechnicianId, CsvCells.List(PlantHours.Words(entry.Shift.Days)), PlantHours.Text(entry.Shift.Hours), siteId, entry.Kind });

    public static IEnumerable<string[]> Absences(string siteId, Technician technician) =>
        technician.Absences.Select(absence => new[] { technician.TechnicianId, PlantYaml.Date(absence.From), PlantYaml.Date(absence.To), siteId });

    public static string[] Of(AssetProfile asset)
    {
        var plan = asset.Preventive;
        return
        [
            asset.AssetId, asset.Name, asset.SiteId, asset.Class, Whole(asset.Criticality), asset.Location ?? "", Degrees(asset.Geolocation?.Latitude), Degrees(asset.Geolocation?.Longitude),
            CsvCells.List(asset.Tags), asset.WarrantyUntil is { } day ? PlantYaml.Date(day) : "", asset.Vendor ?? "", CsvCells.List(asset.Skills), Whole(asset.EstimatedMinutes),
            plan is null ? "" : PlantYaml.Date(plan.Next), Whole(plan?.EveryDays), plan is null ? "" : plan.Floating ? "floating" : "fixed", Whole(plan?.WindowDaysBefore), Whole(plan?.WindowDaysAfter),
            plan is null ? "" : CsvCells.Parts(plan.Job.Parts), Whole(plan?.Job.Minutes), plan?.Meter ?? "", Meter(plan?.MeterDueAt), Meter(plan?.MeterEvery), Meter(plan?.MeterPerDay),
        ];
    }

    public static string[] Repair(string? className, string? assetId, string mode, JobNeed? need) =>
    [
        mode == JobReading.AnyMode ? "any" : mode, className ?? "", assetId ?? "", need is null ? None : CsvCells.Parts(need.Parts), Whole(need?.Minutes),
    ];

    public static string[] Of(string assetId, PastFailure failure) =>
        [assetId, PlantYaml.Moment(failure.At), failure.FailureMode, failure.ClosedAt is { } closed ? PlantYaml.Moment(closed) : ""];

    private static string Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Degrees(double? number) => number is { } value ? PlantYaml.Number(value) : "";

    private static string Meter(decimal? number) => number is { } value ? PlantYaml.Number(value) : "";
}
