using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Access;

namespace Scanward.Server.Dispatch;

/// <summary>How a connector stands; on the wire in snake_case.</summary>
internal enum ConnectorState
{
    Flowing = 1,

    /// <summary>The target asked to be left alone.</summary>
    Throttled = 2,

    /// <summary>The target does not answer, or fails.</summary>
    CircuitOpen = 3,

    /// <summary>The target does not accept our credentials, or gives them no right.</summary>
    NotAdmitted = 4,
}

/// <param name="Why">One plain sentence; empty where it flows.</param>
/// <param name="Until">When it is tried again.</param>
internal sealed record GateReading(ConnectorState State, string Why, Instant? Until, Instant? Since);

/// <summary>What an attempt meant for the whole connector.</summary>
/// <param name="ConnectorWide">Whether the fault is the connector's, so that it is not the message's.</param>
internal readonly record struct GateNote(bool ConnectorWide);

/// <summary>
/// When a connector may send: rate, circuit, pauses that the target asked for, missing rights, and how much of the traffic may be repeats, so that we do not make its outage worse.
/// For any thread.
/// </summary>
internal sealed class ConnectorGate(string name, ConnectorLimits limits, Random jitter, Action<string> tell)
{
    /// <summary>Repeats, as a part of the traffic.</summary>
    private const double BudgetShare = 0.1;

    private const double BudgetMost = 100;

    /// <summary>Repeats a second that may always be.</summary>
    private const double BudgetFloor = 1;

    private static readonly Duration admissionTriedEvery = Duration.FromSeconds(30), pauseLongest = Duration.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Circuit circuit = new(jitter);
    private readonly Rate? rate = limits.PerSecond > 0 ? new(limits.PerSecond, 1) : null;
    private long fullAt;
    private double budget = 10;
    private Instant budgetAt, pausedUntil;
    private Duration pause = Duration.FromSeconds(1);
    private Instant? notAdmittedSince, notAdmittedUntil, troubledSince;
    private string why = "";

    /// <summary>How many messages may be taken in hand now, where any number could be had: none while it is paused, one where somebody has to find out.</summary>
    public int MayClaim(Instant now, int most)
    {
        lock (gate)
        {
            if (now < pausedUntil || (notAdmittedUntil is { } until && now < until) || !circuit.Admits(now)) return 0;
            return circuit.IsOpen || notAdmittedUntil is not null ? Math.Min(1, most) : most;
        }
    }

    /// <summary>Asks for one request; null where it may go at once, else when to ask again.</summary>
    /// <param name="repeat">Whether the same was sent before.</param>
    public Instant? Ask(Instant now, bool repeat)
    {
        lock (gate)
        {
            if (now < pausedUntil) return pausedUntil;
            if (notAdmittedUntil is { } until && now < until) return until;
            if (!circuit.Admits(now)) return circuit.OpenUntil is { } open && open > now ? open : now + Duration.FromSeconds(1);
            Refill(now);
            if (repeat && budget < 1) return now + Duration.FromMilliseconds(500 + jitter.Next(1000));
            if (rate is { } r && Bucket.Take(ref fullAt, 1, now.ToUnixTimeMilliseconds() * 1_000_000, r.IntervalNs, r.BurstNs) is > 0 and var wait) return now + Duration.FromNanoseconds(wait);
            if (repeat) budget -= 1;
            else budget = Math.Min(BudgetMost, budget + BudgetShare);
            circuit.Began();
            if (notAdmittedUntil is not null) notAdmittedUntil = now + admissionTriedEvery; // one at a time finds out
            return null;
        }
    }

    /// <summary>The request that was asked for came to no end that says anything of the target.</summary>
    public void Abandoned()
    {
        lock (gate) circuit.Abandoned();
    }

    public GateNote Tell(Instant now, long outboxId, DispatchVerdict verdict, string reason)
    {
        lock (gate)
        {
            if (verdict.NotAdmitted)
            {
                circuit.Abandoned();
                if (notAdmittedSince is null) tell($"Connector {name} is paused: {reason} Nothing is lost; it is tried again every {admissionTriedEvery.TotalSeconds:0} s.");
                notAdmittedSince ??= now;
                notAdmittedUntil = now + admissionTriedEvery;
                why = reason;
                return new(ConnectorWide: true);
            }

            if (verdict.Throttled || verdict.LeaveAlone is not null) Pause(now, verdict.LeaveAlone, reason);
            if (verdict.Trouble)
            {
                why = reason;
                if (circuit.Failed(outboxId, now))
                {
                    troubledSince = now;
                    tell($"Connector {name} is in trouble: {reason} Its messages wait until it answers again.");
                }

                return new(circuit.IsOpen);
            }

            Admitted();
            if (verdict.Throttled)
            {
                circuit.Abandoned();
                return new(ConnectorWide: true);
            }

            pause = Duration.FromSeconds(1);
            if (circuit.Succeeded()) tell($"Connector {name} answers again, after {(now - troubledSince)?.TotalSeconds ?? 0:0} s.");
            troubledSince = null;
            return new(ConnectorWide: false);
        }
    }

    /// <summary>Tries at once, whatever was in the way.</summary>
    public void Resume(Instant now)
    {
        lock (gate)
        {
            pausedUntil = now;
            if (notAdmittedUntil is not null) notAdmittedUntil = now;
        }
    }

    /// <summary>Between 0 and 1.</summary>
    public double Jitter()
    {
        lock (gate) return jitter.NextDouble();
    }

    public GateReading Read(Instant now)
    {
        lock (gate)
        {
            if (notAdmittedSince is not null) return new(ConnectorState.NotAdmitted, why, notAdmittedUntil, notAdmittedSince);
            if (circuit.IsOpen) return new(ConnectorState.CircuitOpen, why, circuit.OpenUntil, troubledSince);
            return now < pausedUntil ? new(ConnectorState.Throttled, why, pausedUntil, null) : new(ConnectorState.Flowing, "", null, null);
        }
    }

    private void Pause(Instant now, Duration? asked, string reason)
    {
        why = reason;
        var until = now + (asked ?? Duration.FromMilliseconds(pause.TotalMilliseconds * (0.5 + (jitter.NextDouble() / 2))));
        if (asked is null && now >= pausedUntil) pause = Duration.Min(pause + pause, pauseLongest); // many that were under way are one answer
        if (until > pausedUntil) pausedUntil = until;
    }

    private void Admitted()
    {
        if (notAdmittedSince is null) return;
        tell($"Connector {name} is admitted again.");
        notAdmittedSince = notAdmittedUntil = null;
    }

    private void Refill(Instant now)
    {
        if (budgetAt != default && now > budgetAt) budget = Math.Max(budget, Math.Min(BudgetMost / 10, budget + ((now - budgetAt).TotalSeconds * BudgetFloor)));
        budgetAt = now;
    }
}
