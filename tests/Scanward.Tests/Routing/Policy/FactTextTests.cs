using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class FactTextTests
{
    [Theory]
    [InlineData("scan", "corrective", 1)]
    [InlineData("parts", "short", 4)]
    [InlineData("open_pm", "yes", 1)]
    [InlineData("crew", "on_shift", 1)]
    [InlineData("criticality", "5", 5)]
    [InlineData("crew_load", "80%", 80)]
    [InlineData("last_scan_ago", "3d 4h", 4560)]
    [InlineData("last_scan_ago", "0m", 0)]
    [InlineData("pm_due_in", "-7d", -10080)]
    [InlineData("pm_due_in", "-1h 1m", -61)]
    [InlineData("location", "unknown", Facts.Unknown)]
    public void Of_Value_InTheWordsOfThePolicy(string fact, string text, long value)
    {
        var column = FactColumn.Find(fact)!;

        Assert.Equal(text, FactText.Of(column, value));
        Assert.Equal(value, PolicyTexts.Facts($"{fact}={text}")[column.Fact]);
    }

    [Fact]
    public void TrySet_WhatOfWrites_IsReadBack()
    {
        var random = new Random(11);
        foreach (var column in FactColumn.All.Where(c => c.Kind != FactKind.Name))
        {
            foreach (var value in MadeUp.Edges(column).Append(column.Clamp(random.Next(-1_000_000, 1_000_000))))
            {
                Assert.Equal(value, PolicyTexts.Facts($"{column.Name}={FactText.Of(column, value)}")[column.Fact]);
            }
        }
    }

    [Fact]
    public void TrySet_NamesAndReadings_AreSet()
    {
        var facts = PolicyTexts.Facts("failure_mode=bearing noise", "reading:run_hours=8123.5", "site=north-clinic", "site=unknown");

        Assert.Equal("bearing noise", facts.Name(Fact.FailureMode));
        Assert.Null(facts.Name(Fact.Site));
        Assert.Equal(8_123_500, facts.Readings["run_hours"]);
        Assert.Equal(["failure_mode=bearing noise", "reading:run_hours=8123.5"], FactText.Known(facts).Select(c => $"{c.Name}={FactText.Of(facts, c)}"));
    }

    [Fact]
    public void TrySet_ManyFailures_Saturate() => Assert.Equal(16, PolicyTexts.Facts("failures_90d=40")[Fact.Failures90d]);

    [Theory]
    [InlineData("criticality", "'criticality' is not of the form fact=value, such as criticality=5.")]
    [InlineData("=5", "'=5' is not of the form fact=value, such as criticality=5.")]
    [InlineData("criticalty=5", "'criticalty' is not a fact; did you mean 'criticality'?")]
    [InlineData("criticality=", "criticality has no value here; write criticality=unknown or leave it out.")]
    [InlineData("criticality=6", "criticality runs from 1 to 5; 6 is not in it.")]
    [InlineData("pm_due_in=3", "pm_due_in needs a unit: 3m, 3h, 3d or 3w.")]
    [InlineData("last_scan_ago=-3d", "last_scan_ago is never below 0m; -3d is.")]
    [InlineData("parts=shrt", "parts is one of none_needed, available, below_safety, short, unknown; 'shrt' is none of them; did you mean 'short'?")]
    [InlineData("reading:=5", "'reading:' is not a fact.")]
    public void TrySet_Slip_SaysWhatToWrite(string assignment, string detail)
    {
        Assert.False(FactText.TrySet(new Facts(), assignment, out var fault));
        Assert.Equal(detail, fault);
    }
}
