using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Parts;
using static Scanward.Tests.Routing.Parts.Stocks;

namespace Scanward.Tests.Routing.Parts;

public sealed class PartsCheckTests
{
    [Theory]
    [InlineData(5, 0, 0, PartsFact.Available)]
    [InlineData(2, 0, 0, PartsFact.Available)]
    [InlineData(1, 0, 0, PartsFact.Short)]
    [InlineData(5, 4, 0, PartsFact.Short)] // reserved for others
    [InlineData(5, 0, 3, PartsFact.Available)] // leaves just the safety stock
    [InlineData(5, 0, 4, PartsFact.BelowSafety)]
    [InlineData(5, 1, 3, PartsFact.BelowSafety)]
    [InlineData(1, 0, 4, PartsFact.Short)]
    [InlineData(2, 5, 0, PartsFact.Short)] // a mirror may hold more reserved than there is
    public void Parts_OfOnePart(int onHand, int reserved, int safety, PartsFact expected) =>
        Assert.Equal(expected, Check([new("seal", 2)], Stock("seal", onHand, reserved, safety)).Parts);

    [Fact]
    public void Parts_NoneNeeded()
    {
        var check = Check([]);
        Assert.Equal(PartsFact.NoneNeeded, check.Parts);
        Assert.Equal(0, check.EtaMinutes);
    }

    [Fact]
    public void Parts_WithoutRecordOrStale_AreUnknown()
    {
        Assert.Null(Check([new("seal")]).Parts);
        Assert.Equal(Facts.Unknown, Check([new("seal")]).PartsFactValue);
        Assert.Equal(PartsFact.Available, Check([new("seal")], Stock("seal", 1, ageMinutes: 5)).Parts);
        Assert.Null(Check([new("seal")], Stock("seal", 1, ageMinutes: 6)).Parts);
        Assert.Null(Check([new("seal")], Stock("seal", 0, ageMinutes: 6)).Parts); // not even short
    }

    [Theory]
    [InlineData(null)]
    [InlineData(long.MaxValue)]
    public void Parts_WithoutALimitOfAge_AreKnown(long? freshMinutes)
    {
        var stocks = ByPart([Stock("seal", 1, ageMinutes: 10_000_000)]);
        Assert.Equal(PartsFact.Available, PartsCheck.Of([new("seal")], stocks, Now, freshMinutes).Parts);
    }

    [Theory]
    [InlineData("available below", PartsFact.BelowSafety)]
    [InlineData("below unknown", null)]
    [InlineData("available unknown", null)]
    [InlineData("unknown short", PartsFact.Short)] // whatever the unknown part is, the job cannot be done
    [InlineData("short below available", PartsFact.Short)]
    [InlineData("available available", PartsFact.Available)]
    public void Parts_OfSeveral_IsTheWorst(string parts, PartsFact? expected)
    {
        var names = parts.Split(' ').Select((kind, i) => $"{kind}-{i}").ToArray();
        var stocks = names.Where(n => !n.StartsWith("unknown", StringComparison.Ordinal)).Select(n => n.Split('-')[0] switch
        {
            "available" => Stock(n, 1),
            "below" => Stock(n, 1, safety: 1),
            _ => Stock(n, 0),
        });
        var check = Check([.. names.Select(n => new PartNeed(n))], [.. stocks]);
        Assert.Equal(expected, check.Parts);
        Assert.Equal(expected is { } e ? (long)e : Facts.Unknown, check.PartsFactValue);
    }

    [Fact]
    public void Needs_OfOnePart_AddUp()
    {
        var check = Check([new("seal", 2), new("bearing"), new("seal", 3)], Stock("seal", 4), Stock("bearing", 1));
        Assert.Equal(["seal", "bearing"], check.Standings.Select(s => s.Need.PartId));
        Assert.Equal(new PartNeed("seal", 5), check.Standings[0].Need);
        Assert.Equal(PartsFact.Short, check.Parts);
        Assert.Equal(int.MaxValue, Check([new("seal", int.MaxValue), new("seal", int.MaxValue)]).Standings[0].Need.Quantity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Needs_OfNothing_AreABug(int quantity) => Assert.Throws<ArgumentOutOfRangeException>(() => Check([new("seal", quantity)]));

    [Fact]
    public void Eta_IsOfTheLastShortPart()
    {
        var check = Check(
            [new("seal"), new("bearing"), new("filter")],
            Stock("seal", 0, onOrder: 1, arrivesIn: Duration.FromHours(5)),
            Stock("bearing", 0, onOrder: 4, arrivesIn: Duration.FromHours(30) + Duration.FromSeconds(1)),
            Stock("filter", 9, onOrder: 1, arrivesIn: Duration.FromDays(90)));
        Assert.Equal((30 * 60) + 1, check.EtaMinutes);
    }

    [Fact]
    public void Eta_OfAnyThatNobodyKnows_IsUnknown()
    {
        var ordered = Stock("seal", 0, onOrder: 1, arrivesIn: Duration.FromHours(5));
        PartNeed[] both = [new("seal"), new("bearing")];
        Assert.Equal(300, Check(both, ordered, Stock("bearing", 1)).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check(both, ordered, Stock("bearing", 0)).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check(both, ordered, Stock("bearing", 0, onOrder: 1)).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check(both, ordered).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check([new("seal", 2)], ordered).EtaMinutes); // one ordered, two missing
        Assert.Equal(Facts.Unknown, Check([new("seal")], Stock("seal", 0, onOrder: 1, arrivesIn: Duration.FromHours(-1))).EtaMinutes); // overdue
        Assert.Equal(Facts.Unknown, Check([new("seal")], Stock("seal", 1, ageMinutes: 9)).EtaMinutes);
    }

    [Fact]
    public void Eta_OfWhatIsOnOrder_IsAtMostTheLeadTimeAhead()
    {
        Assert.Equal(3 * 1_440, Check([new("seal")], Stock("seal", 0, onOrder: 1, leadDays: 3)).EtaMinutes);
        Assert.Equal(60, Check([new("seal")], Stock("seal", 0, onOrder: 1, arrivesIn: Duration.FromHours(1), leadDays: 3)).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check([new("seal")], Stock("seal", 0, onOrder: 1, leadDays: int.MaxValue)).EtaMinutes);
        Assert.Equal(Facts.Unknown, Check([new("seal")], Stock("seal", 0, leadDays: 3)).EtaMinutes); // nobody has ordered it
    }

    [Fact]
    public void Eta_WhenNothingIsShort_IsNow()
    {
        Assert.Equal(0, Check([new("seal")], Stock("seal", 1, onOrder: 1)).EtaMinutes);
        Assert.Equal(0, Check([new("seal")], Stock("seal", 1, safety: 1)).EtaMinutes);
    }
}
