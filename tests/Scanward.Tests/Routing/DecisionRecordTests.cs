using System.Text;
using Scanward.Routing;

namespace Scanward.Tests.Routing;

public sealed class DecisionRecordTests
{
    [Fact]
    public void Record_HoldsEveryInput_SoThatTheDecisionComesOutAgain()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var inputs = new RandomInputs(seed).Make();
            inputs = inputs with { History = inputs.History with { LastScans = [.. inputs.History.LastScans.Select(s => s with { By = 0 })] } }; // nobody is named in a record
            var decision = Router.Decide(inputs);
            var bytes = DecisionRecord.Write(inputs, decision);
            var record = DecisionRecord.Read(bytes);
            var again = record.Inputs(inputs.Profile, inputs.Site, inputs.Policy);
            Assert.Equal(Lines(inputs), Lines(again));
            Assert.Equal(inputs.Profile.Revision, record.ProfileRevision);
            Assert.Equal(Encoding.UTF8.GetString(DecisionJson.Write(decision)), Encoding.UTF8.GetString(DecisionJson.Write(Router.Decide(again))));
            Assert.True(record.Is(Router.Decide(again)), $"seed {seed}");
            Assert.False(record.Is(decision with { Reason = decision.Reason + " " }), $"seed {seed}");
            Assert.Equal(bytes, DecisionRecord.Write(again, decision));
        }
    }

    /// <summary>The record keeps only what a scan can ask of the asset's past; nothing else of it may bear on the decision or its explanation.</summary>
    [Fact]
    public void Decision_DependsOnWhatTheScanAsksOfThePast_Alone()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var whole = new RandomInputs(seed).Make();
            var asked = whole with { History = whole.History.AskedBy(whole.Scan.Type, whole.Scan.FailureMode) };
            Assert.Equal(Told(whole), Told(asked));
            Assert.True(asked.History.LastScans.Length <= 1 && asked.History.Open.Length <= 4 && asked.History.Closed.Length <= 1, $"seed {seed}");
        }

        static string Told(RoutingInputs inputs) =>
            Router.Trace(inputs, explain: true) is var trace ? $"{Encoding.UTF8.GetString(DecisionJson.Write(trace.Decision))} {string.Join(' ', Enum.GetValues<Fact>().Select(f => trace.Facts[f]))}" : "";
    }

    /// <summary>What was cut short or changed on disk is told, one way or another.</summary>
    [Fact]
    public void Record_CutShort_IsRefused()
    {
        var inputs = new RandomInputs(3).Make();
        var bytes = DecisionRecord.Write(inputs, Router.Decide(inputs));
        for (var length = 0; length < bytes.Length; length++) Assert.ThrowsAny<FormatException>(() => DecisionRecord.Read(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Context_NamesWhatTheRecordDoesNotHold()
    {
        var inputs = Given.Scan();
        Assert.Equal(new DecisionContext(DecisionContext.CurrentEngine, inputs.Policy.Hash, "site-hash", "roster-hash", DecisionContext.CurrentTimeZoneData), DecisionContext.Of(inputs));
    }

    private static string[] Lines(RoutingInputs inputs)
    {
        // Who lacks the skills is not chosen whatever the load, so that load is not kept.
        var technicians = inputs.Site.Roster.Technicians;
        var loads = inputs.Site.Candidates(inputs.Policy.Policy.Assign, inputs.Profile.Skills).Select(i => inputs.Loads.GetValueOrDefault(technicians[i].TechnicianId)?.ToString() ?? "-");
        return
        [
            (inputs.Scan with { Readings = [] }).ToString(), .. inputs.Scan.Readings.Select(r => r.ToString()), .. AssetHistoryTests.Lines(inputs.History),
            .. inputs.Stock.Select(s => s.ToString()), .. loads, $"{inputs.ProfileAsOf} {inputs.Ordered} {inputs.PositionInBatch}",
        ];
    }
}
