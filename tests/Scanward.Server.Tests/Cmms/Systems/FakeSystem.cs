using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// A stand-in of somebody else's system, in this process, on a port of its own: its wire contract and its traps, as far as the mapping that comes with Scanward meets them. What the
/// system would refuse is refused in its own words, and kept in <see cref="Refused"/>.
/// </summary>
internal abstract class FakeSystem : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<FakeRequest> requests = [];
    private readonly ConcurrentQueue<string> refused = [];
    private readonly ConcurrentQueue<Script> scripts = [];
    private readonly Lock one = new();

    protected FakeSystem()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(Handle);
    }

    /// <summary>Base address for a connector.</summary>
    public virtual string Url => app.Urls.Single();

    /// <summary>Work orders that were made, in the system's own form.</summary>
    public List<JsonObject> WorkOrders { get; } = [];

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyCollection<FakeRequest> Requests => requests;

    /// <summary>What the system would not have taken, in order.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    public static async Task<T> Listen<T>(T system)
        where T : FakeSystem
    {
        await system.app.StartAsync();
        return system;
    }

    /// <summary>The next request that has no script yet is answered so, and not looked at.</summary>
    public void AnswerNext(int status, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        scripts.Enqueue(new(new FakeAnswer(status, body) { Headers = headers }));

    /// <summary>The next request that has no script yet is done, and its answer lost on the way.</summary>
    public void LoseNextAnswer() => scripts.Enqueue(new(null));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>Answers a request; one at a time.</summary>
    protected abstract FakeAnswer Answer(FakeRequest request);

    /// <summary>A refusal in the system's own form.</summary>
    protected abstract JsonNode Refusal(string text);

    private async Task Handle(HttpContext context)
    {
        var request = await FakeRequest.Read(context.Request);
        requests.Enqueue(request);
        scripts.TryDequeue(out var script);
        if (script?.Instead is { } instead)
        {
            await instead.Write(context.Response);
            return;
        }

        var answer = Decide(request);
        if (script is null) await answer.Write(context.Response);
        else context.Abort();
    }

    private FakeAnswer Decide(FakeRequest request)
    {
        try
        {
            lock (one) return Answer(request);
        }
        catch (FakeRefusal refusal)
        {
            refused.Enqueue($"{request}: {refusal.Status} {refusal.Message}");
            return new(refusal.Status, Refusal(refusal.Message));
        }
    }

    /// <param name="Instead">Null for the system's own answer, which is lost.</param>
    private sealed record Script(FakeAnswer? Instead);
}
