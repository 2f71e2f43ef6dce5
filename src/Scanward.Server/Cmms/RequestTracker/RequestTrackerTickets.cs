using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>Work orders as tickets.</summary>
internal sealed class RequestTrackerTickets(ICmms mapped, RequestTrackerApi api, RequestTrackerOptions options, TimeProvider time)
{
    /// <summary>Makes the ticket, and tells what of it was not kept. An asset that is not from there is looked up by its tag, so that the ticket refers to it.</summary>
    public async Task<CmmsReply<CmmsWorkOrder>> Create(WorkOrderMessage message, CancellationToken ct)
    {
        if (Member(message.Content, "asset.external_id") is null && Member(message.Content, "asset.tag") is { } tag)
        {
            var query = new AssetQuery(Member(message.Content, "site.id") ?? "", null, $"alias:{tag}");
            var found = await InTime(limited => mapped.FindAsset(query, limited), static late => late.As<CmmsAsset>(), ct);
            if (found.Ending is CmmsEnding.Unknown or CmmsEnding.NotSent) return new(CmmsEnding.NotSent, null, $"Nothing was sent, because the asset was asked for before that. {found.Why}") { Status = found.Status };
            if (found is { Ending: CmmsEnding.Done, Value: { } asset }) message = message with { Content = WithAsset(message.Content, asset.ExternalId) };
        }

        var made = await mapped.Send(message, ct);
        if (made is not { Ending: CmmsEnding.Done, Value: { } order }) return made;
        var (answer, ticket) = await InTime(limited => api.Ticket(order.Id, limited), static late => (late, (Ticket?)null), ct);
        if (ticket is null) return made with { Why = $"It made ticket {order.Id}, which could not be read back: {answer.Why}" };
        if (ticket.Fields.GetValueOrDefault(options.ReferenceField, []) is [var other, ..] references && !references.Contains(message.Reference))
        {
            return new(CmmsEnding.Refused, null, $"It answered with ticket {order.Id}, which carries the reference {Shown.Line(other, 80)} and is another work order's. A person has to see which is which.")
            {
                Status = made.Status,
            };
        }

        order = order with { Reference = ticket.Fields.GetValueOrDefault(options.ReferenceField, []).Contains(message.Reference) ? message.Reference : null, StateText = ticket.Status, State = StateOf(ticket) };
        var lost = Lost(message, ticket).ToList();
        return made with { Value = order, Why = lost.Count == 0 ? made.Why : $"It made ticket {order.Id} and kept not all of it: {string.Join("; ", lost)}." };
    }

    /// <summary>What was done, as a comment, then the status. The comment's subject is the message's key, by which a repeat knows that it was said.</summary>
    public async Task<CmmsReply<CmmsWorkOrder>> Change(WorkOrderMessage message, CancellationToken ct)
    {
        var ticket = $"ticket/{Uri.EscapeDataString(message.ExternalId ?? "")}";
        var said = await InTime(limited => api.Get($"{ticket}/attachments?fields=Subject&orderby=id&order=DESC&per_page=100", limited), ct);
        if (said.Ending != CmmsEnding.Done) return said.BeforeSending.As<CmmsWorkOrder>();
        if (!Ticket.Elements(said.Json!.Value, "items").Any(a => Ticket.Text(a, "Subject") == message.Key))
        {
            var text = Member(message.Content, "change.text") ?? $"The work order is now {Member(message.Content, "work_order.state")}.";
            var comment = await api.Post($"{ticket}/comment", new JsonObject { ["Subject"] = message.Key, ["Content"] = text, ["ContentType"] = "text/plain" }, ct);
            if (comment.Status is 400 or 404) return await NoComment(comment, message.ExternalId!, ct);
            if (comment.Ending != CmmsEnding.Done) return comment.As<CmmsWorkOrder>();
        }

        var changed = await mapped.Send(message, ct);
        // That its lifecycle has no such step is no fault of the message, which was told in words.
        return changed is { Ending: CmmsEnding.Refused, Status: 200 } && changed.Why.Contains("can't change status", StringComparison.OrdinalIgnoreCase)
            ? changed with { Ending = CmmsEnding.Done, Value = new(message.ExternalId!), Why = $"The words were added and the status was left, for its lifecycle has no such step. {changed.Why}" }
            : changed;
    }

    /// <summary>Where a person has merged it, the one that it was merged into, under the id that we know.</summary>
    public async Task<CmmsReply<CmmsWorkOrder>> Read(string externalId, CancellationToken ct)
    {
        var reply = await mapped.ReadWorkOrder(externalId, ct);
        if (reply is not { Ending: CmmsEnding.Refused, Status: 200 }) return reply;
        var (answer, ticket) = await api.Ticket(externalId, ct);
        if (ticket is null || ticket.Id == externalId) return answer.Ending == CmmsEnding.Done ? reply : answer.As<CmmsWorkOrder>();
        var into = await mapped.ReadWorkOrder(ticket.Id, ct);
        return into.Value is { } order ? into with { Value = order with { Id = externalId, Number = ticket.Id } } : into;
    }

