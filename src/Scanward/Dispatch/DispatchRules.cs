using NodaTime;

namespace Scanward.Dispatch;

/// <summary>What follows from how an attempt ended.</summary>
public enum DispatchStep
{
    /// <summary>It is done, and known.</summary>
    Settle = 1,

    /// <summary>Send it again, with the same key.</summary>
    TryAgain = 2,

    /// <summary>Look it up, then send it again where it is not there.</summary>
    LookUp = 3,

    /// <summary>A person must look.</summary>
    GiveUp = 4,
}

/// <summary>What an attempt means for its message, and for the connector.</summary>
/// <param name="Counted">Whether it is one of the message's own attempts, and not a fault of the way there or of the whole target.</param>
public readonly record struct DispatchVerdict(DispatchStep Step, bool Counted)
{
    /// <summary>Code of the dead letter; empty where there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>How long the target asks to be left alone; null where it does not say so.</summary>
    public Duration? LeaveAlone { get; init; }

    /// <summary>Whether the target refuses us as such: our key, not the message.</summary>
    public bool NotAdmitted { get; init; }

    /// <summary>Whether the target is in trouble, which is what opens its circuit.</summary>
    public bool Trouble { get; init; }

    /// <summary>Whether the target asks for less, without being in trouble.</summary>
    public bool Throttled { get; init; }
}

/// <summary>The rules of the road: how each way in which an exchange can end is answered (docs/dispatch.md has them as a table).</summary>
public static class DispatchRules
{
    /// <summary>What a target asks for is believed up to this.</summary>
    public static readonly Duration LeaveAloneMost = Duration.FromHours(1);

    public const string Refused = "dispatch_refused", Exhausted = "dispatch_failed", Unclear = "dispatch_unknown", Conflict = "dispatch_conflict";

    /// <summary>What follows after the message was sent.</summary>
    public static DispatchVerdict AfterSend<T>(CmmsReply<T> reply, CmmsAbilities can, DispatchOperation operation) => reply.Ending switch
    {
        CmmsEnding.Done => new(DispatchStep.Settle, Counted: true),
        CmmsEnding.NotSent => new(DispatchStep.TryAgain, Counted: false) { Trouble = true },
        CmmsEnding.Unknown => Doubt(can, operation) with { Trouble = true },
        CmmsEnding.Exists => new(DispatchStep.LookUp, Counted: true),
        _ => AfterRefusal(reply, can, operation),
    };

    /// <summary>What follows after a look-up; where it did not succeed the message stays as doubtful as it was.</summary>
    public static DispatchVerdict AfterLookUp<T>(CmmsReply<T> reply) => reply.Ending switch
    {
        CmmsEnding.Done => new(DispatchStep.Settle, Counted: true),
        CmmsEnding.NotSent => new(DispatchStep.LookUp, Counted: false) { Trouble = true },
        CmmsEnding.Unknown => new(DispatchStep.LookUp, Counted: true) { Trouble = true },
        _ when AfterRefusal(reply, new() { FindsByReference = true }, DispatchOperation.Create) is { Step: not DispatchStep.GiveUp } verdict => verdict with { Step = DispatchStep.LookUp },
        _ => new(DispatchStep.GiveUp, Counted: true) { Code = Refused },
    };

    private static DispatchVerdict AfterRefusal<T>(CmmsReply<T> reply, CmmsAbilities can, DispatchOperation operation) => reply.Status switch
    {
        401 or 403 => new(DispatchStep.TryAgain, Counted: false) { NotAdmitted = true },
        429 => new(DispatchStep.TryAgain, Counted: false) { Throttled = true, LeaveAlone = Capped(reply.RetryAfter) },
        503 when reply.RetryAfter is { } asked => new(DispatchStep.TryAgain, Counted: false) { Trouble = true, LeaveAlone = Capped(asked) },
        503 or 425 => new(DispatchStep.TryAgain, Counted: true) { Trouble = true },
        408 or >= 500 => (CanAsk(can, operation) ? new DispatchVerdict(DispatchStep.LookUp, Counted: true) : new(DispatchStep.TryAgain, Counted: true)) with { Trouble = true },
        _ => new(DispatchStep.GiveUp, Counted: true) { Code = Refused },
    };

    /// <summary>It may have been done: ask, or repeat what is harmless to repeat, or leave it to a person.</summary>
    private static DispatchVerdict Doubt(CmmsAbilities can, DispatchOperation operation) => CanAsk(can, operation)
        ? new(DispatchStep.LookUp, Counted: true)
        : can.HonoursKeys || operation == DispatchOperation.Update ? new(DispatchStep.TryAgain, Counted: true) : new(DispatchStep.GiveUp, Counted: true) { Code = Unclear };

    /// <summary>Only what makes something is looked for; a change says where things stand, and may be said twice.</summary>
    private static bool CanAsk(CmmsAbilities can, DispatchOperation operation) => can.FindsByReference && operation == DispatchOperation.Create;

    private static Duration? Capped(Duration? asked) => asked is not { } time ? null : Duration.Min(Duration.Max(time, Duration.Zero), LeaveAloneMost);
}
