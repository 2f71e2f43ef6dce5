using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using Scanward.Server.Resolution;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;

namespace Scanward.Server.Tests.Hosting;

/// <summary>What a test may give its server; everything has a default.</summary>
internal sealed record RunningServerOptions
{
    /// <summary>Null leaves the registry as it is found in <see cref="Folder"/>.</summary>
    public Plant? Plant { get; init; } = TestPlants.Small;

    /// <summary>Text of the policy file.</summary>
    public string Policy { get; init; } = Samples.Policy("plant-routing");

    /// <summary>By default a clock that stands at <see cref="TestPlants.Start"/> until the test moves it (<see cref="RunningServer.Clock"/>).</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>The maintenance systems beside the embedded one.</summary>
    public Connectors Connectors { get; init; } = Connectors.None;

    /// <summary>Instead of the store.</summary>
    public IAssetSource? Assets { get; init; }

    public RetentionOptions Retention { get; init; } = RetentionOptions.Default;

    public int JitterSeed { get; init; } = 1;

    public TagReaderOptions Tags { get; init; } = TagReaderOptions.Default;

    /// <summary>A folder that outlives the server, for a test that starts it again; null for one of its own that is deleted in the end.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether retries of look-ups and the watch of the policy file run by themselves. They follow the clock; most tests step them by hand.</summary>
    public bool Background { get; init; }

    /// <summary>How many requests a second are taken; by default all.</summary>
    public RateLimitOptions Limits { get; init; } = RateLimitOptions.None;

    /// <summary>Where people may sign in besides.</summary>
    public SignInService? SignInService { get; init; }

    /// <summary>Where a line for each scan goes.</summary>
    public Stream? ScanLog { get; init; }

    public LogFormat ScanLogFormat { get; init; }

    /// <summary>As <c>serve --open-metrics</c>.</summary>
    public bool OpenMetrics { get; init; }

    /// <summary>What else is said of its HTTP.</summary>
    public Func<HttpOptions, HttpOptions> Http { get; init; } = static http => http;

    public Action<string> Tell { get; init; } = static _ => { };

    public Action<Exception> OnBroken { get; init; } = static _ => { };
}

/// <summary>A client with a key that a test has made.</summary>
internal sealed record KeyClient(long KeyId, string Secret, HttpClient Http);

/// <summary>The whole server on a port of its own, with a real store in a folder of its own. Tests of different servers run side by side.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool ownsFolder;
    private readonly Dictionary<string, HttpClient> clients = [];
    private readonly List<HttpClient> others = [];
    private bool stopped;

    private RunningServer(Installation installation, WebApplication app, DataFolder folder, bool ownsFolder, FakeTimeProvider? clock)
    {
        this.app = app;
        this.ownsFolder = ownsFolder;
        Installation = installation;
        Folder = folder.Root;
        TestClock = clock;
        Url = new Uri(app.Urls.First(u => u.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)));
        Anonymous = new HttpClient { BaseAddress = Url };
    }

    public Installation Installation { get; }

    public string Folder { get; }

    public Uri Url { get; }

    /// <summary>All addresses on which it listens.</summary>
    public IEnumerable<string> Urls => app.Urls;

    /// <summary>What the server answers to, such as <c>GET /api/v1/assets/{assetId}</c>.</summary>
    public IEnumerable<string> Endpoints =>
        from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select $"{method} {endpoint.RoutePattern.RawText}";

    /// <summary>Those of the API; pages, and what they load and send, are for browsers of our own making.</summary>
    public IEnumerable<string> ApiEndpoints => Endpoints.Where(e => e.Split(' ')[1].Split('/')[1] is "api" or "healthz" or "readyz" or "metrics" or "problems" or "openapi");

    /// <summary>The clock that the test moves.</summary>
    public FakeTimeProvider Clock => TestClock ?? throw new InvalidOperationException("This server runs on a clock that the test has given.");

    /// <summary>A client without a key.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>A client with an operator's key of <see cref="TestPlants.North"/>.</summary>
    public HttpClient North => Client(TestPlants.North);

    /// <summary>A client with an operator's key of <see cref="TestPlants.South"/>.</summary>
    public HttpClient South => Client(TestPlants.South);

    private FakeTimeProvider? TestClock { get; }

    public static Task<RunningServer> Start() => Start(options => options);

    public static async Task<RunningServer> Start(Func<RunningServerOptions, RunningServerOptions> configure)
    {
        var options = configure(new());
        var clock = options.Time is null ? new FakeTimeProvider(TestPlants.Start) : null;
        var folder = DataFolder.Hold(options.Folder ?? Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}"));
        await File.WriteAllTextAsync(folder.Policy, options.Policy);
        var installation = await Installation.Open(folder, new InstallationOptions
        {
            Time = options.Time ?? clock!,
            Jitter = new Random(options.JitterSeed),
            Assets = options.Assets,
            Connectors = options.Connectors,
            Tags = options.Tags,
            ScanLog = options.ScanLog,
            ScanLogFormat = options.ScanLogFormat,
            Retention = options.Retention,
            Tell = options.Tell,
            OnBroken = options.OnBroken,
            PasswordIterations = 1_000,
        }, CancellationToken.None);
        if (options.Plant is { } plant) await installation.ImportPlant(plant, _ => { }, CancellationToken.None);
        var http = HttpServer.Build(installation, folder.Socket, options.Http(new HttpOptions("http://127.0.0.1:0", OpenMetrics: options.OpenMetrics) { Limits = options.Limits, SignInService = options.SignInService }));
        await http.StartAsync();
        if (options.Background) installation.Start();
        var server = new RunningServer(installation, http, folder, options.Folder is null, clock);
        foreach (var site in installation.Sites.All)
        {
            var client = new HttpClient { BaseAddress = server.Url };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await installation.Keys.Create(new(site.Key, (int)Role.Operator, "test device", null), AuditActor.CommandLine, CancellationToken.None)).Secret);
            server.clients.Add(site.Value.Site.SiteId, client);
        }

        return server;
    }

    /// <summary>A client with a new key of this role.</summary>
    /// <param name="siteId"><c>*</c> for all sites.</param>
    public async Task<KeyClient> Key(Role role, string siteId = TestPlants.North, string? name = null, NodaTime.Instant? expiresAt = null)
    {
        var siteNo = siteId == Caller.AllSites ? 0 : Installation.Sites.NumberOf(siteId)!.Value;
        var made = await Installation.Keys.Create(new(siteNo, (int)role, name ?? $"test {Wire.Name(role)}", expiresAt), AuditActor.CommandLine, CancellationToken.None);
        return new(made.KeyId, made.Secret!, WithKey(made.Secret!));
    }

    /// <summary>A client with the key.</summary>
    public HttpClient WithKey(string secret)
    {
        var client = new HttpClient { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        others.Add(client);
        return client;
    }

    /// <summary>A client with a device key of the site.</summary>
    public HttpClient Client(string siteId) => clients[siteId];

    /// <summary>Ends the server and leaves its folder, so that another can be started on it.</summary>
    public async Task Stop()
    {
        if (stopped) return;
        stopped = true;
        Anonymous.Dispose();
        foreach (var client in clients.Values.Concat(others)) client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Installation.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (ownsFolder) Directory.Delete(Folder, recursive: true);
    }
}
