using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>What each mapping that knows work orders has to do.</summary>
public abstract class WorkOrderMappingContract : AssetMappingContract
{
    private protected const string Reference = "01KB3V9R8M0G2", Another = "01KB3V9R8M0G3";

    /// <summary>What the system says of work orders that are open, in progress, completed and cancelled.</summary>
    private protected abstract (WorkOrderState Open, WorkOrderState InProgress, WorkOrderState Completed, WorkOrderState Cancelled) States { get; }

    [Fact]
    public async Task Create_MakesOneThatCarriesOurReference()
    {
        await using var target = await Start();
        await target.Send(TestMessages.Create(Another, target.Asset));
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.Equal((Reference, States.Open), (made.Reference, made.State));
        Assert.True(Uri.IsWellFormedUriString(made.Url, UriKind.Absolute), made.Url);
        Assert.Equal(2, target.System.WorkOrders.Count);
        Assert.Equal(made.Id, Assert.Single(await target.Find(TestMessages.Create(Reference, target.Asset))).Id);
        Assert.Equal(Reference, (await target.Read(made.Id))!.Reference);
        Assert.Empty(target.System.Refused);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Create_TakesEveryPriority(int priority)
    {
        await using var target = await Start();
        MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset, priority)));
        Assert.Empty(target.System.Refused);
    }

    [Fact]
    public async Task Create_WhoseAnswerIsLost_IsFoundAndNotMadeAgain()
    {
        await using var target = await Start();
        target.System.LoseNextAnswer();
        Assert.Equal(CmmsEnding.Unknown, (await target.Send(TestMessages.Create(Reference, target.Asset))).Ending);
        var found = Assert.Single(await target.Find(TestMessages.Create(Reference, target.Asset)));
        Assert.Equal(Reference, found.Reference);
        Assert.Single(target.System.WorkOrders);
        Assert.NotNull(await target.Read(found.Id));
    }

    /// <summary>Whatever the system makes of the question, what carries another reference is none of ours.</summary>
    [Fact]
    public async Task Find_ComparesExactly()
    {
        await using var target = await Start();
        await target.Send(TestMessages.Create(Another, target.Asset));
        await target.Send(TestMessages.Create(Reference.ToLowerInvariant(), target.Asset));
        Assert.Empty(await target.Find(TestMessages.Create(Reference, target.Asset)));
        Assert.Empty(target.System.Refused);
    }

    [Fact]
    public async Task Find_ShowsBothOfTwo_AndOneCanBeCancelled()
    {
        await using var target = await Start();
        var message = TestMessages.Create(Reference, target.Asset);
        var kept = MappedTarget.Done(await target.Send(message));
        target.Forget();
        await target.Send(message);
        var both = await target.Find(message);
        Assert.Equal(2, both.Length);
        var other = both.Single(w => w.Id != kept.Id);
        var reply = await target.Cmms.CancelDuplicate(message, other.Id, kept.Id, TestContext.Current.CancellationToken);
        Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
        Assert.True(target.IsCancelled(other.Id));
        Assert.False(target.IsCancelled(kept.Id));
        Assert.Empty(target.System.Refused);
    }

    [Fact]
    public async Task Create_ThatIsRefused_IsRefusedWithTheReason()
    {
        await using var target = await Start();
        var reply = await target.Send(TestMessages.Create(Reference, target.NoAsset));
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.True(reply.Why.Contains(Assert.Single(target.System.Refused).Split(' ')[^1].TrimEnd('.'), StringComparison.Ordinal), reply.Why);
        Assert.Empty(target.System.WorkOrders);
    }

    [Fact]
    public async Task Update_ChangesTheState()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        foreach (var (to, state) in new[] { ("assigned", States.Open), ("in_progress", States.InProgress), ("on_hold", (WorkOrderState?)null), ("completed", States.Completed) })
        {
            var reply = await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, to));
            Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
            if (state is not null) Assert.Equal(state, (await target.Read(made.Id))!.State);
        }

        Assert.Equal(Reference, (await target.Read(made.Id))!.Reference);
        Assert.Empty(target.System.Refused);
    }

    [Fact]
    public async Task Update_Cancels()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.Equal(CmmsEnding.Done, (await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, "cancelled"))).Ending);
        Assert.Equal(States.Cancelled, (await target.Read(made.Id))!.State);
    }

    [Fact]
    public async Task Read_OfOneThatThereIsNot_IsNone()
    {
        await using var target = await Start();
        Assert.Null(await target.Read(target.NoWorkOrder));
    }

    [Fact]
    public async Task WorkOrders_ThatChangedSince_AreListedPageByPage()
    {
        await using var target = await Start();
        for (var i = 0; i < 250; i++) MappedTarget.Done(await target.Send(TestMessages.Create($"01KB3V9R8{i:0000}", target.Asset)));
        foreach (var old in target.System.WorkOrders.Take(30)) old[target.ChangedMember] = Times.Old;
        foreach (var changed in target.System.WorkOrders.Skip(30)) changed[target.ChangedMember] = Times.New;
        var listed = await target.Changed(Since);
        Assert.Equal(220, listed.Select(w => w.Reference).Distinct().Count());
        Assert.Equal(220, listed.Count);
        Assert.Empty(target.System.Refused);
    }

    private protected abstract Task<MappedTarget> Start();

    private protected override Task<MappedTarget> StartAssets() => Start();
}
