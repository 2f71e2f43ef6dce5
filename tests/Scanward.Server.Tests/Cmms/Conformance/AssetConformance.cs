using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>What every connector has to do that looks assets up: tell "none" from all that is no final word. Each test is one look-up from a server that misbehaves.</summary>
public abstract class AssetConformance
{
    private protected const string Page = "<!DOCTYPE html><html><body>Please log in</body></html>";

    private protected static readonly CancellationToken ct = CancellationToken.None;

    private protected abstract AssetTarget Target { get; }

    public static TheoryData<string> Unreadable => new("truncated", "cut off", "page", "page that says it is JSON", "empty", "spaces", "large", "compressed", "null", "text", "nested too deep", "reset in body", "no http", "reset");

    [Fact]
    public async Task Asset_IsFound_AndNoneIsTheFinalWord()
    {
        foreach (var query in Target.Queries)
        {
            Assert.Equal((CmmsEnding.Done, Target.AssetId), Told(await Asset(query, Target.Asset)));
            Assert.Equal((CmmsEnding.Done, null), Told(await Asset(query, Target.NoAsset)));
        }
    }

    /// <summary>Whatever is no final word is none: the scan waits, and no work order is lost.</summary>
    [Fact]
    public async Task Asset_WhereTheAnswerSaysNothing_IsNotAbsent()
    {
        foreach (var query in Target.Queries)
        {
            foreach (var trap in Unreadable.Select(t => t.Data)) await Is(CmmsEnding.Unknown, trap, query, r => Unread(trap, Target.Asset(r)));
            foreach (var body in new[] { "{}", """{"status":"fine"}""", "[[[1]]]", "[1]", "7", "true" }) await Is(CmmsEnding.Unknown, body, query, _ => new(200, body));
        }
    }

    /// <summary>Also where the body is that of the final word: the status is another.</summary>
    [Fact]
    public async Task Asset_WhereTheTargetRefuses_IsNotAbsent()
    {
        foreach (var query in Target.Queries)
        {
            foreach (var status in new[] { 302, 401, 403, 408, 422, 429, 500, 502, 503 })
            {
                await Is(CmmsEnding.Refused, $"{status}", query, _ => new(status, "{}"));
                await Is(CmmsEnding.Refused, $"{status} none", query, r => Target.NoAsset(r) with { Status = status });
                await Is(CmmsEnding.Refused, $"{status} found", query, r => Target.Asset(r) with { Status = status });
            }

            await Is(CmmsEnding.Refused, "404 page", query, _ => new(404, Page, "text/html"));
        }
    }

    [Fact]
    public async Task Asset_WhereTheSuccessHoldsAnError_IsNotAbsent()
    {
        var mapping = Target.Read();
        Assert.Equal(Target.ErrorInNone is null, mapping.RefusedWhen.Concat(mapping.Asset?.ByTag?.RefusedWhen ?? []).Concat(mapping.Asset?.ById?.RefusedWhen ?? []).All(c => c.Status is >= 300));
        foreach (var query in Target.ErrorInNone is null ? [] : Target.Queries) await Is(CmmsEnding.Refused, "an error", query, _ => Target.ErrorInNone!);
    }

    private protected static TrapAnswer Unread(string trap, TrapAnswer good) => trap switch
    {
        "truncated" => good with { End = TrapEnd.Truncated },
        "cut off" => good with { Body = good.Body[..(good.Body.Length / 2)] },
        "page" => good with { Body = Page, ContentType = "text/html" },
        "page that says it is JSON" => good with { Body = Page },
        "empty" => good with { Body = "" },
        "spaces" => good with { Body = " \n " },
        "large" => good with { Body = good.Body + new string(' ', 2_000_000) },
        "compressed" => good with { Headers = [("Content-Encoding", "gzip")] },
        "null" => good with { Body = "null" },
        "text" => good with { Body = "\"ok\"" },
        "nested too deep" => good with { Body = new string('[', 1000) + new string(']', 1000) },
        "reset in body" => good with { End = TrapEnd.ResetInBody },
        "no http" => good with { End = TrapEnd.NoHttp },
        "reset" => good with { End = TrapEnd.Reset },
        _ => throw new ArgumentOutOfRangeException(nameof(trap), trap, null),
    };

    private static (CmmsEnding, string?) Told(CmmsReply<CmmsAsset> reply) => (reply.Ending, reply.Value?.ExternalId);

    private async Task Is(CmmsEnding ending, string trap, AssetQuery query, Func<TrapRequest, TrapAnswer> answer)
    {
        var reply = await Asset(query, answer);
        Assert.True(Told(reply) == (ending, null), $"{query.Text}, answered '{trap}': {reply}");
    }

    private async Task<CmmsReply<CmmsAsset>> Asset(AssetQuery query, Func<TrapRequest, TrapAnswer> answer)
    {
        await using var server = new TrapServer { Script = answer };
        using var cmms = (IDisposable)Target.Open(server);
        return await ((ICmms)cmms).FindAsset(query, ct);
    }
}
