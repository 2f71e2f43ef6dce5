using System.Collections.Immutable;
using Scanward.Ingestion.Tags;
using Scanward.Server.Configuration.Https;
using Scanward.Server.People;
using Scanward.Server.Telemetry;

namespace Scanward.Server.Configuration;

/// <summary>Everything that can be configured: a line here, its member in <see cref="ServerOptions"/>, and its row in docs/operations.md, which a test compares.</summary>
internal static class Settings
{
    public const string VariablePrefix = "SCANWARD_";

    public static readonly ImmutableArray<Setting> All =
    [
        new("urls", "http://127.0.0.1:5080", "Where to listen; several addresses as a list. Only this machine can reach the default.", (o, v) => o with { Urls = v.List(HttpServer.WhyNot) })
            { Option = "--urls", IsList = true },
        new("policy", "policy.yaml", "The policy file. The default lies in the data folder, and is made from the starter policy where it is missing.", (o, v) => o with { PolicyPath = v.Path() })
            { Option = "--policy", InDataFolder = true },
        new("connectors", "connectors", "The folder with a file for each maintenance system that is connected. The default lies in the data folder.", (o, v) => o with { ConnectorsPath = v.Path() })
            { InDataFolder = true },
        new("tags.own_hosts", "", "Hosts that your own labels show, such as tags.example.org.", (o, v) => o with { Tags = o.Tags with { OwnHosts = v.List(NoHost) } })
            { IsList = true },
        new("tags.retired_hosts", "", "Hosts that older labels of yours show; read with a warning.", (o, v) => o with { Tags = o.Tags with { RetiredHosts = v.List(NoHost) } })
            { IsList = true },
        new("tags.alias_hosts", "", "Hosts whose addresses are aliases as they stand, such as a manufacturer's.", (o, v) => o with { Tags = o.Tags with { AliasHosts = v.List(NoHost) } })
            { IsList = true },
        new("tags.url_templates", "/t/{tag}", "Paths of own and retired hosts that hold a tag.", (o, v) => o with { Tags = o.Tags with { UrlTemplates = v.List(NoTemplate) } })
            { IsList = true },
        new("retention.keys", "14d", "How long an idempotency key gets its first answer again; at least twice the offline window.", (o, v) => o with { Retention = o.Retention with { Keys = v.Days(14, 365) } }),
        new("retention.geolocations", "30d", "When it is forgotten where a scan was made.", (o, v) => o with { Retention = o.Retention with { Geolocations = v.Days(1, 3_650) } }),
        new("retention.closed_dead_letters", "90d", "When a dead letter that was replayed or discarded is deleted; open ones stay.", (o, v) => o with { Retention = o.Retention with { ClosedDeadLetters = v.DaysOrNever(1, 3_650) } }),
        new("retention.scans", "never", "When a scan is deleted, with its decisions and its work order, once that is finished.", (o, v) => o with { Retention = o.Retention with { Scans = v.DaysOrNever(30, 36_500) } }),
        new("limits.per_key", "50", "Requests a second of one key, an item of a batch counted as one; 0 for no limit.", (o, v) => o with { Limits = o.Limits with { PerKey = v.Rate() } })
            { Option = "--rate-per-key" },
        new("limits.per_site", "1000", "Requests a second of all keys of a site, shared fairly; 0 for no limit.", (o, v) => o with { Limits = o.Limits with { PerSite = v.Rate() } })
            { Option = "--rate-per-site" },
        new("limits.overall", "0", "Requests a second of all keys, shared fairly; 0 for no limit.", (o, v) => o with { Limits = o.Limits with { Overall = v.Rate() } })
            { Option = "--rate" },
        new("public_url", "", "Where people reach the server, such as https://scan.example.org; by default the address that a request comes to.", (o, v) => o with { PublicUrl = v.Address(IsPublicUrl) }),
        new("proxies", "", "Addresses or networks of reverse proxies; what those forward of where a request came from is believed.", (o, v) => o with { Proxies = v.List(Configuration.Proxies.WhyNot) })
            { IsList = true },
        new("https.certificate", "none", "The certificate for addresses with https, in PEM or PFX; or self-made, for a trial.", (o, v) => o with { Https = WithCertificate(o.Https, v.WordOrPath("none", "self-made", "yes")) })
            { Option = "--https" },
        new("https.key", "", "Its private key in PEM, where the certificate's file does not hold it.", (o, v) => o with { Https = o.Https with { KeyPath = v.PathIfAny() } })
            { Option = "--https-key" },
        new("https.password", "", "The password of the key or of the PFX; best given as a variable.", (o, v) => o with { Https = o.Https with { Password = v.Text() is { Length: > 0 } password ? password : null } })
            { IsSecret = true },
        new("https.password_file", "", "A file whose first line is that password.", (o, v) => o with { Https = o.Https with { PasswordPath = v.PathIfAny() } }),
        new("https.hsts", "no", "Whether browsers are told to come by HTTPS only, for a year.", (o, v) => o with { Https = o.Https with { Hsts = v.Word("no", "yes") == "yes" } }),
        new("devices.silent_after", "60m", "How long a device that has scans to send may be silent before it is told.", (o, v) => o with { DevicesSilentAfter = v.Minutes(5, 10_080) }),
        new("log", "none", "What the standard error tells beside mishaps: scans, a line for each, or none.", (o, v) => o with { LogScans = v.Word("none", "scans") == "scans" })
            { Option = "--log" },
        new("log_format", "text", "How such a line is written: text (logfmt) or json.", (o, v) => o with { LogFormat = v.Word("text", "json") == "json" ? LogFormat.Json : LogFormat.Text })
            { Option = "--log-format" },
        new("open_metrics", "no", "Whether /metrics is answered without a key, with the figures of all sites.", (o, v) => o with { OpenMetrics = v.Word("no", "yes") == "yes" })
            { Option = "--open-metrics" },
        new("otlp", "", "Where traces and metrics are sent, over OTLP/HTTP; by default to the collector in OTEL_EXPORTER_OTLP_ENDPOINT, if any.", (o, v) => o with { Otlp = v.Address(Otlp.IsAddress) })
            { Option = "--otlp" },
        new("oidc.authority", "", "A sign-in service that speaks OpenID Connect, such as https://login.example.org/realms/acme; none by default (docs/access.md).", (o, v) => o with { SignInService = o.SignInService with { Authority = v.Address(SignInService.IsAddress, "https://login.example.org/realms/acme") } }),
        new("oidc.client_id", "", "What the sign-in service calls this server.", (o, v) => o with { SignInService = o.SignInService with { ClientId = v.Text() } }),
        new("oidc.client_secret", "", "The secret that goes with it, where there is one; best given as a variable.", (o, v) => o with { SignInService = o.SignInService with { ClientSecret = v.Text() is { Length: > 0 } secret ? secret : null } })
            { IsSecret = true },
        new("oidc.claim", "groups", "The claim whose values say what a person may.", (o, v) => o with { SignInService = o.SignInService with { Claim = v.Text() } }),
        new("oidc.roles", "", "What each of them gives, as group=role@site, such as it=admin@*.", (o, v) => o with { SignInService = o.SignInService with { Roles = [.. v.List(ClaimedRole.WhyNot).Select(ClaimedRole.Read).OfType<ClaimedRole>()] } })
            { IsList = true },
        new("oidc.button", "Sign in with single sign-on", "What the button on the sign-in page says.", (o, v) => o with { SignInService = o.SignInService with { Button = v.Text() } }),
        new("stop.drain", "0s", "How long a server that is told to stop still takes requests while /readyz says so, for a load balancer to notice.", (o, v) => o with { Drain = v.Seconds(0, 10) }),
    ];

