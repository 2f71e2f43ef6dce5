using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Ingestion;

namespace Scanward.Server.Mirror;

/// <summary>What came of a push.</summary>
internal abstract record PushResult;

/// <param name="Changed">Assets and work orders that are not as they were.</param>
internal sealed record PushTaken(int Assets, int WorkOrders, int Changed) : PushResult;

internal sealed record PushNothing(string Why) : PushResult;

/// <param name="Forged">Whether the signature is missing, wrong or too old.</param>
internal sealed record PushNotTaken(string Why, bool Forged) : PushResult;

/// <summary>Takes what a connector's target pushes: checked by its signature, and the same twice changes nothing.</summary>
internal sealed class PushDesk(AssetMirror mirror, StatusFlow statuses, ClaimedTags claims)
{
    public async Task<PushResult> Take(Connector connector, CmmsPushRequest request, CancellationToken ct)
    {
        switch (connector.Cmms.ReadPush(request))
        {
            case CmmsPushRefused refused: return new PushNotTaken(refused.Why, refused.Forged);
            case CmmsPushIgnored ignored: return new PushNothing(ignored.Why);
            case CmmsPushed pushed:
                var changed = 0;
                if (!pushed.Assets.IsEmpty)
                {
                    changed += (await mirror.Save(connector, pushed.Assets, null, null, null, bulk: false, ct)).Changed;
                    await claims.Replay(ct);
                }

                foreach (var order in pushed.WorkOrders)
                {
                    if (await statuses.Apply(connector, await AsItIs(connector, order, ct), ct)) changed++;
                }

                return new PushTaken(pushed.Assets.Length, pushed.WorkOrders.Length, changed);
            case var other: throw new InvalidOperationException($"A push is not {other}.");
        }
    }

    /// <summary>Pushes overtake each other: where the target can be asked, it is asked how things stand now.</summary>
    private async Task<CmmsWorkOrder> AsItIs(Connector connector, CmmsWorkOrder pushed, CancellationToken ct)
    {
        if (!connector.Cmms.Abilities.ReadsWorkOrders) return pushed;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(connector.Limits.Timeout.ToTimeSpan());
        var reply = await connector.Cmms.ReadWorkOrder(pushed.Id, limit.Token);
        return reply is { Ending: CmmsEnding.Done, Value: { } now } ? now : pushed;
    }
}
