using System.Collections.Immutable;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>
/// Takes what a revoked device still has in its queue. Nothing of it is routed: each scan is kept as a dead letter, for a person who knows whether the device was lost or only replaced.
/// </summary>
internal sealed class Quarantine(ScanReader reader, Writer writer, ServerClock clock, IdSequence ids)
{
    /// <summary>The dead letter's code.</summary>
    public const string Code = "quarantined";

    /// <summary>Scans that one key may hand in after it was revoked, so that whoever has it cannot displace what others are kept for.</summary>
    public const int ScansPerKey = 1_000;

    public async Task<ScanAnswer> Keep(ReadOnlyMemory<byte> body, string? keyHeader, Caller caller)
    {
        if (body.Length > Intake.ScanBytesMax) return ScanAnswer.Of(Problems.TooLarge, Intake.TooLarge); // kept in part it could not be replayed
        var bytes = body.ToArray();
        var (key, faults) = reader.Read(bytes, keyHeader) switch
        {
            Scan scan => (scan.IdempotencyKey, ImmutableArray<ScanFault>.Empty),
            Refused refused => (refused.Key, refused.Faults),
            var other => throw new InvalidOperationException($"A reading is a scan or a refusal, not {other}."),
        };
        var letter = new DeadLetterRow
        {
            DeadLetterId = ids.Next(),
            SiteNo = caller.SiteNo,
            Code = Code,
            Detail = $"It came from '{caller.Name}' after that key was revoked; replay it if the device was in good hands.",
            Errors = faults,
            Raw = bytes,
            RawLength = bytes.Length,
            Key = key,
            DeviceKey = caller.DeviceKey,
            At = clock.Now(),
        };
        try
        {
            return await writer.Change(session => session.CountQuarantined(caller.DeviceKey, ScansPerKey) ? session.Keep(letter) : (long?)null) is { } id
                ? new(StatusCodes.Status202Accepted, ScanAck.WriteQuarantined(id)) { Code = Code, DeadLetterId = id }
                : ScanAnswer.Of(Problems.NotAuthenticated, $"The key '{caller.Name}' was revoked, and has handed in {ScansPerKey} scans since; no more are taken.");
        }
        catch (StoreException e)
        {
            return ScanAnswer.Of(Problems.NotDurable, $"The store did not take it: {e.Message}", retryAfterSeconds: 5);
        }
    }

    /// <summary>As <see cref="Keep"/>, in the order given, with few commits.</summary>
    public Task<ScanAnswer[]> KeepAll(ImmutableArray<ReadOnlyMemory<byte>> bodies, Caller caller) => Task.WhenAll(bodies.Select(body => Keep(body, null, caller)));
}
