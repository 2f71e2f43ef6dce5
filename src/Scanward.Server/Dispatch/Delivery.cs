using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Dispatch;

/// <summary>A message in hand.</summary>
/// <param name="ScanId">The scan that made its work order.</param>
internal sealed record MessageInHand(ClaimedMessage Claimed, WorkOrderMessage Message, int SiteNo, long WorkOrderId, int Revision, long ScanId, Priority Priority)
{
    public OutboxLease Lease => Claimed.Lease;

    public OutboxRow AsRow(string connector, Instant at) => new(Lease.OutboxId, SiteNo, WorkOrderId, Message.Operation, Revision, connector, Priority, at);
}

/// <summary>An exchange with the target, with what follows from how it ended.</summary>
/// <param name="Reply">Null where it may not go before <paramref name="NotBefore"/>.</param>
internal sealed record Exchanged<T>(CmmsReply<T>? Reply, AttemptRow Row, DispatchVerdict Verdict, Instant NotBefore)
{
    public bool IsDone => Reply is { Ending: CmmsEnding.Done };
}

/// <summary>
/// Takes one message to its end, or back to wait: looks it up where it may have been done already, sends it, and settles what became of it. No transaction is open while it talks to
/// the target.
/// </summary>
internal sealed class Delivery(Connector connector, ConnectorGate gate, Writer writer, IdSequence ids, ServerClock clock, DispatchFigures figures, DispatchNews news)
{
    private const string Sending = "send", LookingUp = "look_up", Cancelling = "cancel_duplicate";

    private const int ExcerptChars = 500;

    /// <summary>Look-ups of a message whose attempts are used up, after which it is left to a person as unclear.</summary>
    private const int LastLookUps = 3;

    /// <summary>How often the server may end with a message in hand before it is left to a person: one that ends it each time must not do so for ever.</summary>
    private const int InterruptionsMost = 10;

    private static readonly RetrySchedule schedule = RetrySchedule.Dispatching;

    private ICmms Cmms => connector.Cmms;

    private CmmsAbilities Can => connector.Cmms.Abilities;

    /// <param name="turn">Bounds the requests at once.</param>
    /// <param name="sent">Called when no more requests follow.</param>
    public async Task Run(MessageInHand hand, Slots.Turn turn, Action sent, CancellationToken ct)
    {
        Func<Task> settle;
        try
        {
            settle = await Attempt(hand, turn, ct);
        }
        finally
        {
            turn.Dispose();
            sent();
        }

        await settle();
        news.Tell(hand.WorkOrderId);
    }

    /// <summary>All that is said to the target; what is returned writes down what became of it.</summary>
    private async Task<Func<Task>> Attempt(MessageInHand hand, Slots.Turn turn, CancellationToken ct)
    {
        var (claimed, message) = (hand.Claimed, hand.Message);
        if (message.Operation == DispatchOperation.Update && message.ExternalId is null) return GiveUp(hand, DispatchRules.Conflict, "The target's id of the work order is not known.", null, doubtful: false);
        if (claimed.Doubtful && message.Operation == DispatchOperation.Create)
        {
            if (Can.FindsByReference)
            {
                var found = await LookUp(hand, turn, ct);
                if (found.Reply is null) return BackUncounted(hand, found.NotBefore);
                if (!found.IsDone) return AfterFailedLookUp(hand, found);
                if (!found.Reply.Value.IsDefaultOrEmpty) return await Bind(hand, found.Reply.Value, found.Row, turn, ct);
                await Note(found.Row with { Counted = false });
            }
            else if (!Can.HonoursKeys)
            {
                return GiveUp(hand, DispatchRules.Unclear, "It may have been done, and this target can neither be asked nor recognises a repeat. Look there, then replay or discard it.", null, doubtful: true);
            }
        }

        if (claimed.Interrupted >= InterruptionsMost) return GiveUp(hand, DispatchRules.Exhausted, $"The server ended {claimed.Interrupted} times with it in hand; the target has no work order with the reference {message.Reference}.", null, doubtful: false);
        if (claimed.Attempts > schedule.Attempts) return GiveUp(hand, DispatchRules.Exhausted, $"{schedule.Attempts} attempts failed; the target has no work order with the reference {message.Reference}.", null, doubtful: false);
        var sent = await Exchange(hand, Sending, turn, () => Cmms.Send(message, ct), ct);
        return sent.Reply is null ? BackUncounted(hand, sent.NotBefore) : await AfterSend(hand, sent.Reply, sent.Verdict, sent.Row, turn, ct);
    }

