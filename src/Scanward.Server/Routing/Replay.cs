using System.Collections.Immutable;
using System.Text;
using Scanward.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <param name="Difference">What was stored and what came out now, or why it could not be decided again.</param>
internal sealed record ReplayDifference(string Decision, string Scan, string Difference);

/// <param name="Differences">The first of them.</param>
/// <param name="OtherEngine">Decisions made by another version of the engine or of the time zone data; they are decided again all the same.</param>
internal sealed record ReplayReport(int Decided, int Different, int OtherEngine, ImmutableArray<ReplayDifference> Differences);

/// <summary>Decides all stored decisions again from their records and tells every difference (I10).</summary>
internal sealed class Replay(StoreReads reads, StoredDecisions decisions)
{
    private const int PageRows = 1_000;

    private const int DifferencesShown = 100;

    public async Task<ReplayReport> Verify(Action<int> report, CancellationToken ct)
    {
        var (decided, different, other) = (0, 0, 0);
        var differences = ImmutableArray.CreateBuilder<ReplayDifference>();
        var after = 0L;
        while (await reads.DecisionsAfter(after, PageRows, ct) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                var (difference, otherEngine) = await Compare(row, ct);
                if (otherEngine) other++;
                decided++;
                if (difference is null) continue;
                different++;
                if (differences.Count < DifferencesShown) differences.Add(new(TimeOrderedId.Format(row.DecisionId), TimeOrderedId.Format(row.ScanId), difference));
            }

            after = page[^1].DecisionId;
            report(decided);
        }

        return new(decided, different, other, differences.ToImmutable());
    }

    private async Task<(string? Difference, bool OtherEngine)> Compare(DecisionRecordRow row, CancellationToken ct)
    {
        try
        {
            var stored = await decisions.Open(row, ct);
            var other = row.Engine != DecisionContext.CurrentEngine || row.TimeZoneData != DecisionContext.CurrentTimeZoneData;
            var again = Router.Decide(stored.Inputs);
            return stored.Record.Is(again) && again.RowId == row.RowId ? (null, other) : ($"was decided by row {row.RowId}; now {Encoding.UTF8.GetString(DecisionJson.Write(again))}", other);
        }
        catch (Exception e) when (e is not (OperationCanceledException or System.Data.Common.DbException))
        {
            return (e.Message, false); // whatever a damaged record makes of the engine is a difference, and the others are still to be decided
        }
    }
}
