using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Cmms.RequestTracker;
using Scanward.Server.Cmms.Rest;
using Scanward.Server.Dispatch;

namespace Scanward.Server.Cmms;

/// <summary>A connector's file, read: which system is where, and what it is spoken to with (docs/connectors/mapping.md).</summary>
internal sealed record ConnectorFile(string Name, Mapping Mapping, ConnectorValues Values, CmmsHttpOptions Http)
{
    public ImmutableArray<YamlScalar> Sites { get; init; } = [];

    public ConnectorLimits Limits { get; init; } = ConnectorLimits.Default;

    public string AssetDefaultsJson { get; init; } = "{}";

    public SecretSource? WebhookSecret { get; init; }

    public Connector Connect(TimeProvider time) => new(Cmms(time), [.. Sites.Select(s => s.Text)], Limits) { AssetDefaultsJson = AssetDefaultsJson };

    private ICmms Cmms(TimeProvider time)
    {
        var http = new CmmsHttp(Http, time);
        var mapped = new RestCmms(Name, Mapping, Values, http, WebhookSecret);
        if (Mapping is not { Name: RequestTrackerCmms.Mapping, WorkOrder: { } orders } || !Values.Secrets.TryGetValue("token", out var token)) return mapped;
        var options = RequestTrackerOptions.Of(Values.Options) with { States = orders.States, Timeout = Http.Timeout };
        return new RequestTrackerCmms(mapped, new RequestTrackerApi(http, token), options, time);
    }
}

/// <summary>Reads connectors' files, and tells everything that is wrong with them.</summary>
/// <param name="variables">The environment.</param>
internal sealed class ConnectorFileReader(string path, YamlFaults faults, Func<string, string?> variables)
{
    private const string Allowed = "http, private, loopback";

