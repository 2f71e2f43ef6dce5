using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms;

/// <summary>Makes a work order in the live system, looks whether it is there exactly once, changes it and cancels it.</summary>
internal sealed class WorkOrderCheck(ICmms cmms, string reference, WorkOrderMessage message)
{
    public async IAsyncEnumerable<CheckStep> Run([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var made = await cmms.Send(message, ct);
        if (made is not { Ending: CmmsEnding.Done, Value: { } order })
        {
            yield return Failed("create", made, "Correct work_order.create in the mapping; where the target wants an asset, name one with --asset.");
            yield break;
        }

        yield return new("create", CheckState.Ok, $"made {order.Id}{(order.Url is null ? "" : $", {order.Url}")}");
        if (cmms.Abilities.HonoursKeys) yield return await Repeat(order, ct);
        yield return await Find(order, made.Why, ct);
        yield return await Update(order, ct);
        yield return await Cancel(order, ct);
    }

    /// <summary>The mapping says that a repeat of a key makes nothing.</summary>
    private async Task<CheckStep> Repeat(CmmsWorkOrder order, CancellationToken ct)
    {
        var again = await cmms.Send(message, ct);
        if (again.Ending is CmmsEnding.Exists or CmmsEnding.Done && (again.Value is null || again.Value.Id == order.Id)) return new("repeat", CheckState.Ok, "the same key again makes nothing");
        return again.Value is { } second ? new("repeat", CheckState.Failed, $"The same key again made a second work order, {second.Id}.", "Write 'honours_keys: false' into the mapping, and delete that one.")
            : Failed("repeat", again, "Correct 'exists' or 'exists_when' of work_order.create in the mapping.");
    }

    private async Task<CheckStep> Find(CmmsWorkOrder order, string why, CancellationToken ct)
    {
        if (!cmms.Abilities.FindsByReference)
        {
            return cmms.Abilities.HonoursKeys ? new("find again", CheckState.Skipped, "not tried: the mapping has no work_order.find, and relies on keys")
                : new("find again", CheckState.Failed, "There is no way to learn whether a work order was made whose answer was lost.", "Give the mapping a work_order.find; without it each lost answer waits for a person.");
        }

        var found = await cmms.FindWorkOrders(message, ct);
        if (found.Ending != CmmsEnding.Done) return Failed("find again", found, "Correct work_order.find in the mapping.");
        return found.Value.Length switch
        {
            1 when found.Value[0].Id == order.Id => new("find again", CheckState.Ok, $"is found by {reference}, exactly once"),
            0 => new("find again", CheckState.Failed, why.Length > 0 ? why : $"{order.Id} was made and is not found by {reference}.", "Either the target drops the field of the reference (make it there, let the account write it), or work_order.find or record.reference looks elsewhere."),
            1 => new("find again", CheckState.Failed, $"{order.Id} was made and {found.Value[0].Id} is found.", "record.id and work_order.create's answer show different ids; correct the mapping."),
            _ => new("find again", CheckState.Failed, $"{found.Value.Length} work orders carry {reference}.", "The target made it more than once for one request; look for a proxy that repeats requests."),
        };
    }

    private async Task<CheckStep> Update(CmmsWorkOrder order, CancellationToken ct)
    {
        if (!cmms.Abilities.TakesUpdates) return new("update", CheckState.Skipped, "not tried: the mapping has no work_order.update, so what happens here is not told there");
        var content = JsonNode.Parse(message.Content.GetRawText())!;
        content["revision"] = 2;
        content["work_order"]!["state"] = "in_progress";
        content["change"] = new JsonObject { ["action"] = "started", ["from"] = "open", ["to"] = "in_progress", ["actor"] = "scanward", ["note"] = ConnectorCheck.Title, ["text"] = ConnectorCheck.Title };
        var change = new WorkOrderMessage(DispatchOperation.Update, $"{reference}.update.2", reference, JsonSerializer.SerializeToElement(content), order.Id);
        var changed = await cmms.Send(change, ct);
        return changed.Ending == CmmsEnding.Done ? new("update", CheckState.Ok, "in_progress is taken") : Failed("update", changed, "Correct work_order.update in the mapping.");
    }

    private async Task<CheckStep> Cancel(CmmsWorkOrder order, CancellationToken ct)
    {
        var byHand = $"Delete {order.Url ?? order.Id} there by hand.";
        if (!cmms.Abilities.CancelsDuplicates) return new("cancel", CheckState.Skipped, "not tried: the mapping has no work_order.cancel", byHand);
        var cancelled = await cmms.CancelDuplicate(message with { ExternalId = order.Id }, order.Id, "none", ct);
        return cancelled.Ending == CmmsEnding.Done ? new("cancel", CheckState.Ok, $"{order.Id} is cancelled") : Failed("cancel", cancelled, $"Correct work_order.cancel in the mapping. {byHand}");
    }

    private static CheckStep Failed<T>(string name, CmmsReply<T> reply, string toDo) => new(name, CheckState.Failed, reply.Excerpt is null ? reply.Why : $"{reply.Why} It said: {reply.Excerpt}", toDo);
}
