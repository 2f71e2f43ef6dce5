using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>
/// What the suite has to know of a target that takes work orders. A mapping joins the suite with one of these and a class of two lines (see <see cref="ScanwardConformanceTests"/>). What is null here
/// cannot occur with the target, and the suite asserts why.
/// </summary>
internal abstract class ConformanceTarget : AssetTarget
{
    public const string Reference = "01KB3V9R8M0G2", Another = "01KB3V9R8M0G3";

    /// <summary>Whether this request makes a work order; others are answered by <see cref="Otherwise"/>.</summary>
    public virtual bool IsCreate(TrapRequest request) => request.Method == "POST";

    /// <summary>Whether the connector asks this before it makes a work order, and changes nothing by it.</summary>
    public virtual bool IsBefore(TrapRequest request) => false;

    /// <summary>Whether this request looks work orders up by our reference.</summary>
    public virtual bool IsFind(TrapRequest request) => true;

    /// <summary>The answer to a create.</summary>
    public abstract TrapAnswer Made(string id, WorkOrderMessage message);

    /// <summary>The answer to a create that made nothing, since there is one.</summary>
    public virtual TrapAnswer Exists(string id, WorkOrderMessage message) => new(409);

    /// <summary>The answer to a create that shows another message's work order, or whose work order shows itself as that when it is read back.</summary>
    public virtual TrapAnswer Stranger(WorkOrderMessage message) => Made("8", message with { Reference = Another });

    /// <summary>Answers of the status of a success that are of the wrong types.</summary>
    public abstract IEnumerable<string> WrongTypes { get; }

    /// <summary>An error that comes with the status of a success; null where the target has none such, and its mapping no <c>refused_when</c> therefore.</summary>
    public virtual TrapAnswer? ErrorInSuccess => null;

    /// <summary>What a look-up by reference is answered, for work orders with these ids and references; null where the target cannot be asked.</summary>
    public virtual TrapAnswer? Found(params (string Id, string? Reference)[] orders) => null;

    /// <summary>The answer to whatever else a create asks for.</summary>
    public virtual TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => new(404);

    /// <summary>A create for the asset that the target has.</summary>
    public WorkOrderMessage Message(string reference = Reference) => Create(reference, content => content["asset"]!["external_id"] = AssetId);

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
}
