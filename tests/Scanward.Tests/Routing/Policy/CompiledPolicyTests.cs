using System.Numerics;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class CompiledPolicyTests
{
    /// <summary>The table answers as the row-by-row reading does, for every mask width: one word, whole vectors, several blocks.</summary>
    [Theory]
    [InlineData(1, 300, 12)]
    [InlineData(6, 250, 16)]
    [InlineData(23, 60, 40)]
    [InlineData(64, 15, 40)]
    [InlineData(65, 15, 40)]
    [InlineData(130, 6, 60)]
    [InlineData(257, 4, 60)]
    [InlineData(700, 2, 60)]
    public void Decide_MadeUpPolicies_AsRowByRow(int rows, int policies, int scans)
    {
        var random = new Random(rows);
        for (var p = 0; p < policies; p++)
        {
            var policy = PolicyTexts.Read(MadeUp.Policy(random, rows));
            var compiled = PolicyCompiler.Compile(policy);
            var naive = new NaiveDecision(policy);
            var (mask, expected) = (new ulong[compiled.MaskWords], new ulong[compiled.MaskWords]);
            for (var s = 0; s < scans; s++)
            {
                var facts = MadeUp.Scan(random);

                var row = compiled.Decide(facts);
                var count = compiled.MatchAll(facts, mask);

                // One cheap assertion: xunit's comparison of arrays costs more than all decisions together.
                var agrees = naive.Decide(facts) == row && naive.MatchAll(facts, expected) == count && mask.AsSpan().SequenceEqual(expected) && row == (count == 0 ? -1 : FirstBit(mask));
                if (!agrees) Assert.Fail($"Policy {p}, scan {s}: row {row}, {count} rows match.\n{policy.Source}\n{string.Join(' ', FactText.Known(facts).Select(c => $"{c.Name}={FactText.Of(facts, c)}"))}");
            }
        }
    }

    [Fact]
    public void Decide_NoRows_FindsNone()
    {
        var policy = PolicyTexts.Read(PolicyTexts.Rows("{ id: a, then: review P1 }")) with { Rows = [] };
        var compiled = PolicyCompiler.Compile(policy);

        Assert.Equal(-1, compiled.Decide(new Facts()));
        Assert.Equal(0, compiled.MatchAll(new Facts(), []));
    }

    [Fact]
    public void Decide_ValueBeyondTheDomain_CountsAsTheNearestEnd()
    {
        var compiled = PolicyCompiler.Compile(PolicyTexts.Read(PolicyTexts.Rows(
            "{ id: many, when: { failures_90d: 16 }, then: review P1 }", "{ id: some, when: { failures_90d: 0..15 }, then: review P2 }")));

        Assert.Equal(0, compiled.Decide(new Facts { [Fact.Failures90d] = 40 }));
        Assert.Equal(1, compiled.Decide(new Facts { [Fact.Failures90d] = -3 }));
        Assert.Equal(-1, compiled.Decide(new Facts()));
    }

    [Fact]
    public void Decide_TenThousandRows_FindsTheLast()
    {
        var rows = Enumerable.Range(0, PolicyLimits.Rows - 1).Select(i => $"{{id: r{i}, when: {{asset: a{i}}}, then: review P1}}").Append("{id: otherwise, then: review P3}");
        var compiled = PolicyCompiler.Compile(PolicyTexts.Read(PolicyTexts.Rows([.. rows])));

        Assert.Equal(9_000, compiled.Decide(PolicyTexts.Facts("asset=a9000")));
        Assert.Equal(PolicyLimits.Rows - 1, compiled.Decide(PolicyTexts.Facts("asset=b")));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    public void Decide_Anything_AllocatesNothing(int rows)
    {
        var random = new Random(3);
        var compiled = PolicyCompiler.Compile(PolicyTexts.Read(MadeUp.Policy(random, rows)));
        var scans = Enumerable.Range(0, 50).Select(_ => MadeUp.Scan(random)).ToArray();
        var mask = new ulong[compiled.MaskWords];
        var sum = Walk();

        var before = GC.GetAllocatedBytesForCurrentThread();
        sum -= Walk();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, sum);

        long Walk()
        {
            var total = 0L;
            foreach (var facts in scans) total += compiled.Decide(facts) + compiled.MatchAll(facts, mask);
            return total;
        }
    }

    [Fact]
    public void Compile_RowThatAsksAFactTwice_IsABug()
    {
        var policy = PolicyTexts.Read(PolicyTexts.Rows("{ id: a, when: { criticality: 5 }, then: review P1 }"));
        var row = policy.Rows[0];

        Assert.Throws<ArgumentException>(() => PolicyCompiler.Compile(policy with { Rows = [row with { When = [row.When[0], row.When[0]] }] }));
    }

    private static int FirstBit(ulong[] mask)
    {
        var word = Array.FindIndex(mask, w => w != 0);
        return (word * 64) + BitOperations.TrailingZeroCount(mask[word]);
    }
}
