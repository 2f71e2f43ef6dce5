using System.Text;
using Scanward.Routing;

namespace Scanward.Tests.Routing;

public sealed class DecisionRecordTests
{
    [Fact]
    public void Record_HoldsEveryInput_SoThatTheDecisionComesOutAgain()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var inputs = new RandomInputs(seed).Make();
            var decision = Router.Decide(inputs);
            var record = DecisionRecord.Read(DecisionRecord.Write(inputs, decision));
            var again = inputs with
            {
                Scan = record.Scan,
                ProfileAsOf = record.ProfileAsOf,
                History = record.History,
                Stock = record.Stock,
                Loads = record.Loads,
                Ordered = record.Ordered,
                PositionInBatch = record.PositionInBatch,
            };
            Assert.Equal(Lines(inputs), Lines(again));
            Assert.Equal(Text(DecisionJson.Write(decision)), Text(DecisionJson.Write(Router.Decide(again))));
            Assert.Equal(Text(DecisionJson.Write(decision)), Text([.. record.Decision]));
            Assert.Equal(DecisionRecord.Write(inputs, decision), DecisionRecord.Write(again, decision));
        }
    }

    [Fact]
    public void Record_NamesWhatItDoesNotHold()
    {
        var inputs = Given.Scan().Asset(a => a with { Revision = 7 });
        var record = DecisionRecord.Read(DecisionRecord.Write(inputs, Router.Decide(inputs)));
        Assert.Equal(
            (DecisionRecord.Engine, inputs.Policy.Hash, "site-hash", "roster-hash", DecisionRecord.CurrentTimeZoneData, 7),
            (record.EngineVersion, record.PolicyHash, record.SiteHash, record.RosterHash, record.TimeZoneData, record.ProfileRevision));
    }

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static string[] Lines(RoutingInputs inputs) =>
    [
        (inputs.Scan with { Readings = [] }).ToString(), .. inputs.Scan.Readings.Select(r => r.ToString()), .. AssetHistoryTests.Lines(inputs.History),
        .. inputs.Stock.Select(s => s.ToString()), .. inputs.Loads.Select(l => l.ToString()), $"{inputs.ProfileAsOf} {inputs.Ordered} {inputs.PositionInBatch}",
    ];
}
