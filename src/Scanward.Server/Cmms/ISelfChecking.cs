using System.Collections.Immutable;

namespace Scanward.Server.Cmms;

/// <summary>A connector that can tell of more than its abilities show whether its target is prepared for it. It changes nothing there.</summary>
internal interface ISelfChecking
{
    Task<ImmutableArray<CheckStep>> Check(CancellationToken ct);
}
