using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Server.Access;
using Scanward.Server.Configuration.Https;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;

namespace Scanward.Server.Configuration;

/// <summary>How a server is to run. What each member means, and what it is where nobody says, stands in <see cref="Settings"/>.</summary>
internal sealed record ServerOptions
{
    /// <summary>Such as <c>http://127.0.0.1:5080</c>.</summary>
    public ImmutableArray<string> Urls { get; init; } = [];

    /// <summary>The policy file; null for the data folder's own, which is made where it is missing.</summary>
    public string? PolicyPath { get; init; }

    /// <summary>The folder of the connectors' files; null for the data folder's own.</summary>
    public string? ConnectorsPath { get; init; }

    public TagReaderOptions Tags { get; init; } = TagReaderOptions.Default;

    public RetentionOptions Retention { get; init; } = RetentionOptions.Default;

    public RateLimitOptions Limits { get; init; } = RateLimitOptions.Default;

    /// <summary>Whether the standard error has a line for each scan.</summary>
    public bool LogScans { get; init; }

    public LogFormat LogFormat { get; init; }

    /// <summary>Whether <c>/metrics</c> is answered without a key, with the figures of all sites.</summary>
    public bool OpenMetrics { get; init; }

    /// <summary>A collector's base address; null for the one that the environment names, if any.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Where people may sign in besides; without an authority there is none.</summary>
    public SignInService SignInService { get; init; } = new();

    /// <summary>Where people reach the server; null where that is the address that a request comes to.</summary>
    public Uri? PublicUrl { get; init; }

    public HttpsOptions Https { get; init; } = HttpsOptions.None;

    /// <summary>Addresses and networks of reverse proxies that are believed.</summary>
    public ImmutableArray<string> Proxies { get; init; } = [];

    /// <summary>Where to listen in the end: with HTTPS the default address is one of it.</summary>
    public ImmutableArray<string> Listening => Https.IsOn && Urls is ["http://127.0.0.1:5080"] ? [HttpsOptions.DefaultUrl] : Urls;

    /// <summary>How long a device that has scans to send may be silent.</summary>
    public Duration DevicesSilentAfter { get; init; } = Duration.FromMinutes(60);

    /// <summary>How long a server that is told to stop still takes requests, while it says that it is not ready.</summary>
    public Duration Drain { get; init; } = Duration.Zero;
}
