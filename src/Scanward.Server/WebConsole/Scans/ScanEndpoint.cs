using System.Text.Json;
using Scanward.Ingestion.Tags;
using Scanward.Server.Dispatch;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Scans;

/// <summary><c>GET /scans/{id}</c>.</summary>
internal static class ScanEndpoint
{
    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, StoredDecisions decisions, PolicyKeeper policies, TagReader tags, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!TimeOrderedId.TryParse(id, out var scanId) || await reads.Scan(visit.SiteNo, scanId, ct) is not { } scan)
            return Refusal.NotFound(visit, "This site has no such scan.", "/scans", "All scans");
        var workOrderId = await reads.WorkOrderOf(scanId, ct);
        var model = new ScanModel
        {
            Scan = scan,
            Tag = scan.TagRaw is { } raw ? tags.Read(raw, scan.Symbology) : null,
            Dispatch = workOrderId is { } made ? await DispatchStory.Read(reads, made, ct) : null,
        };
        model = Answered(model);
        var all = await reads.Decisions(scanId, ct);
        return Page.Of<ScanPage>(visit, all is [.., var last] ? await Decided(model, last, all.Count, decisions, policies, ct) : model);
    }

    private static ScanModel Answered(ScanModel model)
    {
        if (model.Scan.Ack.Length == 0) return model;
        using var ack = JsonDocument.Parse(model.Scan.Ack);
        var json = ack.RootElement;
        return model with
        {
            Reason = json.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
            WorkOrder = json.TryGetProperty("work_order", out var made) && made.ValueKind == JsonValueKind.Object ? made.GetProperty("number").GetString() : null,
        };
    }

    private static async Task<ScanModel> Decided(ScanModel model, DecisionRecordRow last, int count, StoredDecisions decisions, PolicyKeeper policies, CancellationToken ct)
    {
        StoredDecision stored;
        try
        {
            stored = await decisions.Open(last, ct);
        }
        catch (StoreException e)
        {
            return model with { Decisions = count, TodayWhyNot = e.Message };
        }

        var id = TimeOrderedId.Format(last.DecisionId);
        var inputs = stored.Inputs;
        var today = policies.Current.Compiled;
        return model with
        {
            Decision = ExplanationView.Of(id, inputs),
            DecidedAt = last.DecidedAt,
            Decisions = count,
            AssetName = inputs.Profile.Name,
            ProfileRevision = inputs.Profile.Revision,
            ProfileAsOf = inputs.ProfileAsOf.ToUnixTimeMilliseconds(),
            Today = today.Policy.Hash == inputs.Policy.Policy.Hash ? null : ExplanationView.Of(id, inputs with { Policy = today }),
        };
    }
}
