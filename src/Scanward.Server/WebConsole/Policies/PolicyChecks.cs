using Scanward.Routing.Policy;

namespace Scanward.Server.WebConsole.Policies;

/// <summary>Verifies policies beside everything else, each once: a large one takes some seconds, and many look at it.</summary>
internal sealed class PolicyChecks(ServerClock clock)
{
    private const int Kept = 8;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<VerificationReport>> reports = [];
    private readonly Queue<string> order = new();

    /// <summary>The report; null while it is being made.</summary>
    public async Task<VerificationReport?> Of(Policy policy, CancellationToken ct)
    {
        Task<VerificationReport>? report;
        lock (gate)
        {
            if (!reports.TryGetValue(policy.Hash, out report))
            {
                report = reports[policy.Hash] = Task.Run(() => PolicyVerifier.Verify(policy), CancellationToken.None);
                order.Enqueue(policy.Hash);
                if (order.Count > Kept) reports.Remove(order.Dequeue());
            }
        }

        await Task.WhenAny(report, Task.Delay(patience, clock.Time, ct));
        ct.ThrowIfCancellationRequested();
        return report.IsCompleted ? await report : null;
    }
}
