using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.Dispatch;

/// <summary>How a message stands; on the wire in snake_case.</summary>
internal enum MessageState
{
    /// <summary>Can be sent now.</summary>
    Ready = 1,

    /// <summary>Is being sent.</summary>
    Sending = 2,

    /// <summary>Is to be sent again.</summary>
    Retrying = 3,

    /// <summary>Waits for an earlier message of its work order.</summary>
    Behind = 4,

    /// <summary>A person must look.</summary>
    DeadLetter = 5,

    Settled = 6,
}

/// <summary>What became of a work order's messages.</summary>
internal sealed record DispatchStory(ImmutableArray<DispatchRecord> Settled, ImmutableArray<PendingRecord> Pending, ImmutableArray<AttemptRecord> Attempts)
{
    public static async Task<DispatchStory> Read(StoreReads reads, long workOrderId, CancellationToken ct) => new(
        [.. await reads.Dispatches(workOrderId, ct)], [.. await reads.PendingMessages(workOrderId, ct)], [.. await reads.Attempts(workOrderId, ct)]);

    /// <summary>Whether nothing more happens by itself with the work order's creation.</summary>
    public bool IsSettled => Settled.Any(IsCreate) || Pending.Any(p => p.DeadLetterId is not null && p.Operation == (int)DispatchOperation.Create) || Pending.IsEmpty;

    /// <summary>The whole, as a work order shows it.</summary>
    public void WriteAll(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (var done in Settled)
        {
            json.WriteStartObject();
            json.WriteString("operation", done.Operation);
            json.WriteNumber("revision", done.Revision);
            json.WriteString("connector", done.Connector);
            json.WriteString("state", Wire.Name(MessageState.Settled));
            WriteExternal(json, done);
            json.WriteTime("settled_at", done.SettledAt);
            json.WriteEndObject();
        }

        foreach (var waiting in Pending)
        {
            json.WriteStartObject();
            json.WriteString("operation", Wire.Name((DispatchOperation)waiting.Operation));
            json.WriteNumber("revision", waiting.Revision);
            json.WriteString("connector", waiting.Connector);
            WritePending(json, waiting);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray($"{name}_attempts");
        foreach (var attempt in Attempts)
        {
            json.WriteStartObject();
            json.WriteString("step", attempt.Step);
            json.WriteTime("at", attempt.StartedAt);
            json.WriteNumber("took_ms", attempt.TookMs);
            json.WriteString("ending", attempt.Ending);
            if (attempt.Status is { } status) json.WriteNumber("status", status);
            else json.WriteNull("status");
            json.WriteString("detail", attempt.Detail);
            json.WriteString("excerpt", attempt.Excerpt);
            json.WriteBoolean("counted", attempt.Counted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>How the work order's creation stands, as its scan shows it.</summary>
    public void WriteCreation(Utf8JsonWriter json, string name)
    {
        var done = Settled.FirstOrDefault(IsCreate);
        var waiting = Pending.FirstOrDefault(p => p.Operation == (int)DispatchOperation.Create);
        if (done is null && waiting is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("connector", done?.Connector ?? waiting!.Connector);
        if (done is not null)
        {
            json.WriteString("state", Wire.Name(MessageState.Settled));
            WriteExternal(json, done);
            json.WriteTime("settled_at", done.SettledAt);
        }
        else
        {
            WritePending(json, waiting!);
        }

        json.WriteEndObject();
    }

    private static bool IsCreate(DispatchRecord record) => record.Operation == Wire.Name(DispatchOperation.Create);

    private static void WriteExternal(Utf8JsonWriter json, DispatchRecord done)
    {
        json.WriteString("external_id", done.ExternalId);
        json.WriteString("external_number", done.ExternalNumber);
        json.WriteString("external_url", done.ExternalUrl);
        json.WriteString("external_state", done.ExternalState);
    }

    private static void WritePending(Utf8JsonWriter json, PendingRecord waiting)
    {
        json.WriteString("state", Wire.Name(StateOf(waiting)));
        json.WriteNumber("attempts", waiting.Attempts);
        json.WriteTime("due_at", waiting.DueAt);
        json.WriteId("dead_letter_id", waiting.DeadLetterId);
    }

    public static MessageState StateOf(PendingRecord waiting) => waiting switch
    {
        { DeadLetterId: not null } => MessageState.DeadLetter,
        { LeaseUntil: not null } => MessageState.Sending,
        { Ready: true } => MessageState.Ready,
        { DueAt: not null } => MessageState.Retrying,
        _ => MessageState.Behind,
    };
}
