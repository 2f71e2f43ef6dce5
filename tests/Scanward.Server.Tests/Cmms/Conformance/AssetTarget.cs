using Scanward.Dispatch;
using Scanward.Server.Cmms;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>What the suite has to know of a target that is asked for assets: how a connector to it is set up, and what the real one answers when nothing goes wrong.</summary>
internal abstract class AssetTarget
{
    public const string Tag = "AHU-000123";

    /// <summary>Of the connector's file, below <c>base_url</c> and <c>allow</c>.</summary>
    public abstract string Settings { get; }

    /// <summary>What the mapping is called, or the text of one.</summary>
    public abstract string Mapping { get; }

    /// <summary>Whether the mapping is one that the tests bring along.</summary>
    public virtual bool IsOwn => false;

    public virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["CMMS_KEY"] = "s3cret-key" };

    /// <summary>The target's id of the asset that is looked for.</summary>
    public virtual string AssetId => Tag;

    /// <summary>Each way to look for the asset.</summary>
    public virtual IEnumerable<AssetQuery> Queries => [ByTag];

    /// <summary>The answer to a look-up of the asset, which has this id of the target.</summary>
    public abstract TrapAnswer Asset(string externalId);

    /// <summary>The same, where it depends on what was asked.</summary>
    public virtual TrapAnswer Asset(TrapRequest request) => Asset(AssetId);

    /// <summary>The final word that there is no such asset.</summary>
    public abstract TrapAnswer NoAsset(TrapRequest request);

    /// <summary>A look-up that found nothing and ended with an error, though with the status of a success; null where the target has none such, and its mapping no <c>refused_when</c> therefore.</summary>
    public virtual TrapAnswer? ErrorInNone => null;

    public ICmms Open(TrapServer server, TimeProvider? time = null) => Open(server.Url, "allow: [http, loopback]\n", time);

    /// <param name="more">More of the connector's file.</param>
    public ICmms Open(string baseUrl, string more, TimeProvider? time = null) => File(baseUrl, more).Connect(time ?? TimeProvider.System).Cmms;

    /// <summary>The mapping as the connector has it.</summary>
    public Server.Cmms.Rest.Mapping Read() => File("https://cmms.example.org", "").Mapping;

    protected static AssetQuery ByTag => new("north-clinic", null, $"alias:{Tag}");

    /// <param name="id">What an import has called it.</param>
    protected static AssetQuery ById(string id) => new("north-clinic", id, null);

    /// <summary>An id as a number.</summary>
    protected static System.Text.Json.Nodes.JsonValue Number(string id) => System.Text.Json.Nodes.JsonValue.Create(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture));

    private ConnectorFile File(string baseUrl, string more)
    {
        using var folder = new TempFolder();
        var mapping = IsOwn ? folder.Write("own.yaml.txt", Mapping) : Mapping;
        Directory.CreateDirectory(folder["connectors"]);
        var path = folder.Write("connectors/target.yaml", $"mapping: {(IsOwn ? "../own.yaml" : mapping)}\nbase_url: {baseUrl}\n{more}{Settings}");
        if (IsOwn) System.IO.File.Move(mapping, folder["own.yaml"]);
        var (file, faults) = ConnectorFiles.ReadFile(path, Variables.GetValueOrDefault);
        Assert.Equal("", string.Join('\n', faults));
        return file!;
    }
}