    /// <summary>The first parts of keys that have several.</summary>
    public static IEnumerable<string> Groups => All.Where(s => s.Key.Contains('.', StringComparison.Ordinal)).Select(s => s.Key.Split('.')[0]).Distinct();

    /// <summary>What is wrong with values that are fine each by itself: the key of one of them, and why.</summary>
    public static IEnumerable<(string Key, string Why)> Together(ServerOptions options)
    {
        if (options.Retention.Scans is { } scans && scans <= options.Retention.Keys)
            yield return ("retention.scans", "retention.scans must be longer than retention.keys: a key is answered from its scan.");
        if (!options.Https.IsOn && options.Urls.FirstOrDefault(HttpsOptions.IsSecure) is { } secure) yield return ("urls", $"{secure} needs a certificate: give one with --https FILE, or --https alone for one that is made for a trial.");
        if (options.Https.IsOn && !options.Listening.Any(HttpsOptions.IsSecure)) yield return ("https.certificate", $"no address in urls begins with https://, so the certificate would not be used; listen on {HttpsOptions.DefaultUrl}, say.");
        if (options.Https.KeyPath is not null && options.Https.CertificatePath is null) yield return ("https.key", "https.key goes with a certificate's file, and https.certificate names none.");
        if (options.Https is { Hsts: true, SelfMade: true }) yield return ("https.hsts", "https.hsts with a self-made certificate would lock browsers out once it is made anew; take a certificate that they trust.");
        if (options.Https.Hsts && !options.Https.IsOn && options.Proxies.IsEmpty) yield return ("https.hsts", "https.hsts needs HTTPS: here with https.certificate, or at a reverse proxy that proxies names.");
        if (options.SignInService is { Authority: not null, ClientId: "" }) yield return ("oidc.authority", "oidc.authority needs oidc.client_id: what the sign-in service calls this server.");
        if (options.SignInService is { Authority: not null, Roles.IsEmpty: true }) yield return ("oidc.authority", "oidc.authority needs oidc.roles, or nobody who comes from there may do anything.");
    }

    private static HttpsOptions WithCertificate(HttpsOptions https, (string? Word, string? Path) given) => https with { CertificatePath = given.Path, SelfMade = given.Word is "self-made" or "yes" };

    private static bool IsPublicUrl(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

    private static string? NoHost(string host) => new TagReaderOptions { AliasHosts = [host], UrlTemplates = [] }.Faults() is [var why, ..] ? why : null;

    private static string? NoTemplate(string template) => new TagReaderOptions { UrlTemplates = [template] }.Faults() is [var why, ..] ? why : null;
}
