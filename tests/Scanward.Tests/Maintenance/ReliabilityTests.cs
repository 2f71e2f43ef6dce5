using NodaTime;
using Scanward.Maintenance;

namespace Scanward.Tests.Maintenance;

public sealed class ReliabilityTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 0);

    /// <summary>Failures, each so many hours before now.</summary>
    private static Instant[] HoursAgo(params double[] hours) => [.. hours.Select(h => Now - Duration.FromHours(h))];

    [Fact]
    public void Mtbf_IsTheMeanIntervalBetweenFailures()
    {
        Assert.Equal(150 * 60, Reliability.MtbfMinutes(HoursAgo(350, 330, 50), Now));
        Assert.Equal(20 * 60, Reliability.MtbfMinutes(HoursAgo(350, 330), Now));
    }

    [Fact]
    public void Mtbf_UnderTwoFailures_IsNull()
    {
        Assert.Null(Reliability.MtbfMinutes([], Now));
        Assert.Null(Reliability.MtbfMinutes(HoursAgo(5), Now));
        Assert.Null(Reliability.MtbfMinutes(HoursAgo(5, -1), Now)); // what comes later is not known yet
        Assert.Null(Reliability.MtbfUsedPercent(HoursAgo(5), Now));
    }

    [Fact]
    public void Mtbf_LooksAtTheLastSixteenFailures()
    {
        var failures = Enumerable.Range(0, 16).Select(i => 10.0 + i).Concat([10_000, 20_000]).ToArray();
        Assert.Equal(60, Reliability.MtbfMinutes(HoursAgo(failures), Now));
    }

    /// <summary>An asset counts by its intervals, and one that failed once not at all.</summary>
    [Fact]
    public void GroupMtbf_IsTheMeanOfAllIntervals()
    {
        Assert.Equal((300 + 20) / 3 * 60 + 40, Reliability.GroupMtbfMinutes([HoursAgo(350, 330, 50), HoursAgo(70, 50), HoursAgo(5), []], Now));
        Assert.Equal(Reliability.MtbfMinutes(HoursAgo(350, 330, 50), Now), Reliability.GroupMtbfMinutes([HoursAgo(350, 330, 50)], Now));
        Assert.Null(Reliability.GroupMtbfMinutes([], Now));
        Assert.Null(Reliability.GroupMtbfMinutes([HoursAgo(5), HoursAgo(7)], Now));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 50)]
    [InlineData(100, 100)]
    [InlineData(149.99, 149)]
    [InlineData(9_999, 9_999)]
    [InlineData(1_000_000, 10_000)]
    public void MtbfUsed_IsTheShareOfMtbfSinceTheLastFailure(double sinceHours, long percent) =>
        Assert.Equal(percent, Reliability.MtbfUsedPercent(HoursAgo(sinceHours + 200, sinceHours + 20, sinceHours), Now));

    [Fact]
    public void MtbfUsed_FailuresAtOneInstant_Saturates()
    {
        Assert.Equal(Reliability.MtbfUsedPercentMax, Reliability.MtbfUsedPercent(HoursAgo(1, 1), Now));
        Assert.Equal(0, Reliability.MtbfUsedPercent(HoursAgo(0, 0), Now));
    }

    [Fact]
    public void MtbfUsed_TheWholeOfTime_DoesNotOverflow() =>
        Assert.Equal(50, Reliability.MtbfUsedPercent([Instant.MinValue, Instant.FromUtc(3333, 1, 1, 0, 0)], Instant.MaxValue));

    [Fact]
    public void Mttr_IsTheMeanTimeToRestoration()
    {
        Repair Lasting(double hours) => new(Now, Now + Duration.FromHours(hours));
        Assert.Equal(150, Reliability.MttrMinutes([Lasting(1), Lasting(4)]));
        Assert.Equal(60, Reliability.MttrMinutes([Lasting(1), Lasting(-400)]));
        Assert.Null(Reliability.MttrMinutes([]));
        Assert.Null(Reliability.MttrMinutes([Lasting(-1)]));
    }

    [Fact]
    public void Failures90d_CountsBothEndsAndSaturates()
    {
        const double days = 24;
        Assert.Equal(2, Reliability.Failures90d(HoursAgo(0, 90 * days, (90 * days) + 0.001, -1), Now));
        Assert.Equal(0, Reliability.Failures90d([], Now));
        Assert.Equal(16, Reliability.Failures90d(HoursAgo([.. Enumerable.Range(0, 40).Select(i => (double)i)]), Now));
    }

    [Fact]
    public void Figures_DoNotDependOnTheOrderOfFailures()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var hours = Enumerable.Range(0, random.Next(30)).Select(_ => (double)random.Next(-100, 4_000)).ToArray();
            var failures = HoursAgo(hours);
            var shuffled = failures.ToArray();
            random.Shuffle(shuffled);
            var last = hours.Where(h => h >= 0).Order().Take(16).ToArray();
            var mtbf = last.Length < 2 ? (long?)null : (long)((last[^1] - last[0]) * 60 / (last.Length - 1));

            Assert.True(mtbf == Reliability.MtbfMinutes(failures, Now), $"seed {seed}");
            Assert.True(mtbf == Reliability.MtbfMinutes(shuffled, Now), $"seed {seed}");
            Assert.True(Reliability.MtbfUsedPercent(failures, Now) == Reliability.MtbfUsedPercent(shuffled, Now), $"seed {seed}");
            Assert.True(Reliability.Failures90d(failures, Now) == Reliability.Failures90d(shuffled, Now), $"seed {seed}");
        }
    }
}
