using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Parts;
using Scanward.Routing.Policy;
using static Scanward.Tests.Routing.Parts.Stocks;

namespace Scanward.Tests.Routing.Parts;

public sealed class ReservationTests
{
    private static readonly PartsRules SafetyForP1 = new() { UseSafetyStockFor = [Priority.P1] };

    [Fact]
    public void Reserve_EnoughOfEach_HoldsEach()
    {
        var check = Check([new("seal", 2), new("bearing")], Stock("seal", 5, reserved: 3), Stock("bearing", 1));
        var reserved = Assert.IsType<Reserved>(check.Reserve(Priority.P3, new()));
        Assert.Equal([new("seal", 2, PartState.Reserved, null), new("bearing", 1, PartState.Reserved, null)], reserved.Lines);
        Assert.Equal([("seal", 5), ("bearing", 1)], reserved.After.Select(s => (s.PartId, s.Reserved)));
    }

    [Fact]
    public void Reserve_OneShort_HoldsNone_AndNamesWhatIsMissing()
    {
        var check = Check(
            [new("seal", 2), new("bearing"), new("filter"), new("belt")],
            Stock("seal", 1), Stock("bearing", 1), Stock("filter", 0, onOrder: 1, arrivesIn: Duration.FromHours(2)));
        var refused = Assert.IsType<NotReserved>(check.Reserve(Priority.P1, SafetyForP1));
        Assert.Equal(
            [
                new("seal", 2, PartState.Short, null),
                new("filter", 1, PartState.OnOrder, Now + Duration.FromHours(2)),
                new("belt", 1, PartState.Short, null),
            ],
            refused.Lines);
    }

    [Fact]
    public void Reserve_SafetyStock_OnlyForThePrioritiesPermitted()
    {
        var check = Check([new("seal")], Stock("seal", 2, safety: 2, onOrder: 1, arrivesIn: Duration.FromHours(2)));
        Assert.Equal(PartsFact.BelowSafety, check.Parts);
        Assert.IsType<Reserved>(check.Reserve(Priority.P1, SafetyForP1));
        var refused = Assert.IsType<NotReserved>(check.Reserve(Priority.P2, SafetyForP1));
        Assert.Equal([new("seal", 1, PartState.OnOrder, Now + Duration.FromHours(2))], refused.Lines); // the delivery makes it possible without dipping
    }

    [Fact]
    public void Reserve_StaleFigures_StillHold()
    {
        var check = Check([new("seal")], Stock("seal", 2, ageMinutes: 600));
        Assert.Null(check.Parts);
        Assert.IsType<Reserved>(check.Reserve(Priority.P3, new()));
    }

    [Fact]
    public void Reserve_NothingNeeded_IsReservedAtOnce()
    {
        var reserved = Assert.IsType<Reserved>(Check([]).Reserve(Priority.P3, new()));
        Assert.Empty(reserved.Lines);
        Assert.Empty(reserved.After);
    }

    [Fact]
    public void Stock_TakesNoMoreThanIsAvailable()
    {
        Assert.Equal(3, Stock("seal", 3).Reserve(3).Reserved);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stock("seal", 3, reserved: 1).Reserve(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stock("seal", 3).Reserve(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stock("seal", 3).Release(-1));
        Assert.Equal(0, Stock("seal", 3, reserved: 1).Release(2).Reserved); // a pull dropped the hold before
    }

    [Fact]
    public void ReservingThenReleasing_Restores()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var stocks = RandomStocks(random);
            var check = PartsCheck.Of(RandomNeeds(random), ByPart(stocks), Now, null);
            if (check.Reserve((Priority)random.Next(1, 5), SafetyForP1) is not Reserved reserved) continue;
            var released = reserved.Lines.Zip(reserved.After, (line, after) => after.Release(line.Quantity));
            Assert.True(released.SequenceEqual(check.Standings.Select(s => s.Stock)), $"seed {seed}");
        }
    }

    [Fact]
    public void Reserved_IsTheSumOfLiveReservations_AndNeverPassesOnHand()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var stocks = ByPart(RandomStocks(random));
            var live = new List<(Priority Priority, ImmutableArray<PartLine> Lines)>();
            for (var step = 0; step < 40; step++)
            {
                var priority = (Priority)random.Next(1, 5);
                var before = stocks;
                if (random.Next(3) == 0 && live.Count > 0)
                {
                    var done = live[random.Next(live.Count)];
                    live.Remove(done);
                    foreach (var line in done.Lines) stocks = stocks.SetItem(line.Part, stocks[line.Part].Release(line.Quantity));
                }
                else if (PartsCheck.Of(RandomNeeds(random), stocks, Now, null).Reserve(priority, SafetyForP1) is Reserved reserved)
                {
                    live.Add((priority, reserved.Lines));
                    foreach (var after in reserved.After) stocks = stocks.SetItem(after.PartId, after);
                    Assert.True(priority == Priority.P1 || reserved.After.All(s => s.Available >= s.SafetyStock), $"dips, seed {seed}, step {step}");
                }
                else
                {
                    Assert.Same(before, stocks);
                }

                foreach (var stock in stocks.Values)
                {
                    var held = live.SelectMany(l => l.Lines).Where(l => l.Part == stock.PartId).Sum(l => l.Quantity);
                    Assert.True(stock.Reserved == held, $"sum, seed {seed}, step {step}");
                    Assert.True(stock.Reserved >= 0 && stock.Available >= 0, $"bounds, seed {seed}, step {step}");
                }
            }
        }
    }

    [Fact]
    public void Facts_AgreeWithReservation()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var check = PartsCheck.Of(RandomNeeds(random), ByPart(RandomStocks(random)), Now, null);
            var permitted = check.Reserve(Priority.P1, SafetyForP1);
            var plain = check.Reserve(Priority.P4, SafetyForP1);
            Assert.True(permitted is Reserved == check.Parts is PartsFact.Available or PartsFact.BelowSafety or PartsFact.NoneNeeded, $"seed {seed}");
            Assert.True(plain is Reserved == check.Parts is PartsFact.Available or PartsFact.NoneNeeded, $"seed {seed}");
            Assert.True(plain is Reserved || plain.Lines.Length > 0, $"seed {seed}");
        }
    }

    private static Stock[] RandomStocks(Random random) =>
        [.. Enumerable.Range(0, 4).Select(i => Stock($"part-{i}", random.Next(8), safety: random.Next(3), onOrder: random.Next(3)))];

    private static ImmutableArray<PartNeed> RandomNeeds(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => new PartNeed($"part-{random.Next(4)}", random.Next(1, 3)))];
}
