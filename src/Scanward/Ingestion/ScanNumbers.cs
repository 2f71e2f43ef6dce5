using System.Text.Json;

namespace Scanward.Ingestion;

/// <summary>The ranges of numbers that are not meter values.</summary>
internal static class ScanNumbers
{
    public const double LatitudeMax = 90;
    public const double LongitudeMax = 180;

    public static Flaw Latitude(ref Utf8JsonReader reader, out double degrees) => Degrees(ref reader, LatitudeMax, out degrees);

    public static Flaw Longitude(ref Utf8JsonReader reader, out double degrees) => Degrees(ref reader, LongitudeMax, out degrees);

    /// <summary>A whole number from 0 to 100, in any spelling that JSON has for it.</summary>
    public static Flaw Percent(ReadOnlySpan<byte> number, out int percent)
    {
        percent = 0;
        var flaw = MeterValue.Read(number, out var value);
        if (flaw == Flaw.OutOfRange || (flaw == Flaw.None && value is < 0 or > 100)) return Flaw.OutOfRange;
        if (flaw != Flaw.None || value != decimal.Truncate(value)) return Flaw.NotWhole;
        percent = (int)value;
        return Flaw.None;
    }

    private static Flaw Degrees(ref Utf8JsonReader reader, double max, out double degrees)
    {
        if (!reader.TryGetDouble(out degrees) || !(Math.Abs(degrees) <= max)) return Flaw.OutOfRange;
        degrees += 0.0; // -0 becomes 0, so that one place has one fingerprint
        return Flaw.None;
    }
}