    /// <summary>Merges it into the one that stays, which keeps what people have written to it; where that is refused, it is rejected.</summary>
    public async Task<CmmsReply<CmmsWorkOrder>> Merge(WorkOrderMessage message, string externalId, string kept, CancellationToken ct)
    {
        var answer = await api.Put($"ticket/{Uri.EscapeDataString(externalId)}", new JsonObject { ["MergeInto"] = kept }, ct);
        if (answer.Ending != CmmsEnding.Done) return answer.As<CmmsWorkOrder>();
        // Whether it was done is only in its words, which may be of any language: the ticket tells.
        var (read, ticket) = await api.Ticket(externalId, ct);
        if (ticket is null) return read.As<CmmsWorkOrder>();
        if (ticket.Id == kept) return answer.As(new CmmsWorkOrder(externalId) { Reference = message.Reference, State = WorkOrderState.Cancelled, StateText = $"merged into {kept}" });
        var rejected = await mapped.CancelDuplicate(message, externalId, kept, ct);
        return rejected.Ending == CmmsEnding.Done ? rejected with { Why = $"It was rejected, since it could not be merged: {Shown.Line(answer.Words, 200)}" } : rejected;
    }

    /// <summary>What is asked beside the message itself has half of a request's time, so that all of it ends before the lease does.</summary>
    public Task<RequestTrackerAnswer> InTime(Func<CancellationToken, Task<RequestTrackerAnswer>> ask, CancellationToken ct) => InTime(ask, static late => late, ct);

    private async Task<T> InTime<T>(Func<CancellationToken, Task<T>> ask, Func<RequestTrackerAnswer, T> late, CancellationToken ct)
    {
        var half = options.Timeout.ToTimeSpan() / 2;
        using var limit = new CancellationTokenSource(half, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return late(new(CmmsEnding.NotSent, $"No answer came within {half.TotalSeconds:0.###} s."));
        }
    }

    /// <summary>It says the same of a ticket that there is not and of one that it does not let us write to; the one is for a person, the other holds for all.</summary>
    private async Task<CmmsReply<CmmsWorkOrder>> NoComment(RequestTrackerAnswer comment, string id, CancellationToken ct)
    {
        var (read, ticket) = await InTime(limited => api.Ticket(id, limited), static late => (late, (Ticket?)null), ct);
        if (read.IsAbsent) return read.As<CmmsWorkOrder>() with { Why = $"It has no ticket {id} any more." };
        return ticket is null ? comment.As<CmmsWorkOrder>() : comment.As<CmmsWorkOrder>() with { Status = 403, Why = $"It lets these credentials not comment on ticket {id}: grant their user CommentOnTicket in its queue." };
    }

    private WorkOrderState? StateOf(Ticket ticket) => options.States.TryGetValue(ticket.Status, out var state) ? state : null;

    private IEnumerable<string> Lost(WorkOrderMessage message, Ticket ticket)
    {
        if (!ticket.Fields.GetValueOrDefault(options.ReferenceField, []).Contains(message.Reference))
            yield return $"'{options.ReferenceField}' does not hold our reference, so that this ticket cannot be found again (grant its user ModifyCustomField, or SetInitialCustomField, in the queue)";
        if (Member(message.Content, "asset.external_id") is { } asset && !ticket.Assets.Contains(asset))
            yield return $"it does not refer to asset {Shown.Line(asset, 40)} (is that still there, and does its user have ShowAsset in the catalogue?)";
        foreach (var (field, member) in options.Filled)
        {
            if (Member(message.Content, member) is { } value && ticket.Fields.GetValueOrDefault(field, []).IsEmpty)
                yield return $"'{field}' is empty (for {member} '{Shown.Line(value, 40)}' the connector's table has no word, or the field has no such value)";
        }
    }

    private static JsonElement WithAsset(JsonElement content, string externalId)
    {
        var changed = JsonObject.Create(content)!.DeepClone().AsObject();
        changed["asset"]!.AsObject()["external_id"] = externalId;
        return JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>A member of a message, by its name in <see cref="DispatchFields"/>; null where it is missing.</summary>
    private static string? Member(JsonElement content, string name)
    {
        foreach (var part in name.Split('.'))
        {
            if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty(part, out content)) return null;
        }

        return content.ValueKind is JsonValueKind.String or JsonValueKind.Number ? content.ToString() : null;
    }
}
