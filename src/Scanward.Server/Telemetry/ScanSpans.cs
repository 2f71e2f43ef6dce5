using System.Diagnostics;
using Scanward.Server.Figures;

namespace Scanward.Server.Telemetry;

/// <summary>
/// Tells traces of a scan's phases, as spans under the request's own: ingestion, resolution, routing, commit, dispatch. They are made when the scan is answered,
/// out of its time stamps, and only where somebody listens.
/// </summary>
internal static class ScanSpans
{
    public const string SourceName = "Scanward";

    private static readonly ActivitySource source = new(SourceName);

    private static readonly string[] names = [.. Wire.All<ScanPhase>()];

    public static ScanObserver Observer(TimeProvider time) => (in passage) =>
    {
        if (source.HasListeners()) Tell(passage, time);
    };

    private static void Tell(in ScanPassage passage, TimeProvider time)
    {
        if (Activity.Current is not { Recorded: true } request) return;
        var now = time.GetUtcNow();
        var times = passage.Times;
        if (passage.Code is not null) request.SetTag("scanward.refusal", passage.Code);
        if (!times.Complete) return;
        for (var phase = ScanPhase.Ingestion; phase <= ScanPhase.Dispatch; phase++)
        {
            var (from, to) = times.Of(phase);
            using var span = source.StartActivity(names[(int)phase], ActivityKind.Internal, request.Context, startTime: now - time.GetElapsedTime(from, times.AnsweredAt));
            if (span is null) return;
            Describe(span, phase, passage);
            span.SetEndTime((now - time.GetElapsedTime(to, times.AnsweredAt)).UtcDateTime);
        }
    }

    private static void Describe(Activity span, ScanPhase phase, in ScanPassage passage)
    {
        if (phase == ScanPhase.Ingestion)
        {
            span.SetTag("scanward.site", passage.SiteId);
            if (passage.ScanId is { } scanId) span.SetTag("scanward.scan_id", TimeOrderedId.Format(scanId));
            if (passage.Replayed) span.SetTag("scanward.replayed", true);
        }
        else if (phase == ScanPhase.Routing && passage.Decision is { } decision)
        {
            span.SetTag("scanward.outcome", Wire.Name(decision.Outcome));
            span.SetTag("scanward.row", decision.RowId);
        }
        else if (phase == ScanPhase.Dispatch && passage.WorkOrderId is { } workOrder)
        {
            span.SetTag("scanward.work_order", TimeOrderedId.Format(workOrder));
        }
    }
}
