using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Parts;

/// <summary>One part of a job beside its stock.</summary>
/// <param name="Need">Every need of this part in the job, added up.</param>
/// <param name="Stock">Null where the site has no record of the part.</param>
/// <param name="Parts">What this part alone makes of the fact; null where its stock is not known, or is older than the policy allows.</param>
/// <param name="MissingEta">When what is missing to a full <paramref name="Need"/> is expected; null where nothing is missing or nobody
/// knows.</param>
public sealed record PartStanding(PartNeed Need, Stock? Stock, PartsFact? Parts, Instant? MissingEta);

/// <summary>
/// Whether the parts of a job are there: the facts that the policy asks before its table, and afterwards the reservation (<see cref="Reserve"/>).
/// Parts that a row fixes are checked in the same way, by a check of their own.
/// </summary>
public sealed class PartsCheck
{
    private readonly Instant now;

    private PartsCheck(Instant now, ImmutableArray<PartStanding> standings)
    {
        this.now = now;
        Standings = standings;
        Parts = WorstOf(standings);
        EtaMinutes = LatestEta();
    }

    /// <summary>One for each part, in the order in which the job names them.</summary>
    public ImmutableArray<PartStanding> Standings { get; }

    /// <summary>
    /// The fact <c>parts</c>, null for unknown. One part that is short makes the job short, though another be unknown; otherwise one unknown makes it
    /// unknown; then one whose taking leaves less than its safety stock makes it below safety.
    /// </summary>
    public PartsFact? Parts { get; }

    /// <summary><see cref="Parts"/> as <see cref="Facts"/> hold it.</summary>
    public long PartsFactValue => Parts is { } parts ? (long)parts : Facts.Unknown;

    /// <summary>
    /// The fact <c>parts_eta</c>: minutes, rounded up, until the last short part is expected; 0 when none is short. <see cref="Facts.Unknown"/> when
    /// that of any is not known, when <see cref="Parts"/> is unknown, or when the expected time has passed: an overdue delivery promises nothing.
    /// </summary>
    public long EtaMinutes { get; }

    /// <param name="needs">The job's; a part may be named more than once. Quantities are over 0.</param>
    /// <param name="stocks">The stock at the asset's site, by part.</param>
    /// <param name="now">When the scan was received.</param>
    /// <param name="freshMinutes">The policy's <c>fresh: stock</c>: older figures are not known; null where any age will do.</param>
    public static PartsCheck Of(ImmutableArray<PartNeed> needs, IReadOnlyDictionary<string, Stock> stocks, Instant now, long? freshMinutes)
    {
        var standings = ImmutableArray.CreateBuilder<PartStanding>(needs.Length);
        foreach (var need in AddUp(needs))
        {
            var stock = stocks.GetValueOrDefault(need.PartId);
            var known = stock is not null && IsFresh(stock, now, freshMinutes);
            standings.Add(new(need, stock, known ? Compare(need, stock!) : null, stock?.MissingEta(need.Quantity, now)));
        }

        return new(now, standings.ToImmutable());
    }

    /// <summary>
    /// Takes all the parts or none. All are taken when each has a stock record with enough available, and none dips into its safety stock unless
    /// <paramref name="rules"/> permit that to <paramref name="priority"/>. The age of the figures does not matter here: a hold on old figures is
    /// better than none, and the next pull corrects it.
    /// </summary>
    public Reservation Reserve(Priority priority, PartsRules rules)
    {
        var mayDip = rules.UseSafetyStockFor.Contains(priority);
        if (Standings.All(s => CanTake(s, mayDip)))
        {
            return new Reserved([.. Standings.Select(s => new PartLine(s.Need.PartId, s.Need.Quantity, PartState.Reserved, null))])
            {
                After = [.. Standings.Select(s => s.Stock!.Reserve(s.Need.Quantity))],
            };
        }

        return new NotReserved([.. Standings.Where(s => !CanTake(s, mayDip)).Select(s => Missing(s, mayDip))]);
    }

    /// <summary>What must be available for the part to be taken: the need, and the safety stock beside it where that may not be touched.</summary>
    private static long Required(PartStanding s, bool mayDip) => s.Need.Quantity + (mayDip ? 0L : s.Stock?.SafetyStock ?? 0);

    private static bool CanTake(PartStanding s, bool mayDip) => s.Stock is { } stock && stock.Available >= Required(s, mayDip);

    private PartLine Missing(PartStanding s, bool mayDip)
    {
        var required = Required(s, mayDip);
        var state = s.Stock is { } stock && stock.Position >= required ? PartState.OnOrder : PartState.Short;
        return new(s.Need.PartId, s.Need.Quantity, state, s.Stock?.MissingEta(required, now));
    }

    private static bool IsFresh(Stock stock, Instant now, long? freshMinutes) =>
        freshMinutes is not { } minutes || minutes >= Horizon.Minutes || now - stock.AsOf <= Duration.FromMinutes(minutes);

    private static PartsFact Compare(PartNeed need, Stock stock) =>
        stock.Available < need.Quantity ? PartsFact.Short
        : stock.Available - need.Quantity < stock.SafetyStock ? PartsFact.BelowSafety
        : PartsFact.Available;

    private static PartsFact? WorstOf(ImmutableArray<PartStanding> standings)
    {
        if (standings.IsEmpty) return PartsFact.NoneNeeded;
        if (standings.Any(s => s.Parts == PartsFact.Short)) return PartsFact.Short;
        if (standings.Any(s => s.Parts is null)) return null;
        return standings.Any(s => s.Parts == PartsFact.BelowSafety) ? PartsFact.BelowSafety : PartsFact.Available;
    }

    private long LatestEta()
    {
        var latest = 0L;
        foreach (var standing in Standings)
        {
            if (standing.Parts is PartsFact.Available or PartsFact.BelowSafety) continue;
            if (standing.Parts is null || standing.MissingEta is not { } eta) return Facts.Unknown;
            latest = Math.Max(latest, ((eta - now).BclCompatibleTicks + NodaConstants.TicksPerMinute - 1) / NodaConstants.TicksPerMinute);
        }

        return latest;
    }

    private static ImmutableArray<PartNeed> AddUp(ImmutableArray<PartNeed> needs)
    {
        foreach (var need in needs)
        {
            if (need.Quantity <= 0) throw new ArgumentOutOfRangeException(nameof(needs), need, "A part is needed in a quantity over 0.");
        }

        if (needs.Length < 2) return needs;
        return
        [
            .. needs.GroupBy(n => n.PartId, StringComparer.Ordinal)
                .Select(g => new PartNeed(g.Key, (int)Math.Min(int.MaxValue, g.Sum(n => (long)n.Quantity)))),
        ];
    }
}