    private async Task<Func<Task>> AfterSend(MessageInHand hand, CmmsReply<CmmsWorkOrder> reply, DispatchVerdict verdict, AttemptRow row, Slots.Turn turn, CancellationToken ct)
    {
        var message = hand.Message;
        if (verdict.Step == DispatchStep.Settle)
        {
            var made = reply.Value ?? new CmmsWorkOrder(message.ExternalId ?? "");
            if (message.Operation == DispatchOperation.Create && (made.Id.Length == 0 || (made.Reference is { } other && other != message.Reference)))
                return GiveUp(hand, DispatchRules.Conflict, $"The target answered with the work order '{made.Id}', which is not this one: its reference is '{made.Reference}', not '{message.Reference}'.", row, doubtful: true);
            var mayBeTwice = message.Operation == DispatchOperation.Create && Can is { FindsByReference: true, ReferenceIsUnique: false } && (hand.Claimed.Attempts > 1 || hand.Claimed.Doubtful);
            if (!mayBeTwice) return Settle(hand, made, row, reply.Why);
            await Note(row);
            return await Converge(hand, made, turn, ct);
        }

        if (reply.Ending == CmmsEnding.Exists) return await AfterExists(hand, reply, row, turn, ct);
        if (verdict.Step == DispatchStep.GiveUp) return GiveUp(hand, verdict.Code, reply.Why, row, doubtful: verdict.Code != DispatchRules.Refused);
        return Back(hand, verdict, row, reply.Why, doubtful: verdict.Step == DispatchStep.LookUp || (hand.Claimed.Doubtful && message.Operation == DispatchOperation.Create && reply.Ending == CmmsEnding.Unknown));
    }

    /// <summary>The target has one already: ours, or one under way, or somebody else's.</summary>
    private async Task<Func<Task>> AfterExists(MessageInHand hand, CmmsReply<CmmsWorkOrder> reply, AttemptRow row, Slots.Turn turn, CancellationToken ct)
    {
        var message = hand.Message;
        if (message.Operation == DispatchOperation.Update) return Settle(hand, reply.Value ?? new(message.ExternalId!), row, ""); // said before, under the same key
        var named = reply.Value;
        if (!Can.FindsByReference)
        {
            if (named is { Reference: { } reference } && reference != message.Reference) return GiveUp(hand, DispatchRules.Conflict, $"The target's work order '{named.Id}' carries the reference '{reference}', not '{message.Reference}'.", row, doubtful: true);
            if (named is { Id.Length: > 0 } && Can.HonoursKeys) return Settle(hand, named, row, "");
            return GiveUp(hand, DispatchRules.Unclear, "The target says that there is one already, not which, and cannot be asked.", row, doubtful: true);
        }

        await Note(row);
        var found = await LookUp(hand, turn, ct);
        if (found.Reply is null) return BackUncounted(hand, found.NotBefore, doubtful: true);
        if (!found.IsDone) return AfterFailedLookUp(hand, found);
        if (!found.Reply.Value.IsDefaultOrEmpty) return await Bind(hand, found.Reply.Value, found.Row, turn, ct);
        if (named is { Id.Length: > 0 }) return GiveUp(hand, DispatchRules.Conflict, $"The target says that the work order '{named.Id}' is this one, but it does not carry the reference '{message.Reference}'.", found.Row, doubtful: true);
        return Back(hand, new(DispatchStep.LookUp, Counted: true), found.Row with { Counted = true }, "The target says that there is one already, and finds none: it is still being made.", doubtful: true);
    }

    private Func<Task> AfterFailedLookUp(MessageInHand hand, Exchanged<ImmutableArray<CmmsWorkOrder>> found) => found.Verdict.Step == DispatchStep.GiveUp
        ? GiveUp(hand, found.Verdict.Code, $"It may have been done, and looking it up is refused: {found.Reply!.Why}", found.Row, doubtful: true)
        : Back(hand, found.Verdict, found.Row, found.Reply!.Why, doubtful: true);

