using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>The suite for a target that has assets and stock and no work orders. The traps of a create cannot occur there, since none is sent.</summary>
public abstract class AssetOnlyConformance : AssetConformance
{
    [Fact]
    public async Task WorkOrders_AreNone_SoThatNothingIsEverSent()
    {
        Assert.Null(Target.Read().WorkOrder);
        await using var server = new TrapServer();
        var cmms = Target.Open(server);
        using var closing = (IDisposable)cmms;
        Assert.Equal(new CmmsAbilities { TakesWorkOrders = false, FindsAssets = true, ListsAssets = true, ListsStock = true }, cmms.Abilities);
        var message = ConformanceTarget.Create();
        Assert.Equal((CmmsEnding.Refused, null), (await cmms.Send(message, ct)) is var sent ? (sent.Ending, sent.Value) : default);
        Assert.Equal(CmmsEnding.Refused, (await cmms.Send(message with { Operation = DispatchOperation.Update, ExternalId = "7" }, ct)).Ending);
        Assert.Equal(CmmsEnding.Refused, (await cmms.FindWorkOrders(message, ct)).Ending);
        Assert.Equal(CmmsEnding.Refused, (await cmms.ReadWorkOrder("7", ct)).Ending);
        Assert.Equal(CmmsEnding.Refused, (await cmms.CancelDuplicate(message, "8", "7", ct)).Ending);
        Assert.Empty(server.Requests);
    }
}
