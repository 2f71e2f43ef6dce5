using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.AuditLog;

/// <summary>How far the chain of the audit log has been followed.</summary>
/// <param name="Rows">Followed so far.</param>
/// <param name="Result">Null while it goes on, and before it was ever asked for.</param>
/// <param name="Failure">Why it could not be followed to its end.</param>
internal sealed record ChainLook(bool Running, int Rows, AuditVerified? Result, Instant? At, AuditHead? Noted, string? Failure)
{
    public static readonly ChainLook Never = new(false, 0, null, null, null, null);
}

/// <summary>Follows the chain of the audit log when somebody asks for it, one at a time, beside everything else; the last result stays to be read.</summary>
internal sealed class AuditCheck(StoreReads reads, ServerClock clock, IHostApplicationLifetime lifetime)
{
    private readonly Lock gate = new();
    private ChainLook look = ChainLook.Never;

    public ChainLook Look
    {
        get
        {
            lock (gate) return look;
        }
    }

    /// <summary>Begins, where it is not under way.</summary>
    /// <param name="noted">A head that somebody noted elsewhere.</param>
    public void Begin(AuditHead? noted)
    {
        lock (gate)
        {
            if (look.Running) return;
            look = new(true, 0, null, null, noted, null);
        }

        _ = Task.Run(() => Follow(noted, lifetime.ApplicationStopping), CancellationToken.None);
    }

    private async Task Follow(AuditHead? noted, CancellationToken ct)
    {
        try
        {
            var result = await AuditWalk.Verify(reads, noted, rows => Set(l => l with { Rows = rows }), ct);
            Set(l => l with { Running = false, Result = result, At = clock.Now(), Rows = (int)Math.Min(result.Head.Number, int.MaxValue) });
        }
        catch (Exception e) when (e is OperationCanceledException or StoreException or System.Data.Common.DbException)
        {
            Set(l => l with { Running = false, At = clock.Now(), Failure = e is OperationCanceledException ? "The server was stopped." : e.Message });
        }
    }

    private void Set(Func<ChainLook, ChainLook> change)
    {
        lock (gate) look = change(look);
    }
}
