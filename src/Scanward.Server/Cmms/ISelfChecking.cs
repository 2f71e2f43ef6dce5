using System.Collections.Immutable;

namespace Scanward.Server.Cmms;

/// <summary>What was tried against a target, and what came of it.</summary>
/// <param name="What">Such as <c>the queue WorkOrders has the field Reference</c>.</param>
/// <param name="Why">What is wrong and what to do; empty where it is as it should be.</param>
internal sealed record CmmsCheck(string What, string Why)
{
    public bool IsGood => Why.Length == 0;
}

/// <summary>A connector that can tell of more than its abilities show whether its target is prepared for it. It changes nothing there.</summary>
internal interface ISelfChecking
{
    Task<ImmutableArray<CmmsCheck>> Check(CancellationToken ct);
}
