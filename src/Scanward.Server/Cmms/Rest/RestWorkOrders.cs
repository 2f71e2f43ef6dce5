using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Work orders of a target, as its mapping describes them.</summary>
internal sealed class RestWorkOrders(WorkOrderMapping mapping, Exchange exchange, RecordReader records, ConnectorValues connector)
{
    public async Task<CmmsReply<CmmsWorkOrder>> Create(WorkOrderMessage message, CancellationToken ct)
    {
        var (request, fields) = (mapping.Create, Fields.Of(connector, message));
        var exchanged = await exchange.Make(request, fields, ct);
        if (exchanged.Ending is not (CmmsEnding.Done or CmmsEnding.Exists)) return exchanged.As<CmmsWorkOrder>();
        var pointer = exchanged.Ending == CmmsEnding.Exists ? request.ExistsAnswer ?? request.Answer : request.Answer;
        var record = pointer!.Find(exchanged.Json, fields);
        if (!records.TryWorkOrder(record, request.Record, out var order, out var why))
            return exchanged.Ending == CmmsEnding.Exists ? exchanged.As<CmmsWorkOrder>() : exchanged.But(CmmsEnding.Unknown, $"It answered {exchanged.Status}, but {why}.").As<CmmsWorkOrder>();
        if (Stranger(order, record, request, fields, message) is { } stranger) return exchanged.But(CmmsEnding.Refused, stranger).As<CmmsWorkOrder>();
        order = Ours(order, message);
        return exchanged.Ending == CmmsEnding.Done && request.ReadBack ? await ReadBack(message, order, exchanged, ct) : exchanged.As(order);
    }

    public async Task<CmmsReply<CmmsWorkOrder>> Update(WorkOrderMessage message, CancellationToken ct) =>
        mapping.Update is { } request ? await Change(request, Fields.Of(connector, message), message.ExternalId ?? "", ct)
            : new(CmmsEnding.Refused, null, "The mapping says no way to change a work order; nothing was sent.");

    public async Task<CmmsReply<CmmsWorkOrder>> Cancel(WorkOrderMessage message, string externalId, string kept, CancellationToken ct) =>
        mapping.Cancel is { } request ? await Change(request, Fields.Of(connector, message).With("external.id", externalId).With("kept", kept), externalId, ct)
            : new(CmmsEnding.Refused, null, "The mapping says no way to cancel a work order; nothing was sent.");

    public async Task<CmmsReply<CmmsWorkOrder>> Read(string externalId, CancellationToken ct)
    {
        if (mapping.Read is not { } request) return new(CmmsEnding.Refused, null, "The mapping says no way to read a work order; nothing was sent.");
        var fields = new Fields(connector).With("external.id", externalId);
        var exchanged = await exchange.Make(request, fields, ct);
        if (exchanged.Ending != CmmsEnding.Done || exchanged.IsAbsent) return exchanged.As<CmmsWorkOrder>();
        if (request.Items is null) return Same(exchanged, request.Answer!.Find(exchanged.Json, fields), request, externalId);
        if (!TryList(exchanged, request, fields, out var found, out var unread)) return unread.As<CmmsWorkOrder>();
        return exchanged.As(found.FirstOrDefault(o => o.Id == externalId));
    }

    /// <summary>
    /// Those that carry exactly our reference. A target that answers with work orders of quite other references, and not with ours, has ignored what it was asked for, so it did not say that there
    /// is none.
    /// </summary>
    public async Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> Find(WorkOrderMessage message, CancellationToken ct)
    {
        if (mapping.Find is not { } request) return new(CmmsEnding.Refused, [], "The mapping says no way to look a reference up; nothing was sent.");
        var fields = Fields.Of(connector, message);
        var exchanged = await exchange.Make(request, fields, ct);
        if (exchanged.Ending != CmmsEnding.Done || exchanged.IsAbsent) return exchanged.As<ImmutableArray<CmmsWorkOrder>>([]);
        if (!TryList(exchanged, request, fields, out var found, out var unread)) return unread.As<ImmutableArray<CmmsWorkOrder>>([]);
        ImmutableArray<CmmsWorkOrder> ours = [.. found.Where(o => IsOurs(o, message)).Select(o => Ours(o, message))];
        if (ours.IsEmpty && (request.LooseIn is { } place ? !request.Items!.Find(exchanged.Json, fields)!.Value.EnumerateArray().All(r => Mentions(place.Find(r, fields)?.GetRawText(), message))
            : !request.Loose && !found.All(o => Mentions(o.Reference, message))))
        {
            return exchanged.But(CmmsEnding.Refused, $"It answered {request.Name} with {found.Length} work orders of other references: it ignores what it is asked for, so it is not known whether it has ours. Correct {request.Name} in the mapping.")
                .As<ImmutableArray<CmmsWorkOrder>>([]);
        }

        return exchanged.As(ours);
    }

