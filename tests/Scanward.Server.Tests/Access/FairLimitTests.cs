using Scanward.Server.Access;

namespace Scanward.Server.Tests.Access;

/// <summary>Fairness as a rule: whatever others ask for, who stays below its share is not refused, and all together get no more than the rate.</summary>
public sealed class FairLimitTests
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Calm_AreNeverRefused_AndTheSumKeepsToTheRate(int seed)
    {
        var random = new Random(seed);
        var rate = new Rate(random.Next(20, 200), 2);
        var limit = new FairLimit(rate);
        var calm = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Share()).ToArray();
        var flooding = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Share()).ToArray();
        var calmPerSecond = rate.PerSecond / (2.0 * (calm.Length + flooding.Length)); // half of an equal share
        const int Seconds = 30, StepMs = 10;
        var (taken, refusedCalm) = (0, 0);
        var due = calm.Select(_ => random.NextDouble()).ToArray();
        for (var ms = 0; ms < Seconds * 1_000; ms += StepMs)
        {
            var now = (1_000_000L + ms) * 1_000_000;
            foreach (var share in flooding)
            {
                for (var i = 0; i < 1 + (rate.PerSecond / 20); i++) if (limit.Take(share, 1, now) == 0) taken++;
            }

            for (var i = 0; i < calm.Length; i++)
            {
                for (due[i] += calmPerSecond * StepMs / 1_000; due[i] >= 1; due[i]--)
                {
                    if (limit.Take(calm[i], 1, now) == 0) taken++;
                    else refusedCalm++;
                }
            }
        }

        Assert.Equal(0, refusedCalm);
        Assert.InRange(taken, rate.PerSecond * (Seconds - 1), (rate.PerSecond * Seconds) + (3 * rate.Burst));
    }

    [Fact]
    public void Flooding_GetTheSame()
    {
        var limit = new FairLimit(new(100, 2));
        var shares = Enumerable.Range(0, 4).Select(_ => new Share()).ToArray();
        var taken = new int[4];
        for (var ms = 0; ms < 60_000; ms += 10)
        {
            for (var i = 0; i < 4; i++)
            {
                for (var n = 0; n < 1 + i; n++) if (limit.Take(shares[i], 1, (1_000_000L + ms) * 1_000_000) == 0) taken[i]++; // 100 to 400 a second
            }
        }

        Assert.All(taken, t => Assert.InRange(t, 1_200, 2_000)); // 25 a second each, the first somewhat more
        Assert.InRange(taken.Sum(), 5_900, 6_600);
    }

    [Fact]
    public void Alone_GetsAll()
    {
        var limit = new FairLimit(new(100, 2));
        var share = new Share();
        var taken = 0;
        for (var ms = 0; ms < 10_000; ms++) if (limit.Take(share, 1, (1_000_000L + ms) * 1_000_000) == 0) taken++;
        Assert.InRange(taken, 1_000, 1_400);
    }

    [Fact]
    public void Bucket_ManyThreads_TakeNoMoreThanThereIs()
    {
        var fullAt = 0L;
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (Bucket.Take(ref fullAt, 1, 1_000_000_000, 1_000_000, 1_000_000_000) == 0) Interlocked.Increment(ref taken);
        });
        Assert.Equal(1_000, taken);
    }
}
