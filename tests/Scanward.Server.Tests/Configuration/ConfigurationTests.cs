using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Configuration;
using Scanward.Server.Telemetry;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Configuration;

/// <summary>File, variables and options, in this order; and everything that is wrong is told at once, with its place.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nothing_GivesTheDefaults()
    {
        var read = Read(null);
        Assert.Equal(["http://127.0.0.1:5080"], read.Options.Urls);
        Assert.Null(read.Options.PolicyPath);
        Assert.Equal(Scanward.Ingestion.Tags.TagReaderOptions.Default.UrlTemplates, read.Options.Tags.UrlTemplates);
        Assert.Equal(Scanward.Server.Storage.RetentionOptions.Default, read.Options.Retention);
        Assert.All(read.Settings, s => Assert.Equal(("default", s.Setting.Default), (s.From, s.Value)));
        Assert.Null(read.File);
    }

    [Fact]
    public void File_IsReadWithEverySetting()
    {
        var read = Read(
            """
            # a whole one
            urls: [http://127.0.0.1:6000, "https://[::1]:6000"]
            policy: rules/mine.yaml
            connectors: systems
            tags:
              own_hosts: [tags.example.org]
              retired_hosts: old.example.org;older.example.org
              alias_hosts:
                - id.example.com
              url_templates: ["/t/{tag}", "//assets.example.org/hardware/{id}"]
            retention: { keys: 20d, geolocations: 7d, closed_dead_letters: never, scans: 800d }
            stop: { drain: 5s }
            log: scans
            log_format: json
            open_metrics: yes
            otlp: http://127.0.0.1:4318
            limits: { per_key: 7, per_site: 70, overall: 0 }
            public_url: https://scan.example.org
            oidc:
              authority: https://login.example.org/realms/acme
              client_id: scanward
              client_secret: of the client's
              claim: roles
              roles: ["it=admin@*", "CN=planners=planner@north-clinic"]
              button: Sign in with Acme
            proxies: [10.0.0.5, "2001:db8::/64"]
            https: { certificate: tls/cert.pem, key: tls/key.pem, password: secret, password_file: tls/password, hsts: yes }
            devices: { silent_after: 30m }
            """);
        var options = read.Options;
        Assert.Equal(["http://127.0.0.1:6000", "https://[::1]:6000"], options.Urls);
        Assert.Equal(folder["rules/mine.yaml"], options.PolicyPath);
        Assert.Equal(folder["systems"], options.ConnectorsPath);
        Assert.Equal(["tags.example.org"], options.Tags.OwnHosts);
        Assert.Equal(["old.example.org", "older.example.org"], options.Tags.RetiredHosts);
        Assert.Equal(["id.example.com"], options.Tags.AliasHosts);
        Assert.Equal(["/t/{tag}", "//assets.example.org/hardware/{id}"], options.Tags.UrlTemplates);
        Assert.Equal((Duration.FromDays(20), Duration.FromDays(7), null, Duration.FromDays(800)), (options.Retention.Keys, options.Retention.Geolocations, options.Retention.ClosedDeadLetters, options.Retention.Scans));
        Assert.Equal((Duration.FromSeconds(5), true, LogFormat.Json, true, new Uri("http://127.0.0.1:4318")), (options.Drain, options.LogScans, options.LogFormat, options.OpenMetrics, options.Otlp));
        Assert.NotEqual(new ServerOptions().Limits, options.Limits);
        Assert.Equal("https://login.example.org/realms/acme", options.SignInService.Authority?.AbsoluteUri);
        Assert.Equal(("scanward", "of the client's", "roles", "Sign in with Acme"), (options.SignInService.ClientId, options.SignInService.ClientSecret, options.SignInService.Claim, options.SignInService.Button));
        Assert.Equal(["it", "CN=planners"], options.SignInService.Roles.Select(r => r.Value));
        Assert.Equal("***", read.Settings.Single(s => s.Setting.Key == "oidc.client_secret").Value);
        Assert.DoesNotContain("client's", options.SignInService.ToString(), StringComparison.Ordinal);
        Assert.Equal((new Uri("https://scan.example.org"), Duration.FromMinutes(30), "10.0.0.5 2001:db8::/64"), (options.PublicUrl, options.DevicesSilentAfter, string.Join(' ', options.Proxies)));
        Assert.Equal(new() { CertificatePath = folder["tls/cert.pem"], KeyPath = folder["tls/key.pem"], Password = "secret", PasswordPath = folder["tls/password"], Hsts = true }, options.Https);
        Assert.Equal(Settings.All.Length, read.Settings.Count(s => s.From == folder["scanward.yaml"]));
    }

    [Fact]
    public void LaterSources_Count()
    {
        var read = Read(
            "urls: http://127.0.0.1:1\nretention: { scans: 100d, geolocations: 3d }\n",
            new() { ["SCANWARD_URLS"] = "http://127.0.0.1:2;http://127.0.0.1:3", ["SCANWARD_RETENTION_SCANS"] = "never", ["SCANWARD_PORT"] = "tcp://10.0.0.1:80", ["SCANWARD_TEST_LONG"] = "1" },
            new() { ["--urls"] = "http://127.0.0.1:4" });
        Assert.Equal(["http://127.0.0.1:4"], read.Options.Urls);
        Assert.Null(read.Options.Retention.Scans);
        Assert.Equal(Duration.FromDays(3), read.Options.Retention.Geolocations);
        Assert.Equal(("--urls", "SCANWARD_RETENTION_SCANS", folder["scanward.yaml"], "default"), (From("urls"), From("retention.scans"), From("retention.geolocations"), From("retention.keys")));

        string From(string key) => read.Settings.Single(s => s.Setting.Key == key).From;
    }

    [Fact]
    public void Faults_AreAllToldAtOnce_EachWithItsPlaceAndTheNearestKey()
    {
        var told = Refused(
            """
            url: http://127.0.0.1:1
            urls: [ftp://x, http://a.example:80]
            policy: [a, b]
            retention:
              scan: 100d
              keys: 3d
              geolocations: 30
            keys: 20d
            tags: { own_hosts: ["https://tags.example.org/"], own_hosts: [a.example] }
            stop:
            nonsense: { a: [1, { b: c }] }
            """,
            new() { ["SCANWARD_URL"] = "x", ["SCANWARD_RETENTION_SCANS"] = "soon" });
        string[] lines = told.Split('\n');
        var at = folder["scanward.yaml"];
        Assert.Equal(
            [
                $"{at}:1:1: there is no setting 'url'; did you mean 'urls'?",
                $"{at}:2:8: 'ftp://x' is not an address to listen on; write one such as http://127.0.0.1:5080.",
                $"{at}:2:17: 'a.example' is not an IP address; write 127.0.0.1, or 0.0.0.0 to listen on all.",
                $"{at}:3:9: 'policy' is one value.",
                $"{at}:5:3: there is no setting 'retention.scan'; did you mean 'retention.scans'?",
                $"{at}:6:9: retention.keys takes from 14 to 365 days, written 14d; '3d' is not that.",
                $"{at}:7:17: retention.geolocations takes from 1 to 3650 days, written 1d; '30' is not that.",
                $"{at}:8:1: there is no setting 'keys'; did you mean 'retention.keys'?",
                $"{at}:9:21: 'https://tags.example.org/' is not a host name: give it without scheme, port and path, such as tags.example.org.",
                $"{at}:9:51: 'tags.own_hosts' is given twice; keep one.",
                $"{at}:10:1: 'stop' is a mapping; it has drain.",
                $"{at}:11:1: there is no setting 'nonsense'. Settings are {string.Join(", ", Settings.All.Select(s => s.Key))}.",
                "SCANWARD_RETENTION_SCANS: retention.scans takes from 30 to 36500 days, written 30d, or never; 'soon' is not that.",
                "SCANWARD_URL: there is no such setting; did you mean 'SCANWARD_URLS'?",
            ], lines);
    }

    [Theory]
    [InlineData("[a, b]", ":1:1: the file is a mapping: 'key: value' in each line.")]
    [InlineData("urls: [a", "this is not YAML: ")]
    [InlineData("urls: &a http://127.0.0.1:1", ":1:7: anchors (&), aliases (*) and tags (!) are no part of a configuration; write the value out.")]
    [InlineData("urls:", ":1:6: 'urls' has no value; write one, or leave the key out.")]
    [InlineData("policy: a.yaml\n---\npolicy: b.yaml", ":2:1: a second document begins here; the configuration is one.")]
    [InlineData("[a]: b", ":1:1: a key must be a word.")]
    [InlineData("urls: [[http://127.0.0.1:1]]", ":1:8: 'urls' is a list of values, each in a line of its own or between commas.")]
    [InlineData("log: all", ":1:6: log is one of none, scans; 'all' is none of them.")]
    [InlineData("oidc: { authority: http://login.example.org }", ":1:20: oidc.authority needs an address such as https://login.example.org/realms/acme; 'http://login.example.org' is none.")]
    [InlineData("oidc: { authority: https://login.example.org, client_id: x }", ":1:20: oidc.authority needs oidc.roles, or nobody who comes from there may do anything.")]
    [InlineData("oidc: { authority: https://login.example.org, roles: it=admin@* }", ":1:20: oidc.authority needs oidc.client_id: what the sign-in service calls this server.")]
    [InlineData("oidc: { roles: [it] }", ":1:17: 'it' gives nobody a role; write it as group=role@site, such as planners=planner@north-clinic or it=admin@*, with one of technician, planner, manager, admin.")]
    [InlineData("otlp: nowhere", ":1:7: otlp needs an address such as http://127.0.0.1:4318; 'nowhere' is none.")]
    [InlineData("retention: { keys: 60d, scans: 50d }", ":1:32: retention.scans must be longer than retention.keys: a key is answered from its scan.")]
    public void Text_ThatIsNoConfiguration_IsRefusedWithItsPlace(string text, string told) => Assert.Contains(told, Refused(text, []));

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("urls: []\n")]
    public void Empty_IsFine(string text) => Assert.Equal(Settings.All.Length, Read(text).Settings.Length);

    [Fact]
    public void HostileText_IsRefusedAndNeverThrowsOtherwise()
    {
        Assert.Contains("too large", Refused(new string('#', 70_000), []));
        var deep = Refused($"urls: {new string('[', 30_000)}", []);
        Assert.NotEmpty(deep);
        var random = new Random(7);
        const string characters = "urls:[]{}&*!|>-?'\"# \n\tpolicy";
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => characters[random.Next(characters.Length)]));
            try
            {
                Assert.NotNull(Read(text));
            }
            catch (ConfigurationException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void NamedFile_ThatIsMissing_IsAFault()
    {
        var fault = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(folder.Path, folder["none.yaml"], ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty));
        Assert.StartsWith($"{folder["none.yaml"]}: the configuration cannot be read: ", fault.Message);
    }

    private EffectiveConfiguration Read(string? text, Dictionary<string, string>? variables = null, Dictionary<string, string>? options = null)
    {
        if (text is not null) folder.Write("scanward.yaml", text);
        return ConfigurationReader.Read(folder.Path, null, variables ?? [], options ?? []);
    }

    private string Refused(string text, Dictionary<string, string> variables) => Assert.Throws<ConfigurationException>(() => Read(text, variables)).Message;
}
