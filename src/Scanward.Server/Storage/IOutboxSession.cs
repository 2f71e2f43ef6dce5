using NodaTime;
using Scanward.Routing;

namespace Scanward.Server.Storage;

/// <summary>
/// The outbox as the writer sees it. Of the messages of one work order only the first can be claimed; the others wait for it, however it ends. Every completion is fenced: it takes
/// effect only where its lease is still the last one.
/// </summary>
internal interface IOutboxSession
{
    /// <summary>Called after each commit by which a message can be claimed that could not be before.</summary>
    Action? OutboxChanged { get; set; }

    /// <summary>
    /// Adds a message, behind those of its work order that are not settled. A change of a work order that its connector was never told of is not added; false then.
    /// </summary>
    bool Enqueue(OutboxRow message);

    /// <summary>Leases a message and counts the attempt that begins. Null where it is gone, leased to somebody else, or was interrupted so often that the others come first.</summary>
    /// <param name="content">What to send, where it was never sent; else what was sent stays.</param>
    /// <param name="attemptId">For the note that an earlier lease ran out, where one did.</param>
    ClaimedMessage? Claim(long outboxId, byte[] content, long token, Instant now, Instant leaseUntil, long attemptId);

    /// <summary>The message is done; the next one of its work order can be sent.</summary>
    bool Settle(OutboxLease lease, DispatchRow settled, AttemptRow? attempt);

    /// <summary>The message is to be sent again.</summary>
    bool PutBack(OutboxLease lease, PutBack how, AttemptRow? attempt, Instant now);

    /// <summary>The message is given up, and becomes a dead letter with its whole history.</summary>
    /// <param name="doubtful">Whether it may have been done.</param>
    bool GiveUp(OutboxLease lease, DeadLetterRow letter, bool doubtful, AttemptRow? attempt);

    /// <summary>Notes an exchange that changed nothing.</summary>
    void Note(AttemptRow attempt);

    /// <summary>A completion came too late, so that the target may have been told twice: the message is to be looked up, also where it is settled.</summary>
    void Doubt(OutboxRow message);

    /// <summary>Puts up to so many of the connector's messages that are due where they can be claimed; returns how many there were.</summary>
    int Wake(string connector, Instant now, int most);

    /// <summary>Makes all that waits for its time due now, when a connector is taken up again.</summary>
    void HurryAll(string connector, Instant now);

    /// <summary>Puts a dead letter's message back into the outbox, its attempts forgotten, its key the same. False where it is closed.</summary>
    bool Requeue(long deadLetterId, Instant at, string by);

    /// <summary>
    /// Drops a dead letter's message: the next one of its work order can be sent, or, where the work order was never made in the target, those that wait for it are dropped too. False
    /// where it is closed.
    /// </summary>
    bool Drop(long deadLetterId, Instant at, string by, string reason);

    /// <summary>What was handed over of a work order; null where its creation is not settled.</summary>
    DispatchRow? FindDispatch(long workOrderId);

    /// <summary>Notes in what state a target's work order was seen.</summary>
    void NoteExternalState(string connector, string externalId, string state, Instant at);

    /// <summary>Its messages that wait are as urgent as the work order is now.</summary>
    void Reprioritise(long workOrderId, Priority priority);
}
