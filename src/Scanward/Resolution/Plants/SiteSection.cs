using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>Reads <c>sites</c>.</summary>
internal sealed class SiteSection(PlantCursor cursor, NameTable names)
{
    private static readonly PlantMembers SiteMembers =
        new("id", "name", "code", "time_zone", "hours", "holidays", "geofence", "geolocation", "guest_reports", "manager");

    private static readonly PlantMembers GeofenceMembers = new("center", "radius_m");

    /// <summary>Zones worth suggesting: those of places, not abbreviations.</summary>
    private static readonly string[] ZonesOfPlaces = [.. DateTimeZoneProviders.Tzdb.Ids.Where(id => id.Contains('/', StringComparison.Ordinal))];

    private readonly Dictionary<string, Spot> codes = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> knownCodes = new(StringComparer.Ordinal);

    public List<Site> Sites { get; } = [];

    /// <summary>A site that the registry has already.</summary>
    public void Know(Site site)
    {
        names.Know(site.SiteId);
        Take(site.Code, site.SiteId);
    }

    public void Take(string code, string siteId) => knownCodes[code] = siteId;

    public void ReadEntry()
    {
        string? id = null, name = null, code = null, zone = null, manager = null;
        WorkingHours hours = WorkingHours.OfficeHours;
        ImmutableSortedSet<LocalDate> holidays = [];
        Geofence? geofence = null;
        var (required, guests) = (false, false);
        var members = cursor.Mapping("a site", SiteMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": id = cursor.Word("a site's id") is { } word && names.Declare(word.Text, word.At) ? word.Text : null; break;
                case "name": name = cursor.Text("a site's name"); break;
                case "code": code = ReadCode(); break;
                case "time_zone": zone = ReadTimeZone(); break;
                case "hours": hours = new WorkingHours { Days = ReadDays() }; break;
                case "holidays": holidays = ReadHolidays(); break;
                case "geofence": geofence = ReadGeofence(); break;
                case "geolocation": required = ReadChoice("geolocation", "required", "optional"); break;
                case "guest_reports": guests = ReadChoice("guest_reports", "allowed", "refused"); break;
                case "manager": manager = cursor.Text("a site's manager", PlantValues.LongestId); break;
            }
        }

        members.Require("id");
        members.Require("name");
        members.Require("code");
        members.Require("time_zone");
        if (id is null || name is null || code is null || zone is null) return;
        if (knownCodes.TryGetValue(code, out var owner) && owner != id)
            cursor.Faults.Add(members.At, "code_twice", $"the code '{code}' is taken by the site '{owner}' in the registry; work order numbers would collide.");
        Sites.Add(new Site
        {
            SiteId = id,
            Name = name,
            Code = code,
            TimeZone = zone,
            Hours = holidays.IsEmpty ? hours : hours with { Holidays = holidays },
            Geofence = geofence,
            GeolocationRequired = required,
            GuestReports = guests,
            Manager = manager,
        });
    }

    private string? ReadCode()
    {
        if (cursor.Scalar("a site's code") is not { } code) return null;
        if (code.Text.Length is < 2 or > 8 || !code.Text.All(char.IsAsciiLetterOrDigit))
        {
            cursor.Faults.Add(code.At, "code_invalid",
                $"a site's code is 2 to 8 letters or digits, such as NC: it stands in work order numbers; not '{PlantCursor.Clip(code.Text)}'.");
            return null;
        }

        if (codes.TryAdd(code.Text, code.At)) return code.Text;
        cursor.Faults.Add(
            code.At, "code_twice", $"the code '{code.Text}' is taken by the site {codes[code.Text].Named}; work order numbers would collide.");
        return null;
    }

    private string? ReadTimeZone()
    {
        if (cursor.Scalar("a site's time zone") is not { } zone) return null;
        if (DateTimeZoneProviders.Tzdb.Ids.Contains(zone.Text)) return zone.Text;
        var hint = cursor.Faults.Hint(zone.Text, ZonesOfPlaces, "; write its IANA id, such as America/Chicago.");
        cursor.Faults.Add(zone.At, "time_zone_unknown", $"there is no time zone '{PlantCursor.Clip(zone.Text)}'{hint}");
        return null;
    }

    private ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>> ReadDays()
    {
        var week = ImmutableSortedDictionary.CreateBuilder<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>>();
        var seen = new HashSet<IsoDayOfWeek>();
        var entries = cursor.Mapping("a site's hours");
        while (entries.Next(out var key))
        {
            var at = entries.KeyAt;
            var days = cursor.AsDays(new PlantText(key, at)) ?? [];
            var spans = cursor.Spans("hours");
            foreach (var day in days)
            {
                if (seen.Add(day))
                {
                    if (spans is { IsEmpty: false } open) week.Add(day, open);
                    continue;
                }

                cursor.Faults.Add(
                    at, "days_twice", $"{DayNames.Name(day)} stands in these hours twice; give each day once, with a list of spans if need be.");
            }
        }

        return week.ToImmutable();
    }

    private ImmutableSortedSet<LocalDate> ReadHolidays()
    {
        var days = ImmutableSortedSet.CreateBuilder<LocalDate>();
        var items = cursor.Sequence("a site's holidays");
        while (items.Next())
            if (cursor.Date("a holiday") is { } day) days.Add(day);
        return days.ToImmutable();
    }

    private Geofence? ReadGeofence()
    {
        Ingestion.GeoPoint? center = null;
        double? radius = null;
        var members = cursor.Mapping("a geofence", GeofenceMembers);
        while (members.Next(out var member))
        {
            if (member == "center") center = cursor.Point("the center of a geofence");
            else radius = cursor.Degrees("the radius_m of a geofence", 1, 100_000);
        }

        members.Require("center");
        members.Require("radius_m");
        return center is { } point && radius is { } metres ? new Geofence(point, metres) : null;
    }

    /// <summary>Whether it says the first word, and not the second one.</summary>
    private bool ReadChoice(string member, string yes, string no)
    {
        if (cursor.Scalar(member) is not { } word) return false;
        if (word.Text == yes) return true;
        if (word.Text != no) cursor.Faults.Add(word.At, "word_invalid", $"{member} is {yes} or {no}, not '{PlantCursor.Clip(word.Text)}'.");
        return false;
    }
}
