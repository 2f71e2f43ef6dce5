using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class ScanClockTests
{
    private static readonly Instant Received = Instant.FromUtc(2026, 11, 22, 7, 0);
    private static readonly Duration Tick = Duration.Epsilon;

    [Fact]
    public void WithoutSentAt_TheStampCountsAsItIs()
    {
        Assert.Equal(new Occurred(Received - Duration.FromHours(3)), ScanClock.OccurredAt(Received - Duration.FromHours(3), null, Received));
        Assert.Equal(new Occurred(Received), ScanClock.OccurredAt(Received, null, Received));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-400)]
    [InlineData(400)]
    [InlineData(-20_000)]
    public void WithSentAt_AWrongDeviceClockIsCorrected(int daysOff)
    {
        var sent = Received + Duration.FromDays(daysOff);
        Assert.Equal(new Occurred(Received - Duration.FromHours(20)), ScanClock.OccurredAt(sent - Duration.FromHours(20), sent, Received));
    }

    [Fact]
    public void Future_UpToFiveMinutes_IsNow_BeyondThatIsForReview()
    {
        var five = ScanClock.FutureTolerance;
        Assert.Equal(Duration.FromMinutes(5), five);
        Assert.Equal(new Occurred(Received), ScanClock.OccurredAt(Received + five, null, Received));
        Assert.Equal(new InFuture(Received + five + Tick, five + Tick), ScanClock.OccurredAt(Received + five + Tick, null, Received));
    }

    [Fact]
    public void SentBeforeScanned_CountsAsTheFuture()
    {
        var sent = Received - Duration.FromDays(1);
        Assert.Equal(new Occurred(Received), ScanClock.OccurredAt(sent + Duration.FromMinutes(5), sent, Received));
        Assert.Equal(new InFuture(Received + Duration.FromMinutes(6), Duration.FromMinutes(6)), ScanClock.OccurredAt(sent + Duration.FromMinutes(6), sent, Received));
    }

    [Fact]
    public void Past_UpToSevenDays_Counts_BeyondThatIsForReview()
    {
        var week = ScanClock.OfflineWindow;
        Assert.Equal(Duration.FromDays(7), week);
        Assert.Equal(new Occurred(Received - week), ScanClock.OccurredAt(Received - week, null, Received));
        Assert.Equal(new TooOld(Received - week - Tick, week + Tick), ScanClock.OccurredAt(Received - week - Tick, null, Received));
        Assert.Equal(new Occurred(Received - week), ScanClock.OccurredAt(Received - week - Duration.FromDays(30), Received - Duration.FromDays(30), Received));
    }

    [Fact]
    public void ExtremeYears_NeverOverflow()
    {
        Instant[] extremes = [Instant.MinValue, Instant.FromUtc(0, 1, 1, 0, 0), Received, Instant.FromUtc(9999, 12, 31, 23, 59), Instant.MaxValue];
        foreach (var scanned in extremes)
        {
            foreach (var received in extremes)
            {
                foreach (var sent in extremes.Select(e => (Instant?)e).Append(null))
                {
                    var age = (sent ?? received) - scanned;
                    var occurrence = ScanClock.OccurredAt(scanned, sent, received);
                    if (age < -ScanClock.FutureTolerance) Assert.InRange(Assert.IsType<InFuture>(occurrence).Corrected, received, Instant.MaxValue);
                    else if (age > ScanClock.OfflineWindow) Assert.InRange(Assert.IsType<TooOld>(occurrence).Corrected, Instant.MinValue, received);
                    else Assert.InRange(Assert.IsType<Occurred>(occurrence).At, Instant.MinValue, received);
                }
            }
        }
    }
}
