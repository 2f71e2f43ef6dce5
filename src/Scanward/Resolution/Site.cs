using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary>One site: its clock, its calendar and its ground.</summary>
public sealed record Site
{
    public required string SiteId { get; init; }

    public required string Name { get; init; }

    /// <summary>Two to eight letters or digits; stands in its work orders' numbers.</summary>
    public required string Code { get; init; }

    /// <summary>IANA time zone id.</summary>
    public required string TimeZone { get; init; }

    public WorkingHours Hours { get; init; } = WorkingHours.OfficeHours;

    public Geofence? Geofence { get; init; }

    /// <summary>Whether a scan without geolocation is taken.</summary>
    public bool GeolocationRequired { get; init; }

    /// <summary>Whether somebody without an account may report a fault of an asset whose label they have scanned.</summary>
    public bool GuestReports { get; init; }

    /// <summary>Who answers for the site, for escalations.</summary>
    public string? Manager { get; init; }
}

/// <summary>A circle around the site.</summary>
/// <param name="Radius">Metres, over 0.</param>
public sealed record Geofence(GeoPoint Center, double Radius);

/// <summary>Working time of a site: local spans per weekday, less holidays.</summary>
public sealed record WorkingHours
{
    /// <summary>By weekday; a day that is missing is not worked.</summary>
    public required ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>> Days { get; init; }

    public ImmutableSortedSet<LocalDate> Holidays { get; init; } = [];

    /// <summary>Monday to Friday, 08:00 to 17:00.</summary>
    public static WorkingHours OfficeHours { get; } = new()
    {
        Days = Enumerable.Range(1, 5).ToImmutableSortedDictionary(
            d => (IsoDayOfWeek)d, _ => ImmutableArray.Create(new TimeSpanOfDay(new LocalTime(8, 0), new LocalTime(17, 0)))),
    };
}

/// <summary>
/// A span of local time within one day. <paramref name="To"/> at midnight means the end of the day; a span with To before From runs over midnight
/// (shifts only).
/// </summary>
public readonly record struct TimeSpanOfDay(LocalTime From, LocalTime To);
