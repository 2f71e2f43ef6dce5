using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>What is looked up, and not found, or found by mistake.</summary>
public abstract partial class CmmsConformance
{
    [Fact]
    public async Task Find_ComparesExactly()
    {
        if (Target.Found() is null) return;
        var message = ConformanceTarget.Create();
        async Task<CmmsReply<System.Collections.Immutable.ImmutableArray<CmmsWorkOrder>>> Find(TrapAnswer answer)
        {
            await using var server = new TrapServer { Script = _ => answer };
            using var cmms = (IDisposable)Target.Open(server);
            return await ((ICmms)cmms).FindWorkOrders(message, ct);
        }

        Assert.Equal(["7", "9"], (await Find(Target.Found(("7", message.Reference), ("8", "01KB3V9R8M0G3"), ("9", message.Reference))!)).Value.Select(o => o.Id));
        var none = await Find(Target.Found()!);
        Assert.Equal((CmmsEnding.Done, 0), (none.Ending, none.Value.Length));
        var otherCase = await Find(Target.Found(("7", message.Reference.ToLowerInvariant()))!);
        Assert.Equal((CmmsEnding.Done, 0), (otherCase.Ending, otherCase.Value.Length));
        // What carries quite other references, and nothing of ours, is no answer to the question.
        Assert.Equal(CmmsEnding.Refused, (await Find(Target.Found(("8", "01KB3V9R8M0G3"), ("9", null))!)).Ending);
        Assert.Equal(CmmsEnding.Unknown, (await Find(new(200, "[[[1]]]"))).Ending);
        Assert.Equal(CmmsEnding.Unknown, (await Find(new(200, """{"status":"fine"}"""))).Ending);
        Assert.Equal(CmmsEnding.Refused, (await Find(new(404, "{}"))).Ending);
        Assert.Equal(CmmsEnding.Refused, (await Find(new(500, "{}"))).Ending);
    }

    [Fact]
    public async Task Asset_IsFound_AndNoneIsTheFinalWord()
    {
        Assert.Equal((CmmsEnding.Done, "AHU-000123"), Told(await AssetAnswered(Target.Asset("AHU-000123"))));
        Assert.Equal((CmmsEnding.Done, null), Told(await Asset(Target.NoAsset)));
    }

    /// <summary>Whatever is no final word is none: the scan waits, and no work order is lost.</summary>
    [Fact]
    public async Task Asset_WhereTheAnswerSaysNothing_IsNotAbsent()
    {
        foreach (var trap in Unreadable.Select(t => t.Data)) Assert.Equal((CmmsEnding.Unknown, null), Told(await AssetAnswered(Unread(trap, Target.Asset("AHU-000123")))));
        foreach (var status in new[] { 302, 401, 403, 429, 500, 503 }) Assert.Equal((CmmsEnding.Refused, null), Told(await AssetAnswered(new(status, "{}"))));
        Assert.Equal((CmmsEnding.Refused, null), Told(await AssetAnswered(new(404, Page, "text/html"))));
    }

    private static (CmmsEnding, string?) Told(CmmsReply<CmmsAsset> reply) => (reply.Ending, reply.Value?.ExternalId);

    private async Task<CmmsReply<CmmsAsset>> Asset(Func<TrapRequest, TrapAnswer> answer)
    {
        await using var server = new TrapServer { Script = answer };
        using var cmms = (IDisposable)Target.Open(server);
        return await ((ICmms)cmms).FindAsset(new("north-clinic", "AHU-000123", null), ct);
    }

    private Task<CmmsReply<CmmsAsset>> AssetAnswered(TrapAnswer answer) => Asset(_ => answer);
}
