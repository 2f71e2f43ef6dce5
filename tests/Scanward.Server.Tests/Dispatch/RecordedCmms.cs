using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>
/// A maintenance system that speaks the contract of the embedded one (docs/api.md), keeps a ledger of all that it was asked, and misbehaves as a test says. What is said holds for requests
/// that come in afterwards. It also has <c>GET /api/v2/workorders?reference=R</c>, <c>GET</c> and <c>PATCH /api/v2/workorders/{wo_id}</c>.
/// </summary>
internal sealed class RecordedCmms : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly CmmsLedger ledger;
    private readonly Lock gate = new();
    private readonly ConcurrentQueue<CmmsBehaviour> next = new();
    private readonly ConcurrentDictionary<string, string> assets = new();
    private CmmsPause? pause;
    private int arrived;

    private RecordedCmms(WebApplication app, CmmsLedger ledger, TimeProvider time)
    {
        (this.app, this.ledger, this.time) = (app, ledger, time);
    }

    public Uri Url => new(app.Urls.First());

    /// <summary>Towards every request for which <see cref="Next"/> and <see cref="Script"/> say nothing.</summary>
    public CmmsBehaviour Behaviour { get; set; } = CmmsBehaviour.Normal;

    /// <summary>By method, path and how many requests came in before; null for <see cref="Behaviour"/>.</summary>
    public Func<string, string, int, CmmsBehaviour?>? Script { get; set; }

    /// <summary>Whether a repeat of a key makes nothing and is 409; else two POSTs make two.</summary>
    public bool IsUnique { get; set; } = true;

    /// <summary>Requests that came in, those that are still held included.</summary>
    public int Arrived => Volatile.Read(ref arrived);

    /// <summary>Every request that it acted on or answered, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => Locked(() => ledger.Requests.ToList());

    public IReadOnlyList<RecordedWorkOrder> WorkOrders => Locked(() => ledger.WorkOrders.ToList());

    /// <summary>Work orders that were made.</summary>
    public int Creates => Locked(() => ledger.Creates);

    /// <param name="port">0 for any that is free.</param>
    /// <param name="ledgerFile">Where each request is written before it is answered, a line of JSON each; what is there already is known again.</param>
    public static async Task<RecordedCmms> Start(int port = 0, string? ledgerFile = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            options.AddServerHeader = false;
        });
        var cmms = new RecordedCmms(builder.Build(), new CmmsLedger(ledgerFile), time ?? TimeProvider.System);
        cmms.app.Run(cmms.Serve);
        await cmms.app.StartAsync();
        return cmms;
    }

    /// <summary>Towards the requests that come next, one each, before anything else is asked.</summary>
    public void Next(params IEnumerable<CmmsBehaviour> behaviours)
    {
        foreach (var behaviour in behaviours) next.Enqueue(behaviour);
    }

    /// <summary>Makes an asset known, by its id.</summary>
    public void AddAsset(string assetId, string json) => assets[assetId] = json;

    public IReadOnlyList<RecordedWorkOrder> WorkOrdersOf(string reference) => Locked(() => ledger.OfReference(reference));

    public RecordedWorkOrder? WorkOrderOfKey(string key) => Locked(() => ledger.OfKey(key));

    /// <summary>Holds every request that comes in, until the pause is disposed: before it does anything, or after that and before it answers.</summary>
    public CmmsPause Pause(bool afterCommit = false) => pause = new(afterCommit, () => pause = null);

    public async ValueTask DisposeAsync()
    {
        pause?.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        ledger.Dispose();
    }

    private async Task Serve(HttpContext context)
    {
        var request = context.Request;
        var (method, path) = (request.Method, request.Path.Value ?? "");
        var behaviour = BehaviourTo(method, path);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        if (behaviour.Latency > TimeSpan.Zero) await Task.Delay(behaviour.Latency, time);
        if (pause is { AfterCommit: false } before) await before.Hold();
        var asked = new RecordedRequest(
            0, time.GetUtcNow(), method, path, request.QueryString.Value ?? "", request.Headers["Idempotency-Key"], Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), 0);
        var (status, answer) = Locked(() => Act(asked, behaviour, request.Query["reference"]));
        if (pause is { AfterCommit: true } after) await after.Hold();
        if (behaviour.Loses)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = status;
        foreach (var (name, value) in behaviour.Headers) response.Headers[name] = value;
        var bytes = Encoding.UTF8.GetBytes(answer);
        if (bytes.Length > 0) response.ContentType = behaviour.ContentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private CmmsBehaviour BehaviourTo(string method, string path)
    {
        lock (gate)
        {
            var before = arrived++;
            return next.TryDequeue(out var one) ? one : Script?.Invoke(method, path, before) ?? Behaviour;
        }
    }

    private (int Status, string Body) Act(RecordedRequest asked, CmmsBehaviour behaviour, string? reference)
    {
        var (done, body) = behaviour.IsNormal || behaviour.Commits ? Answer(asked, reference) : (asked with { Status = 200 }, "{}");
        done = done with { Order = ledger.Requests.Count + 1, Status = behaviour.Status ?? done.Status };
        ledger.Add(done);
        return (done.Status, behaviour.Body ?? body ?? ledger.Find(done.WoId!)!.Json());
    }

    /// <summary>What it does, and what it answers: null for the work order as it then is.</summary>
    private (RecordedRequest Done, string? Body) Answer(RecordedRequest asked, string? reference)
    {
        const string assetPath = "/api/v2/assets/", ordersPath = "/api/v2/workorders";
        if (asked.Method == "GET" && asked.Path.StartsWith(assetPath, StringComparison.Ordinal) && assets.TryGetValue(asked.Path[assetPath.Length..], out var asset))
            return (asked with { Status = 200 }, asset);
        var id = asked.Path.StartsWith(ordersPath + "/", StringComparison.Ordinal) ? asked.Path[(ordersPath.Length + 1)..] : "";
        return (asked.Method, asked.Path) switch
        {
            ("POST" or "PATCH", _) when !CmmsLedger.IsObject(asked.Body) => (asked with { Status = 400 }, """{"detail":"the body is no JSON object"}"""),
            ("POST", ordersPath) when IsUnique && ledger.OfKey(asked.Key) is { } there => (asked with { Status = 409, WoId = there.WoId }, null),
            ("POST", ordersPath) => (asked with { Status = 201, WoId = ledger.NextId(), Created = true }, null),
            ("GET", ordersPath) => (asked with { Status = 200 }, $$"""{"items":[{{string.Join(',', ledger.OfReference(reference ?? "").Select(w => w.Json()))}}]}"""),
            ("GET", _) when ledger.Find(id) is not null => (asked with { Status = 200, WoId = id }, null),
            ("PATCH", _) when ledger.Find(id) is not null => (asked with { Status = 200, WoId = id, Changed = !IsUnique || !ledger.HasChange(asked.Key) }, null),
            _ => (asked with { Status = 404 }, """{"detail":"there is no such thing here"}"""),
        };
    }

    private T Locked<T>(Func<T> read)
    {
        lock (gate) return read();
    }
}
