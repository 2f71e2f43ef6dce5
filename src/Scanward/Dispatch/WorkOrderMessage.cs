using System.Text.Json;

namespace Scanward.Dispatch;

/// <summary>What a message does to its work order in the target.</summary>
public enum DispatchOperation
{
    Create = 1,
    Update = 2,
}

/// <summary>
/// One message to a maintenance system. Its key is work order, operation and revision, and stays the same over all attempts and replays; so does its content, which is what the work
/// order was when it was first sent.
/// </summary>
/// <param name="Key">The egress key, such as <c>01KB3V9R8M0G2.create.1</c>: letters, digits and dots.</param>
/// <param name="Reference">What the work order in the target carries, so that it can be found there: the id of ours, 13 letters and digits.</param>
/// <param name="Content">The members of <see cref="DispatchFields"/>, nested at their dots.</param>
/// <param name="ExternalId">The target's id of the work order; null before it is created.</param>
public sealed record WorkOrderMessage(DispatchOperation Operation, string Key, string Reference, JsonElement Content, string? ExternalId = null)
{
    public static string KeyOf(long workOrderId, DispatchOperation operation, int revision) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ReferenceOf(workOrderId)}.{Wire.Name(operation)}.{revision}");

    public static string ReferenceOf(long workOrderId) => TimeOrderedId.Format(workOrderId);
}
