using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class GeoTests
{
    private const double QuarterMeridian = 6_371_008.8 * Math.PI / 2;

    [Theory]
    [InlineData(0, 0, 0, 90, QuarterMeridian)]
    [InlineData(0, 0, 90, 0, QuarterMeridian)]
    [InlineData(0, 0, 0, 180, 2 * QuarterMeridian)]
    [InlineData(90, 17, -90, -120, 2 * QuarterMeridian)]
    [InlineData(12.3, 179.9, -12.3, -0.1, 2 * QuarterMeridian)]
    [InlineData(0, 179.9995, 0, -179.9995, 111.195)] // over the date line
    [InlineData(52.0907, 5.1214, 52.0907, 5.1214, 0)]
    [InlineData(48.8566, 2.3522, 51.5074, -0.1278, 343_560)] // Paris to London
    public void Distance_IsTheGreatCircle(double latitude1, double longitude1, double latitude2, double longitude2, double metres)
    {
        GeoPoint a = new(latitude1, longitude1), b = new(latitude2, longitude2);
        Assert.Equal(metres, Geo.DistanceMetres(a, b), Math.Max(0.01, metres * 1e-4));
        Assert.Equal(Geo.DistanceMetres(a, b), Geo.DistanceMetres(b, a), 1e-6);
    }

    [Fact]
    public void Distance_IsAMetric()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            GeoPoint a = Any(random), b = Any(random), c = Any(random);
            Assert.InRange(Geo.DistanceMetres(a, b), 0, 2 * QuarterMeridian + 1e-6);
            Assert.True(Geo.DistanceMetres(a, c) <= Geo.DistanceMetres(a, b) + Geo.DistanceMetres(b, c) + 1e-6);
        }
    }

    [Fact]
    public void Coarse_KeepsThreeDecimalsAndMovesAtMost80Metres()
    {
        var random = new Random(6);
        for (var i = 0; i < 2_000; i++)
        {
            var point = Any(random);
            var coarse = Geo.Coarse(point);
            Assert.Equal(coarse, Geo.Coarse(coarse));
            Assert.InRange(Geo.DistanceMetres(point, coarse), 0, 80);
            Assert.InRange(coarse.Latitude, -90, 90);
            Assert.InRange(coarse.Longitude, -180, 180);
        }

        Assert.Equal(new GeoPoint(52.091, 5.121), Geo.Coarse(new(52.0907, 5.1214)));
        Assert.False(double.IsNegative(Geo.Coarse(new(-0.0001, 0)).Latitude));
    }

    private static GeoPoint Any(Random random) => new(random.NextDouble() * 180 - 90, random.NextDouble() * 360 - 180);
}
