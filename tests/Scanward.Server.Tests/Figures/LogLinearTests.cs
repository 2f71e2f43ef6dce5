using Scanward.Server.Figures;

namespace Scanward.Server.Tests.Figures;

/// <summary>A histogram tells quantiles with the error that it promises, whatever comes.</summary>
public sealed class LogLinearTests
{
    /// <summary>The oracle: the value at rank ⌈q·n⌉ of the sorted values.</summary>
    [Fact]
    public void Quantile_IsWithinTheError_OfTheSortedValues()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var most = Math.Pow(2, random.Next(1, 34));
            var values = Enumerable.Range(0, random.Next(1, 2_000)).Select(_ => random.Next(3) switch
            {
                0 => (long)(random.NextDouble() * most),
                1 => (long)Math.Pow(most, random.NextDouble()),
                _ => (long)most - 1,
            }).Order().ToArray();
            var buckets = new long[LogLinear.Buckets];
            foreach (var value in values) buckets[LogLinear.IndexOf(value)]++;

            Assert.Equal(values.Length, LogLinear.Count(buckets));
            foreach (var q in new[] { 0, 0.01, 0.5, 0.95, 0.99, 0.999, 1 })
            {
                var exact = values[Math.Max(0, (int)Math.Ceiling(q * values.Length) - 1)];
                var told = LogLinear.Quantile(buckets, q)!.Value;
                Assert.True(Math.Abs(told - exact) <= exact * LogLinear.Error, $"seed {seed}, quantile {q}: {told} for {exact}");
            }

            for (var edge = 16L; edge <= 1L << 32; edge <<= 1)
                Assert.True(values.LongCount(v => v < edge) == LogLinear.CountBelow(buckets, edge), $"seed {seed}, below {edge}");
        }
    }

    [Fact]
    public void EveryValue_HasABucket_AndBucketsAreInOrder()
    {
        var before = -1;
        foreach (var value in Enumerable.Range(0, 34).SelectMany(power => new[] { (1L << power) - 1, 1L << power, (1L << power) + 1 }).Order().Distinct())
        {
            var index = LogLinear.IndexOf(value);
            Assert.InRange(index, before, LogLinear.Buckets - 1);
            before = index;
        }

        Assert.Equal(LogLinear.Buckets - 1, LogLinear.IndexOf(LogLinear.Most));
        Assert.Equal(LogLinear.Buckets - 1, LogLinear.IndexOf(long.MaxValue));
        Assert.Equal(0, LogLinear.IndexOf(long.MinValue));
    }

    [Fact]
    public void SmallValues_AreTold_Exactly() => Assert.All(Enumerable.Range(0, 32), value => Assert.Equal(value, LogLinear.Middle(LogLinear.IndexOf(value))));

    [Fact]
    public void Quantile_OfNothing_IsNull() => Assert.Null(LogLinear.Quantile(new long[LogLinear.Buckets], 0.5));
}
