using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary><see cref="Site"/> as JSON.</summary>
internal static class SiteJson
{
    public static void Write(Utf8JsonWriter json, Site site)
    {
        json.WriteStartObject();
        json.WriteString("site"u8, site.SiteId);
        json.WriteString("name"u8, site.Name);
        json.WriteString("code"u8, site.Code);
        json.WriteString("time_zone"u8, site.TimeZone);
        json.WriteStartObject("hours"u8);
        foreach (var (day, spans) in site.Hours.Days.OrderBy(day => day.Key)) WriteDay(json, day, spans);
        json.WriteEndObject();
        json.WriteTexts("holidays"u8, site.Hours.Holidays.Order().Select(NodaTime.Text.LocalDatePattern.Iso.Format));
        if (site.Geofence is { } fence)
        {
            json.WriteStartObject("geofence"u8);
            json.WritePoint("center"u8, fence.Center);
            json.WriteNumber("radius_m"u8, fence.Radius);
            json.WriteEndObject();
        }

        json.WriteBoolean("geolocation_required"u8, site.GeolocationRequired);
        if (site.GuestReports) json.WriteBoolean("guest_reports"u8, value: true); // where it is not said, the stored site keeps its hash
        json.WriteOptional("manager"u8, site.Manager);
        json.WriteEndObject();
    }

    public static Site Read(ref Utf8JsonReader json)
    {
        string? id = null, name = null, code = null, zone = null, manager = null;
        ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>>? days = null;
        var holidays = ImmutableSortedSet.CreateBuilder<LocalDate>();
        Geofence? fence = null;
        var (required, guests) = (false, false);
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "site": id = json.GetString(); break;
                case "name": name = json.GetString(); break;
                case "code": code = json.GetString(); break;
                case "time_zone": zone = json.GetString(); break;
                case "hours": days = ReadDays(ref json); break;
                case "holidays": while (json.NextItem()) holidays.Add(json.Date()); break;
                case "geofence": fence = ReadGeofence(ref json); break;
                case "geolocation_required": required = json.GetBoolean(); break;
                case "guest_reports": guests = json.GetBoolean(); break;
                case "manager": manager = json.GetString(); break;
                default: json.Skip(); break;
            }
        }

        return new Site
        {
            SiteId = id ?? throw Missing("site"),
            Name = name ?? throw Missing("name"),
            Code = code ?? throw Missing("code"),
            TimeZone = zone ?? throw Missing("time_zone"),
            Hours = new WorkingHours { Days = days ?? WorkingHours.OfficeHours.Days, Holidays = holidays.ToImmutable() },
            Geofence = fence,
            GeolocationRequired = required,
            GuestReports = guests,
            Manager = manager,
        };
    }

    private static void WriteDay(Utf8JsonWriter json, IsoDayOfWeek day, ImmutableArray<TimeSpanOfDay> spans)
    {
        json.WriteStartArray(DayNames.Name(day));
        foreach (var span in spans)
        {
            json.WriteStartObject();
            json.WriteTime("from"u8, span.From);
            json.WriteTime("to"u8, span.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>> ReadDays(ref Utf8JsonReader json)
    {
        var days = ImmutableSortedDictionary.CreateBuilder<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>>();
        while (json.NextMember(out var day))
        {
            var spans = ImmutableArray.CreateBuilder<TimeSpanOfDay>();
            while (json.NextItem()) spans.Add(ReadSpan(ref json));
            days[JsonValues.Day(day)] = spans.DrainToImmutable();
        }

        return days.ToImmutable();
    }

    private static TimeSpanOfDay ReadSpan(ref Utf8JsonReader json)
    {
        LocalTime from = default, to = default;
        while (json.NextMember(out var member))
        {
            if (member == "from") from = json.Time();
            else if (member == "to") to = json.Time();
            else json.Skip();
        }

        return new TimeSpanOfDay(from, to);
    }

    private static Geofence ReadGeofence(ref Utf8JsonReader json)
    {
        GeoPoint? center = null;
        double? radius = null;
        while (json.NextMember(out var member))
        {
            if (member == "center") center = json.Point();
            else if (member == "radius_m") radius = json.GetDouble();
            else json.Skip();
        }

        return new Geofence(center ?? throw Missing("center"), radius ?? throw Missing("radius_m"));
    }

    private static JsonException Missing(string member) => new($"a stored site has no '{member}'.");
}
