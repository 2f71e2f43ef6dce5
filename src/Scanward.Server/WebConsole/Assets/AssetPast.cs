using System.Collections.Immutable;
using NodaTime;
using Scanward.Maintenance;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.Assets;

/// <summary>How reliable an asset has been: its failures before it came to the registry, and since then its corrective work orders.</summary>
internal static class AssetPast
{
    private const int Months = 24, WorkMost = 2_000, FailuresMost = 200;

    public static async Task<AssetReliability> Read(Visit visit, long assetNo, StoreReads reads, CancellationToken ct)
    {
        var since = visit.Now - Duration.FromDays(31 * Months);
        var work = await reads.MaintenanceOf(assetNo, since.ToUnixTimeMilliseconds(), WorkMost, ct);
        var before = await reads.PastFailuresOf(assetNo, FailuresMost, ct);
        ImmutableArray<AssetFailure> failures =
        [
            .. work.Where(w => w.Kind == (int)WorkKind.Corrective).Select(w => new AssetFailure(At(w.OpenedAt), null, Done(w)))
                .Concat(before.Select(f => new AssetFailure(At(f.At), f.FailureMode, f.ClosedAt is { } closed ? At(closed) : null)))
                .OrderByDescending(f => f.At),
        ];
        var instants = failures.Select(f => f.At).ToArray();
        var preventive = work.Where(w => w.DoesPm && Done(w) is not null).ToArray();
        return new()
        {
            Failures = failures,
            MtbfMinutes = Reliability.MtbfMinutes(instants, visit.Now),
            MttrMinutes = Reliability.MttrMinutes([.. failures.Where(f => f.RestoredAt is not null).Select(f => new Repair(f.At, f.RestoredAt!.Value))]),
            MtbfUsedPercent = Reliability.MtbfUsedPercent(instants, visit.Now),
            PmDone = preventive.Length,
            PmLate = preventive.Count(w => w.DoneAt > w.DoneBy),
            ByMonth = [.. ByMonth(visit, failures)],
        };
    }

    private static IEnumerable<(YearMonth, int)> ByMonth(Visit visit, ImmutableArray<AssetFailure> failures)
    {
        var counts = failures.CountBy(f => f.At.InZone(visit.Zone).Date.ToYearMonth()).ToDictionary();
        var month = visit.Now.InZone(visit.Zone).Date.ToYearMonth().OnDayOfMonth(1).PlusMonths(1 - Months);
        for (var i = 0; i < Months; i++, month = month.PlusMonths(1)) yield return (month.ToYearMonth(), counts.GetValueOrDefault(month.ToYearMonth()));
    }

    private static Instant? Done(MaintenanceRecord work) => work.DoneAt is { } ms && !((WorkOrderState)work.State).IsOpen() ? At(ms) : null;

    private static Instant At(long ms) => Instant.FromUnixTimeMilliseconds(ms);
}
