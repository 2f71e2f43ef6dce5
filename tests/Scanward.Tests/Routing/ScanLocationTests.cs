using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;

namespace Scanward.Tests.Routing;

public sealed class ScanLocationTests
{
    private static readonly GeoPoint Asset = new(52.0907, 5.1214);
    private static readonly Geofence Fence = new(new(52.0900, 5.1200), 500);

    [Fact]
    public void Locate_Within50Metres_IsAtTheAsset_WhateverTheFence()
    {
        Assert.Equal(LocationFact.AtAsset, ScanLocation.Locate(North(Asset, 49.9), Asset, Fence));
        Assert.Equal(LocationFact.AtAsset, ScanLocation.Locate(North(Asset, 49.9), Asset, null));
        Assert.Equal(LocationFact.AtAsset, ScanLocation.Locate(Asset, Asset, new Geofence(new(0, 0), 10)));
        Assert.Equal(LocationFact.OnSite, ScanLocation.Locate(North(Asset, 50.1), Asset, Fence));
    }

    [Fact]
    public void Locate_ElseGoesByTheFence()
    {
        Assert.Equal(LocationFact.OnSite, ScanLocation.Locate(North(Fence.Center, 499.9), null, Fence));
        Assert.Equal(LocationFact.OffSite, ScanLocation.Locate(North(Fence.Center, 500.1), null, Fence));
        Assert.Equal(LocationFact.OffSite, ScanLocation.Locate(new(51, 5), Asset, Fence));
    }

    [Fact]
    public void Locate_IsUnknown_WhereItCannotBeSaid()
    {
        Assert.Null(ScanLocation.Locate(null, Asset, Fence));
        Assert.Null(ScanLocation.Locate(new(51, 5), Asset, null));
        Assert.Null(ScanLocation.Locate(new(51, 5), null, null));
    }

    private static GeoPoint North(GeoPoint start, double metres) => start with { Latitude = start.Latitude + metres / (6_371_008.8 * Math.PI / 180) };
}
