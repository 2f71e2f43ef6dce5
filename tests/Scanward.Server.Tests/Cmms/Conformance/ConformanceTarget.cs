using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;
using Scanward.Server.Cmms;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>
/// What the suite has to know of a target: how a connector to it is set up, and what the real one answers when nothing goes wrong. A mapping joins the suite with one of these and a class of two
/// lines (see <see cref="ScanwardConformanceTests"/>).
/// </summary>
internal abstract class ConformanceTarget
{
    public const string Reference = "01KB3V9R8M0G2";

    /// <summary>Of the connector's file, below <c>base_url</c> and <c>allow</c>.</summary>
    public abstract string Settings { get; }

    /// <summary>What the mapping is called, or the text of one.</summary>
    public abstract string Mapping { get; }

    /// <summary>Whether the mapping is one that the tests bring along.</summary>
    public virtual bool IsOwn => false;

    public virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["CMMS_KEY"] = "s3cret-key" };

    /// <summary>Whether this request makes a work order; others are answered by <see cref="Otherwise"/>.</summary>
    public virtual bool IsCreate(TrapRequest request) => request.Method == "POST";

    /// <summary>The answer to a create.</summary>
    public abstract TrapAnswer Made(string id, WorkOrderMessage message);

    /// <summary>The answer to a create that made nothing, since there is one.</summary>
    public virtual TrapAnswer Exists(string id, WorkOrderMessage message) => new(409);

    /// <summary>The answer to a create that shows another message's work order; null where the target's answers do not show it.</summary>
    public virtual TrapAnswer? Stranger(WorkOrderMessage message) => null;

    /// <summary>Answers of the status of a success that are of the wrong types.</summary>
    public abstract IEnumerable<string> WrongTypes { get; }

    /// <summary>An error that comes with the status of a success, and how it has to be told; null where the target has none such.</summary>
    public virtual TrapAnswer? ErrorInSuccess => null;

    /// <summary>What a look-up by reference is answered, for work orders with these ids and references; null where there is none.</summary>
    public virtual TrapAnswer? Found(params (string Id, string? Reference)[] orders) => null;

    /// <summary>The answer to a look-up of an asset, which has this id of the target.</summary>
    public abstract TrapAnswer Asset(string externalId);

    /// <summary>The final word that there is no such asset.</summary>
    public abstract TrapAnswer NoAsset(TrapRequest request);

    /// <summary>The answer to whatever else a create asks for.</summary>
    public virtual TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => new(404);

    public static WorkOrderMessage Create(string reference = Reference, Action<JsonObject>? change = null)
    {
        var content = JsonNode.Parse(
            """
            {
              "revision": 1, "work_order": { "number": "WO-NC-000123", "title": "Bearing noise", "description": "Squeals.\nBoth sides.", "kind": "corrective", "state": "open", "priority": 2, "failure_mode": "bearing_noise" },
              "asset": { "id": "AHU-000123", "external_id": "AHU-000123", "name": "Air handler" }, "site": { "id": "north-clinic" }, "parts": [ { "part": "bearing_6205", "quantity": 2 }, { "part": "belt", "quantity": 1 } ]
            }
            """)!.AsObject();
        change?.Invoke(content);
        return new(DispatchOperation.Create, $"{reference}.create.1", reference, JsonSerializer.SerializeToElement(content));
    }

    public ICmms Open(TrapServer server, TimeProvider? time = null) => Open(server.Url, "allow: [http, loopback]\n", time);

    /// <param name="more">More of the connector's file.</param>
    public ICmms Open(string baseUrl, string more, TimeProvider? time = null)
    {
        using var folder = new TempFolder();
        var mapping = IsOwn ? folder.Write("own.yaml.txt", Mapping) : Mapping;
        Directory.CreateDirectory(folder["connectors"]);
        var path = folder.Write("connectors/target.yaml", $"mapping: {(IsOwn ? "../own.yaml" : mapping)}\nbase_url: {baseUrl}\n{more}{Settings}");
        if (IsOwn) File.Move(mapping, folder["own.yaml"]);
        var (file, faults) = ConnectorFiles.ReadFile(path, Variables.GetValueOrDefault);
        Assert.Equal("", string.Join('\n', faults));
        return file!.Connect(time ?? TimeProvider.System).Cmms;
    }
}