    /// <summary>Another search after the creation, since the target would not have noticed a second one: the lowest stays, and the others are cancelled.</summary>
    private async Task<Func<Task>> Converge(MessageInHand hand, CmmsWorkOrder made, Slots.Turn turn, CancellationToken ct)
    {
        var found = await LookUp(hand, turn, ct);
        if (found.Reply is null) return BackUncounted(hand, found.NotBefore, doubtful: true);
        return found.IsDone ? await Bind(hand, found.Reply.Value.IsDefaultOrEmpty ? [made] : found.Reply.Value, found.Row, turn, ct) : AfterFailedLookUp(hand, found);
    }

    private Task<Exchanged<ImmutableArray<CmmsWorkOrder>>> LookUp(MessageInHand hand, Slots.Turn turn, CancellationToken ct) =>
        Exchange(hand, LookingUp, turn, () => Cmms.FindWorkOrders(hand.Message, ct), ct);

    /// <summary>Keeps the lowest of those found, cancels the others, and settles with it.</summary>
    private async Task<Func<Task>> Bind(MessageInHand hand, ImmutableArray<CmmsWorkOrder> orders, AttemptRow row, Slots.Turn turn, CancellationToken ct)
    {
        var inOrder = orders.DistinctBy(o => o.Id).OrderBy(o => o.Id.Length).ThenBy(o => o.Id, StringComparer.Ordinal).ToArray(); // numbers in their order, others in some order that stays
        var kept = inOrder[0];
        var left = new List<string>();
        foreach (var other in inOrder.Skip(1))
        {
            if (!Can.CancelsDuplicates)
            {
                left.Add(other.Id);
                continue;
            }

            var cancelled = await Exchange(hand, Cancelling, turn, () => Cmms.CancelDuplicate(hand.Message, other.Id, kept.Id, ct), ct);
            if (cancelled.Reply is null) return BackUncounted(hand, cancelled.NotBefore, doubtful: true);
            await Note(cancelled.Row with { Counted = false });
            if (cancelled.Reply.Ending is CmmsEnding.Unknown or CmmsEnding.NotSent) return BackUncounted(hand, clock.Now() + connector.Limits.Timeout, doubtful: true);
            if (cancelled.Reply.Ending != CmmsEnding.Done) left.Add(other.Id);
        }

        return Settle(hand, kept, row, left.Count == 0 ? "" : $"The target has it more than once; {string.Join(", ", left)} should be cancelled there by hand.");
    }

    /// <summary>One exchange, bounded, timed and judged; no reply where it may not go now.</summary>
    private async Task<Exchanged<T>> Exchange<T>(MessageInHand hand, string step, Slots.Turn turn, Func<Task<CmmsReply<T>>> exchange, CancellationToken ct)
    {
        await turn.Enter().WaitAsync(ct);
        try
        {
            var startedAt = clock.Now();
            if (gate.Ask(startedAt, repeat: step == Sending && (hand.Claimed.Attempts > 1 || hand.Claimed.Doubtful)) is { } notBefore) return new(null, null!, default, notBefore);
            var started = clock.Time.GetTimestamp();
            CmmsReply<T> reply;
            try
            {
                reply = await exchange();
            }
            catch (Exception e) when (e is JsonException or HttpRequestException or IOException or InvalidOperationException or FormatException)
            {
                reply = new(CmmsEnding.Unknown, default, $"The connector failed: {e.Message}"); // a fault of the connector's must not lose the message
            }
            catch
            {
                gate.Abandoned(); // whatever it was, the next one may find out how the target is
                throw;
            }

            var took = clock.Time.GetElapsedTime(started);
            figures.Exchanged(connector.Name, step, reply.Ending, took);
            var verdict = step == Sending ? DispatchRules.AfterSend(reply, Can, hand.Message.Operation) : DispatchRules.AfterLookUp(reply);
            var wide = gate.Tell(clock.Now(), hand.Lease.OutboxId, verdict, reply.Why).ConnectorWide;
            var detail = reply.Why.Length > 0 ? reply.Why : step == LookingUp ? "The target was asked by our reference." : "Done.";
            return new(reply, new(ids.Next(), hand.Lease.OutboxId, hand.WorkOrderId, step, startedAt, (long)took.TotalMilliseconds, reply.Ending, Cut(detail))
            {
                Status = reply.Status, Excerpt = reply.Excerpt is { } excerpt ? Cut(excerpt) : null, Counted = verdict.Counted && !wide,
            }, verdict, default);
        }
        finally
        {
            turn.Leave();
        }
    }