    private async Task<CmmsReply<CmmsWorkOrder>> ReadBack(WorkOrderMessage message, CmmsWorkOrder made, Exchanged exchanged, CancellationToken ct)
    {
        var found = await Find(message, ct);
        if (found.Ending != CmmsEnding.Done) return exchanged.But(CmmsEnding.Done, $"It made {made.Id}, which could not be read back: {found.Why}").As(made);
        if (found.Value.FirstOrDefault(o => o.Id == made.Id) is { } there) return exchanged.As(there);
        if (mapping.Read is not null && await Read(made.Id, ct) is { Value: { Reference: not null } read })
            return IsOurs(read, message) ? exchanged.As(Ours(read, message)) : exchanged.But(CmmsEnding.Refused, Strangers(read)).As<CmmsWorkOrder>(); // ours: the search is behind
        return exchanged.But(CmmsEnding.Done, $"It made {made.Id} and dropped the reference, so that work order cannot be found again. Make the field of the reference in the target, and let these credentials write it.")
            .As(made with { Reference = null });
    }

    private async Task<CmmsReply<CmmsWorkOrder>> Change(RequestMapping request, Fields fields, string externalId, CancellationToken ct)
    {
        var exchanged = await exchange.Make(request, fields, ct);
        if (exchanged.Ending != CmmsEnding.Done) return exchanged.As<CmmsWorkOrder>();
        return request.Answer is null ? exchanged.As(new CmmsWorkOrder(externalId)) : Same(exchanged, request.Answer.Find(exchanged.Json, fields), request, externalId);
    }

    /// <summary>The work order of an answer, which must be the one that was asked for.</summary>
    private CmmsReply<CmmsWorkOrder> Same(Exchanged exchanged, JsonElement? record, RequestMapping request, string externalId)
    {
        if (!records.TryWorkOrder(record, request.Record, out var order, out var why)) return exchanged.But(CmmsEnding.Unknown, $"It answered {exchanged.Status}, but {why}.").As<CmmsWorkOrder>();
        return order.Id == externalId ? exchanged.As(order) : exchanged.But(CmmsEnding.Refused, $"It was asked for {Shown.Line(externalId, 80)} and answered with {Shown.Line(order.Id, 80)}.").As<CmmsWorkOrder>();
    }

    private bool TryList(Exchanged exchanged, RequestMapping request, Fields fields, out ImmutableArray<CmmsWorkOrder> orders, out Exchanged unread)
    {
        (orders, unread) = ([], exchanged);
        if (request.Items!.Find(exchanged.Json, fields) is not { ValueKind: JsonValueKind.Array } list)
        {
            unread = exchanged.But(CmmsEnding.Unknown, $"It answered {request.Name} without a list at {request.Items}.");
            return false;
        }

        var read = ImmutableArray.CreateBuilder<CmmsWorkOrder>();
        foreach (var element in list.EnumerateArray())
        {
            if (!records.TryWorkOrder(element, request.Record, out var order, out var why))
            {
                unread = exchanged.But(CmmsEnding.Unknown, $"Row {read.Count + 1} of {request.Name} cannot be read: {why}.");
                return false;
            }

            read.Add(order);
        }

        orders = read.ToImmutable();
        return true;
    }

    /// <summary>Why a work order that was answered is another message's; null where it may be ours.</summary>
    private static string? Stranger(CmmsWorkOrder order, JsonElement? record, RequestMapping request, Fields fields, WorkOrderMessage message)
    {
        if (order.Reference is not null && !IsOurs(order, message)) return Strangers(order);
        foreach (var (at, template) in request.Same)
        {
            if (JsonTexts.Scalar(at.Find(record, fields)) is { } given && template.Text(fields) is { } expected && given != expected)
                return $"It answered with {Shown.Line(order.Id, 80)}, whose {at} is {Shown.Line(given, 80)} and not {Shown.Line(expected, 80)}: it is another work order's. A person has to see which is which.";
        }

        return null;
    }

    private static string Strangers(CmmsWorkOrder order) =>
        $"It answered with {Shown.Line(order.Id, 80)}, which carries the reference {Shown.Line(order.Reference!, 80)} and is another work order's. A person has to see which is which.";

    private static bool Mentions(string? text, WorkOrderMessage message) => text?.Contains(message.Reference, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The target carries our reference, or, where the mapping makes it that, the key.</summary>
    private static bool IsOurs(CmmsWorkOrder order, WorkOrderMessage message) => order.Reference is { } reference && (reference == message.Reference || reference == message.Key);

    private static CmmsWorkOrder Ours(CmmsWorkOrder order, WorkOrderMessage message) => order.Reference is null ? order : order with { Reference = message.Reference };
}