    /// <summary>Members of an asset that may stand for those that do not say (docs/plant-file.md).</summary>
    private static readonly string[] defaults = ["name", "class", "site", "criticality", "location", "skills", "minutes"];

    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>The connector, or null with at least one fault.</summary>
    /// <param name="mappingFaults">Takes what is wrong with a mapping's file of one's own.</param>
    public ConnectorFile? Read(string text, ICollection<FileFault> mappingFaults)
    {
        if (YamlFile.Read(text, faults) is not { } root) return null;
        var members = new YamlMembers(root, faults, "");
        var name = Path.GetFileNameWithoutExtension(path);
        if (!IsName(name)) faults.Add(1, 1, "bad_name", $"'{name}' cannot be a connector's name; call the file something of a-z, 0-9, '-' and '_' that begins with a letter.");
        if (name == EmbeddedConnector.Name) faults.Add(1, 1, "bad_name", $"'{name}' is the maintenance system that comes with Scanward; call the file something else.");
        var mapping = Mapping(members, mappingFaults);
        var http = Http(members);
        var connector = new ConnectorFile(name, mapping ?? new("", ""), new(http.BaseAddress.AbsoluteUri.TrimEnd('/'), Options(members, mapping), Secrets(members, mapping)), http)
        {
            Sites = members.List("sites"),
            Limits = Limits(members, http),
            AssetDefaultsJson = Defaults(members),
            WebhookSecret = WebhookSecret(members, mapping),
        };
        members.End();
        return faults.Any || mapping is null ? null : connector;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private Mapping? Mapping(YamlMembers members, ICollection<FileFault> mappingFaults)
    {
        var tables = Tables(members);
        if (members.Required("mapping", $"one that comes with Scanward ({YamlFaults.List(Mappings.Names)}), or the path of a file.") is not { } scalar) return null;
        var own = scalar.Text.Contains('/', StringComparison.Ordinal) || scalar.Text.EndsWith(".yaml", StringComparison.Ordinal);
        var (file, text) = (scalar.Text, own ? OwnMapping(scalar) : Mappings.Text(scalar.Text));
        if (text is null)
        {
            if (!own) faults.Add(scalar, "unknown_mapping", $"No mapping '{scalar.Text}' comes with Scanward{YamlFaults.Hint(scalar.Text, Mappings.Names)} A mapping of your own is named by its path, such as ./{scalar.Text}.yaml.");
            return null;
        }

        var inMapping = new YamlFaults(own ? Path.GetFullPath(file, folder) : $"{file} (the mapping)");
        var mapping = MappingReader.Read(text, inMapping, tables.ToImmutableDictionary(t => t.Key.Text, t => t.Table));
        foreach (var fault in inMapping.InFileOrder()) mappingFaults.Add(fault);
        if (mapping is null) faults.Add(scalar, "bad_mapping", $"The mapping {scalar.Text} has faults.");
        foreach (var (key, _) in tables.Where(t => mapping?.Tables.ContainsKey(t.Key.Text) == false)) faults.Add(key, "unknown_table", $"The mapping has no table '{key.Text}'{YamlFaults.Hint(key.Text, [.. mapping!.Tables.Keys])}");
        return mapping;
    }

    private List<(YamlScalar Key, MappingTable Table)> Tables(YamlMembers members)
    {
        var trees = new TreeReader(faults, new(faults));
        return members.Members("tables") is not { } tables ? [] : [.. from entry in tables.Map.Entries let table = tables.Members(entry.Key.Text) where table is not null select (entry.Key, trees.Table(table))];
    }

    private string? OwnMapping(YamlScalar scalar)
    {
        try
        {
            return File.ReadAllText(Path.GetFullPath(scalar.Text, folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(scalar, "unreadable", $"The mapping cannot be read: {e.Message}");
            return null;
        }
    }

    private CmmsHttpOptions Http(YamlMembers members)
    {
        var allow = members.List("allow");
        foreach (var word in allow.Where(w => w.Text is not ("http" or "private" or "loopback"))) faults.Add(word, "unknown_value", $"'{word.Text}' cannot be allowed{YamlFaults.Hint(word.Text, Allowed.Split(", "))}");
        bool May(string what) => allow.Any(w => w.Text == what);
        return new(BaseAddress(members, May("http")))
        {
            Addresses = new(May("private"), May("loopback")),
            Authorities = Authorities(members),
            Timeout = Duration.FromSeconds(members.Integer("timeout_seconds", 1, 60, 10)),
            Concurrency = members.Integer("concurrency", 1, 256, 8),
        };
    }

    private Uri BaseAddress(YamlMembers members, bool mayBePlain)
    {
        var none = new Uri("https://cmms.invalid");
        if (members.Required("base_url", "the address of the system, such as https://cmms.example.org.") is not { } scalar) return none;
        if (!Uri.TryCreate(scalar.Text, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) || address.Host.Length == 0) faults.Add(scalar, "bad_address", $"'{scalar.Text}' is no web address; write one such as https://cmms.example.org.");
        else if (address.UserInfo.Length > 0) faults.Add(scalar, "bad_address", "A name and a password do not belong into an address; give them as 'secrets'.");
        else if (address.Query.Length + address.Fragment.Length > 0 || scalar.Text.IndexOfAny(['?', '#']) >= 0) faults.Add(scalar, "bad_address", "base_url has no '?' and no '#'; what each request asks for stands in the mapping.");
        else if (address.Scheme == Uri.UriSchemeHttp && !mayBePlain) faults.Add(scalar, "not_https", "Over plain http everybody on the way reads the credentials; use https, or write 'allow: [http]' where that is meant.");
        else return address;
        return none;
    }

    private X509Certificate2Collection Authorities(YamlMembers members)
    {
        var authorities = new X509Certificate2Collection();
        if (members.Scalar("ca_file") is not { } scalar) return authorities;
        try
        {
            authorities.ImportFromPemFile(Path.GetFullPath(scalar.Text, folder));
            if (authorities.Count == 0) faults.Add(scalar, "unreadable", "ca_file holds no certificate; it is a PEM file ('-----BEGIN CERTIFICATE-----').");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            faults.Add(scalar, "unreadable", $"ca_file cannot be read: {e.Message}");
        }

        return authorities;
    }

    private ImmutableDictionary<string, JsonNode> Options(YamlMembers members, Mapping? mapping)
    {
        var given = members.Members("options");
        var options = ImmutableDictionary.CreateBuilder<string, JsonNode>();
        if (mapping is null) return options.ToImmutable();
        foreach (var (key, value) in given?.Map.Entries ?? [])
        {
            if (mapping.Options.All(o => o.Name != key.Text)) faults.Add(key, "unknown_option", $"The mapping has no option '{key.Text}'{YamlFaults.Hint(key.Text, [.. mapping.Options.Select(o => o.Name)])}");
            else if (value is not YamlScalar scalar) faults.Add(value, "wrong_shape", $"The option '{key.Text}' is one value, not {value.What}.");
            else if (YamlMembers.Constant(scalar) is { } constant) options[key.Text] = constant;
        }

        foreach (var option in mapping.Options.Where(o => !options.ContainsKey(o.Name)))
        {
            if (option.Default is { } otherwise) options[option.Name] = otherwise;
            else members.Missing($"options.{option.Name}", $"{option.About}.");
        }

        // What is empty is as good as missing.
        return options.Where(o => JsonTexts.Of(o.Value).Length > 0).ToImmutableDictionary();
    }

    private ImmutableDictionary<string, SecretSource> Secrets(YamlMembers members, Mapping? mapping)
    {
        var given = members.Members("secrets");
        var secrets = ImmutableDictionary.CreateBuilder<string, SecretSource>();
        foreach (var (key, _) in given?.Map.Entries ?? [])
        {
            if (mapping is not null && !mapping.Secrets.Contains(key.Text)) faults.Add(key, "unknown_secret", $"The mapping has no secret '{key.Text}'{YamlFaults.Hint(key.Text, mapping.Secrets)}");
            if (Secret(given!, key.Text) is { } source) secrets[key.Text] = source;
        }

        foreach (var name in mapping?.Secrets.Where(s => given?.Map[s] is null) ?? []) members.Missing($"secrets.{name}", $"{{ env: VARIABLE }} or {{ file: PATH }}.");
        return secrets.ToImmutable();
    }

    /// <summary>Where a secret is; a fault where there is none now.</summary>
    private SecretSource? Secret(YamlMembers members, string name)
    {
        var node = members.Node(name)!;
        if (node is not YamlMap map)
        {
            faults.Add(node, "secret_in_file", $"A secret never stands in a connector's file: write {name}: {{ env: VARIABLE }} or {name}: {{ file: PATH }}.");
            return null;
        }

        var where = new YamlMembers(map, faults, members.Path(name));
        var (env, file) = (where.Scalar("env"), where.Scalar("file"));
        where.End();
        if (env is null == file is null)
        {
            faults.Add(map, "secret_source", $"'{name}' is in one place: {{ env: VARIABLE }} or {{ file: PATH }}.");
            return null;
        }

        var source = env is not null ? SecretSource.OfVariable(env.Text, variables) : SecretSource.OfFile(Path.GetFullPath(file!.Text, folder));
        if (!source.TryRead(out _, out var why)) faults.Add((env ?? file)!, "no_secret", why);
        return source;
    }

    private SecretSource? WebhookSecret(YamlMembers members, Mapping? mapping)
    {
        if (members.Members("webhook") is not { } webhook) return null;
        if (mapping is { Webhook: null }) faults.Add(webhook.Map, "no_webhook", "The mapping says nothing of pushes; leave 'webhook' out.");
        if (webhook.Map["secret"] is null) webhook.Missing("secret", "{ env: VARIABLE } or { file: PATH }.");
        var secret = webhook.Map["secret"] is null ? null : Secret(webhook, "secret");
        webhook.End();
        return secret;
    }

    private static ConnectorLimits Limits(YamlMembers members, CmmsHttpOptions http) => new()
    {
        Timeout = http.Timeout,
        Concurrency = http.Concurrency,
        PerSecond = members.Integer("per_second", 0, 100_000, 0),
        AlertAfter = Duration.FromMinutes(members.Integer("alert_minutes", 1, 10_080, 15)),
        MirrorFor = Duration.FromMinutes(members.Integer("mirror_minutes", 0, 525_600, 60)),
        SyncEvery = members.Integer("sync_minutes", 0, 10_080, 15) is var minutes and > 0 ? Duration.FromMinutes(minutes) : null,
    };

    private string Defaults(YamlMembers members)
    {
        if (members.Members("defaults") is not { } given) return "{}";
        foreach (var (key, _) in given.Map.Entries)
        {
            if (!defaults.Contains(key.Text)) faults.Add(key, "unknown_member", $"An asset has no '{key.Text}' that could stand for all{YamlFaults.Hint(key.Text, defaults)}");
        }

        return YamlMembers.Json(given.Map)!.ToJsonString();
    }
}
