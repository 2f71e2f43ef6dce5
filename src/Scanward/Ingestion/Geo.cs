namespace Scanward.Ingestion;

/// <summary>Distances on the ground, and how exactly a place is kept.</summary>
public static class Geo
{
    /// <summary>Decimals of a degree kept in storage: 0.001° is at most 111 m, enough for "which building", not for "which desk".</summary>
    public const int CoarseDecimals = 3;

    /// <summary>Mean radius R1 of the Earth in metres (IUGG; H. Moritz, Geodetic Reference System 1980, Journal of Geodesy 74, 2000).</summary>
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>
    /// Great-circle distance in metres by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2), 1984), which
    /// keeps its digits for near points. On a sphere: up to 0.56 % off the ellipsoid, centimetres at the distances that matter here.
    /// </summary>
    public static double DistanceMetres(GeoPoint from, GeoPoint to)
    {
        var sinLatitude = Math.Sin(Radians(to.Latitude - from.Latitude) / 2);
        var sinLongitude = Math.Sin(Radians(to.Longitude - from.Longitude) / 2);
        var h = sinLatitude * sinLatitude + Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * sinLongitude * sinLongitude;
        return 2 * EarthRadiusMetres * Math.Asin(Math.Sqrt(Math.Min(1, h))); // rounding may carry h past 1 for antipodes
    }

    /// <summary>The point as it is stored: rounded to <see cref="CoarseDecimals"/>, because the place of a person is personal data.</summary>
    public static GeoPoint Coarse(GeoPoint point) => new(Round(point.Latitude), Round(point.Longitude));

    private static double Round(double degrees) => Math.Round(degrees, CoarseDecimals, MidpointRounding.AwayFromZero) + 0.0; // + 0.0: no -0

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