    private Func<Task> Settle(MessageInHand hand, CmmsWorkOrder made, AttemptRow row, string why) => async () =>
    {
        var now = clock.Now();
        var settled = new DispatchRow(hand.WorkOrderId, Wire.Name(hand.Message.Operation), hand.Revision, connector.Name, made.Id, now) { ExternalNumber = made.Number, ExternalUrl = made.Url };
        if (why.Length > 0) row = row with { Detail = Cut(why) };
        var ours = await writer.Change(session =>
        {
            if (session.Settle(hand.Lease, settled, row)) return true;
            if (hand.Message.Operation == DispatchOperation.Create) session.Doubt(hand.AsRow(connector.Name, now)); // our lease had run out: there may be two now
            return false;
        });
        figures.Settled(connector.Name, ours);
    };

    /// <summary>Back to wait for another attempt, or, where none is left, to a person.</summary>
    private Func<Task> Back(MessageInHand hand, DispatchVerdict verdict, AttemptRow row, string why, bool doubtful)
    {
        var attempts = hand.Claimed.Attempts - (row.Counted ? 0 : 1);
        if (row.Counted && attempts >= schedule.Attempts + (doubtful ? LastLookUps : 0))
            return GiveUp(hand, doubtful ? DispatchRules.Unclear : DispatchRules.Exhausted, $"{attempts} attempts failed, the last one because {LowerFirst(why)}", row, doubtful);
        if (row.Counted && attempts >= schedule.Attempts && !(doubtful && Can.FindsByReference && hand.Message.Operation == DispatchOperation.Create))
            return GiveUp(hand, DispatchRules.Exhausted, $"{attempts} attempts failed, the last one because {LowerFirst(why)}", row, doubtful);
        var now = clock.Now();
        var due = now + Duration.FromMilliseconds(schedule.DelayMs(Math.Max(1, attempts), gate.Jitter()));
        if (verdict.LeaveAlone is { } alone) due = Instant.Max(due, now + alone);
        if (doubtful) due = Instant.Max(due, row.StartedAt + connector.Limits.Timeout + connector.Limits.Timeout); // a lease does not call back what is on the wire
        return () => writer.Change(session => session.PutBack(hand.Lease, new(due, row.Counted, doubtful), row, clock.Now()));
    }

    private Func<Task> BackUncounted(MessageInHand hand, Instant due, bool? doubtful = null) =>
        () => writer.Change(session => session.PutBack(hand.Lease, new(due, Counted: false, doubtful ?? hand.Claimed.Doubtful), null, clock.Now()));

    private Func<Task> GiveUp(MessageInHand hand, string code, string why, AttemptRow? row, bool doubtful) => async () =>
    {
        var letter = new DeadLetterRow
        {
            DeadLetterId = ids.Next(),
            SiteNo = hand.SiteNo,
            Code = code,
            Detail = Cut(why),
            Raw = hand.Claimed.Content,
            RawLength = hand.Claimed.Content.Length,
            ScanId = hand.ScanId,
            DeviceKey = 0,
            At = clock.Now(),
        };
        if (await writer.Change(session => session.GiveUp(hand.Lease, letter, doubtful, row))) figures.GivenUp(connector.Name);
    };

    private Task<bool> Note(AttemptRow row) => writer.Change(session =>
    {
        session.Note(row);
        return true;
    });

    private static string Cut(string text) => text.Length <= ExcerptChars ? text : text[..(char.IsHighSurrogate(text[ExcerptChars - 1]) ? ExcerptChars - 1 : ExcerptChars)];

    private static string LowerFirst(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
