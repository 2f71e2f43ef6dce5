using Scanward.Ingestion;
using Scanward.Resolution;

namespace Scanward.Routing;

/// <summary>What the place of a scan says about the asset that it names.</summary>
public static class ScanLocation
{
    /// <summary>
    /// Metres around an asset that count as being at it. A phone's fix is within about 5 m under open sky (GPS.gov, "GPS Accuracy") and several times
    /// that beside and inside buildings; 50 m takes those in and still tells plant rooms of neighbouring buildings apart.
    /// </summary>
    public const double AtAssetMetres = 50;

    /// <summary>
    /// At the asset within <see cref="AtAssetMetres"/> of it, else on or off site by the geofence, borders included. Null where that cannot be said:
    /// no place in the scan, or not at a known asset and no geofence to ask.
    /// </summary>
    public static LocationFact? Locate(GeoPoint? scan, GeoPoint? asset, Geofence? fence)
    {
        if (scan is not { } here) return null;
        if (asset is { } there && Geo.DistanceMetres(here, there) <= AtAssetMetres) return LocationFact.AtAsset;
        if (fence is null) return null;
        return Geo.DistanceMetres(here, fence.Center) <= fence.Radius ? LocationFact.OnSite : LocationFact.OffSite;
    }
}
