using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Parts;
using static Scanward.Tests.Routing.Parts.Stocks;

namespace Scanward.Tests.Routing.Parts;

public sealed class ReplenishmentTests
{
    private static Stock Seal(int onHand, int? point, int? quantity = null, int reserved = 0, int onOrder = 0, int? leadDays = null) =>
        Stock("seal", onHand, reserved, onOrder: onOrder, leadDays: leadDays) with { ReorderPoint = point, ReorderQuantity = quantity };

    [Theory]
    [InlineData(6, 0, 0, 5, null, null)]
    [InlineData(5, 0, 0, 5, null, 5)] // to twice the reorder point
    [InlineData(6, 1, 0, 5, null, 5)] // what is reserved does not count
    [InlineData(3, 0, 2, 5, null, 5)] // what is on order does
    [InlineData(3, 0, 3, 5, null, null)]
    [InlineData(1, 4, 0, 5, null, 13)] // a mirror below nothing
    [InlineData(2, 0, 0, 5, 20, 20)]
    [InlineData(0, 0, 0, 0, null, 1)] // at least one
    [InlineData(0, 0, 0, 0, 0, 1)]
    [InlineData(0, 0, 0, null, 20, null)] // not replenished
    [InlineData(0, 0, 0, int.MaxValue, null, int.MaxValue)]
    public void Due_AtOrBelowTheReorderPoint(int onHand, int reserved, int onOrder, int? point, int? reorderQuantity, int? quantity) =>
        Assert.Equal(quantity, Replenishment.Due(Seal(onHand, point, reorderQuantity, reserved, onOrder), open: false, Now)?.Quantity);

    [Fact]
    public void Due_WhenOneIsOpen_IsNone() => Assert.Null(Replenishment.Due(Seal(0, 5), open: true, Now));

    [Fact]
    public void Due_NamesSitePartAndArrival()
    {
        Assert.Equal(new Replenishment("north", "seal", 10, Now + Duration.FromDays(3)), Replenishment.Due(Seal(0, 5, leadDays: 3), open: false, Now));
        Assert.Null(Replenishment.Due(Seal(0, 5), open: false, Now)!.Eta);
    }

    [Fact]
    public void PlacedOn_RaisesThePosition_AboveTheReorderPoint()
    {
        var stock = Seal(4, 5, leadDays: 3);
        var after = Replenishment.Due(stock, open: false, Now)!.PlacedOn(stock);
        Assert.Equal((6, 10L, Now + Duration.FromDays(3)), (after.OnOrder, after.Position, after.Eta));
        Assert.Null(Replenishment.Due(after, open: false, Now));
    }

    [Fact]
    public void PlacedOn_SpeaksForAllThatIsOnOrder()
    {
        var replenishment = new Replenishment("north", "seal", 5, Now + Duration.FromDays(3));
        Instant? EtaAfter(Instant? eta, int onOrder = 2) => replenishment.PlacedOn(Seal(0, 5, onOrder: onOrder) with { Eta = eta }).Eta;

        Assert.Equal(Now + Duration.FromDays(3), EtaAfter(Now + Duration.FromDays(1)));
        Assert.Equal(Now + Duration.FromDays(9), EtaAfter(Now + Duration.FromDays(9)));
        Assert.Null(EtaAfter(null));
        Assert.Equal(Now + Duration.FromDays(3), EtaAfter(null, onOrder: 0));
    }

    [Fact]
    public void PlacedOn_AbsurdQuantities_Saturate() =>
        Assert.Equal(int.MaxValue, new Replenishment("north", "seal", int.MaxValue, null).PlacedOn(Seal(0, 5, onOrder: 7)).OnOrder);
}
