using NodaTime;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Parts;

/// <summary>
/// Routes again whatever still waits for parts that came to be available otherwise than by a booking, which does so itself: a crash came between, a work order let go of its parts, a
/// file raised a stock. And as often as the policy's <c>parts.recheck_waiting</c> says whatever waits at all: time itself, another policy or another profile may let it go.
/// </summary>
internal sealed class WaitingWorker(StockDesk desk, StoreReads reads, PolicyKeeper policies, ServerClock clock)
{
    /// <summary>What is younger, a booking is about to route itself, and tells who booked what it has set free.</summary>
    public static readonly Duration LeftToBookings = Duration.FromSeconds(2);

    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    private Instant? allRechecked;

    public async Task Run(Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Step(ct);
            }
            catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
            {
                tell(e);
            }
        }
    }

    /// <summary>Does what is due, and says how many work orders have got their parts.</summary>
    public async Task<int> Step(CancellationToken ct)
    {
        var released = 0;
        var now = clock.Now();
        var all = now - allRechecked >= Duration.FromMinutes(policies.Current.Compiled.Policy.Parts.RecheckWaitingMinutes);
        if (all || allRechecked is null) allRechecked = now; // after a start what was noted is enough
        foreach (var part in await (all ? reads.WaitedFor(ct) : reads.Rechecks((now - LeftToBookings).ToUnixTimeMilliseconds(), ct))) released += (await desk.RouteWaiting(part.SiteNo, part.PartId, ct)).Released.Length;
        return released;
    }
}
