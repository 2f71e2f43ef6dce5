using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>Work orders that are looked up, and not found, or found by mistake.</summary>
public abstract partial class CmmsConformance
{
    [Fact]
    public async Task Find_ComparesExactly()
    {
        if (Target.Found() is null)
        {
            await AssertCannotFind();
            return;
        }

        var message = Target.Message();
        async Task<CmmsReply<System.Collections.Immutable.ImmutableArray<CmmsWorkOrder>>> Find(TrapAnswer answer)
        {
            await using var server = new TrapServer { Script = r => Target.IsFind(r) ? answer : Target.Otherwise(r, "7", message) };
            using var cmms = (IDisposable)Target.Open(server);
            return await ((ICmms)cmms).FindWorkOrders(message, ct);
        }

        Assert.Equal(["7", "9"], (await Find(Target.Found(("7", message.Reference), ("8", ConformanceTarget.Another), ("9", message.Reference))!)).Value.Select(o => o.Id));
        var none = await Find(Target.Found()!);
        Assert.Equal((CmmsEnding.Done, 0), (none.Ending, none.Value.Length));
        var otherCase = await Find(Target.Found(("7", message.Reference.ToLowerInvariant()))!);
        Assert.Equal((CmmsEnding.Done, 0), (otherCase.Ending, otherCase.Value.Length));
        // What carries quite other references, and nothing of ours, is no answer to the question.
        Assert.Equal(CmmsEnding.Refused, (await Find(Target.Found(("8", ConformanceTarget.Another), ("9", null))!)).Ending);
        var mapping = Target.Read();
        Assert.Equal(Target.ErrorInNone is null, mapping.RefusedWhen.Concat(mapping.WorkOrder!.Find!.RefusedWhen).All(c => c.Status is >= 300));
        if (Target.ErrorInNone is { } error) Assert.Equal(CmmsEnding.Refused, (await Find(error)).Ending);
        Assert.Equal(CmmsEnding.Unknown, (await Find(new(200, "[[[1]]]"))).Ending);
        Assert.Equal(CmmsEnding.Unknown, (await Find(new(200, """{"status":"fine"}"""))).Ending);
        Assert.Equal(CmmsEnding.Refused, (await Find(new(404, "{}"))).Ending);
        Assert.Equal(CmmsEnding.Refused, (await Find(new(500, "{}"))).Ending);
    }

    /// <summary>There is no way to ask, so nothing is asked, and the connector rests on keys.</summary>
    private async Task AssertCannotFind()
    {
        await using var server = new TrapServer();
        var cmms = Target.Open(server);
        using var closing = (IDisposable)cmms;
        Assert.Equal((false, true), (cmms.Abilities.FindsByReference, cmms.Abilities.HonoursKeys));
        Assert.Equal(CmmsEnding.Refused, (await cmms.FindWorkOrders(Target.Message(), ct)).Ending);
        Assert.Empty(server.Requests);
    }
}
