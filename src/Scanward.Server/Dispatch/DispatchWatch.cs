using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.Dispatch;

/// <summary>Tells of messages that wait too long, by the age of the oldest, once until they have gone; and of messages for connectors that are not set up any more.</summary>
internal sealed class DispatchWatch(ImmutableArray<Dispatcher> dispatchers, StoreReads reads, ServerClock clock, Action<string> tell)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> told = [];

    public async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        do
        {
            try
            {
                await Look(ct);
            }
            catch (System.Data.Common.DbException e)
            {
                tell($"Looking after dispatch: {e.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    public async Task Look(CancellationToken ct)
    {
        var now = clock.Now();
        var waiting = await reads.OutboxWaiting(ct);
        foreach (var of in waiting)
        {
            var age = now - Instant.FromUnixTimeMilliseconds(TimeOrderedId.UnixMs(of.Oldest));
            if (dispatchers.FirstOrDefault(d => d.Connector.Name == of.Connector) is not { } dispatcher)
            {
                if (told.Add(of.Connector)) tell($"{of.Waiting} messages wait for the connector '{of.Connector}', which is not set up. Put its file back, and start again; nothing is lost.");
            }
            else if (age <= dispatcher.Connector.Limits.AlertAfter)
            {
                Over(of.Connector);
            }
            else if (told.Add(of.Connector))
            {
                var standing = dispatcher.Gate.Read(now);
                tell($"{of.Waiting} messages wait for {of.Connector}, the oldest for {age.TotalMinutes:0} minutes{(standing.Why.Length > 0 ? $": {standing.Why}" : ".")} Nothing is lost.");
            }
        }

        foreach (var gone in told.Except(waiting.Select(w => w.Connector)).ToArray()) Over(gone);
    }

    private void Over(string connector)
    {
        if (told.Remove(connector)) tell($"The messages for {connector} go on their way again.");
    }
}
