using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22t07:00:00z", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T07:00:00-00:00", "2026-11-22T07:00:00Z")]
    [InlineData("2026-11-22T07:00:00+02:00", "2026-11-22T05:00:00Z")]
    [InlineData("2026-11-22T07:00:00.5-05:30", "2026-11-22T12:30:00.5Z")]
    [InlineData("2026-11-22T07:00:00.123456789Z", "2026-11-22T07:00:00.123456789Z")]
    [InlineData("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.52Z")]
    [InlineData("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.87Z")]
    [InlineData("2024-02-29T00:00:00+23:59", "2024-02-28T00:01:00Z")]
    [InlineData("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00+23:59", "-0001-12-31T00:01:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z")]
    [InlineData("2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z")]
    public void Read_Valid_GivesTheInstant(string text, string expected)
    {
        Assert.Equal(Flaw.None, Rfc3339.Read(Encoding.UTF8.GetBytes(text), out var instant));
        Assert.Equal(InstantPattern.ExtendedIso.Parse(expected).Value, instant);
    }

    [Theory]
    [InlineData("", Flaw.BadTimestamp)]
    [InlineData("2026-11-22", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22 07:00:00Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00 Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00+0200", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00+02", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00+24:00", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00+02:60", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00.Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00,5Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00ZZ", Flaw.BadTimestamp)]
    [InlineData("+026-11-22T07:00:00Z", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T 7:00:00Z", Flaw.BadTimestamp)]
    [InlineData("20261122T070000Z", Flaw.BadTimestamp)]
    [InlineData("Sun, 22 Nov 2026 07:00:00 GMT", Flaw.BadTimestamp)]
    [InlineData("2026-11-22T07:00:00.1234567890Z", Flaw.FractionTooLong)]
    [InlineData("2026-13-22T07:00:00Z", Flaw.NoSuchDay)]
    [InlineData("2026-00-22T07:00:00Z", Flaw.NoSuchDay)]
    [InlineData("2026-11-00T07:00:00Z", Flaw.NoSuchDay)]
    [InlineData("2026-11-31T07:00:00Z", Flaw.NoSuchDay)]
    [InlineData("1900-02-29T07:00:00Z", Flaw.NoSuchDay)]
    [InlineData("2026-11-22T24:00:00Z", Flaw.NoSuchTime)]
    [InlineData("2026-11-22T07:60:00Z", Flaw.NoSuchTime)]
    [InlineData("2026-11-22T07:00:61Z", Flaw.NoSuchTime)]
    [InlineData("2016-12-31T23:59:60Z", Flaw.LeapSecond)]
    [InlineData("2026-11-22T07:00:00", Flaw.TimestampWithoutOffset)]
    [InlineData("2026-11-22T07:00:00.5", Flaw.TimestampWithoutOffset)]
    [InlineData("9999-12-31T23:59:59-00:01", Flaw.OutOfRange)]
    public void Read_Invalid_GivesItsFlaw(string text, object flaw) => Assert.Equal(flaw, Rfc3339.Read(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Read_AgreesWithNodaTime_OnRandomInstantsAndOffsets()
    {
        var random = new Random(3339);
        var pattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffffffffo<+HH:mm>");
        for (var i = 0; i < 20_000; i++)
        {
            var local = new LocalDate(random.Next(1, 9999), random.Next(1, 13), 1).PlusDays(random.Next(31)) + LocalTime.FromNanosecondsSinceMidnight(random.NextInt64(NodaConstants.NanosecondsPerDay));
            var offset = Offset.FromHoursAndMinutes(random.Next(-17, 18), 0) + Offset.FromSeconds(60 * random.Next(0, 60));
            var text = pattern.Format(local.WithOffset(offset));

            Assert.Equal(Flaw.None, Rfc3339.Read(Encoding.ASCII.GetBytes(text), out var instant));
            Assert.Equal(local.WithOffset(offset).ToInstant(), instant);
        }
    }

    [Fact]
    public void Read_EveryDayOf400Years_FollowsTheOneBefore()
    {
        var expected = Instant.FromUtc(1801, 1, 1, 0, 0);
        for (var day = new LocalDate(1801, 1, 1); day.Year <= 2200; day = day.PlusDays(1), expected += Duration.FromDays(1))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}-{day.Month:00}-{day.Day:00}T00:00:00Z");
            Assert.Equal(Flaw.None, Rfc3339.Read(Encoding.ASCII.GetBytes(text), out var instant));
            Assert.Equal(expected, instant);
        }
    }
}
