using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.AuditLog;

/// <summary><c>/audit</c>: who changed what and when, whether the log is whole, and the log as a file.</summary>
internal static class AuditPages
{
    private const string Root = "/audit", ListName = "audit";

    private const int Limit = 50;

    public static void MapAuditPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root, (HttpContext context, Visits visits, StoreReads reads, AuditCheck check, CancellationToken ct) => Show(visits.Of(context), context, reads, check, null, ct));
        pages.MapGet(Root + ".csv", GetCsv);
        pages.MapPost(Root + "/check", BeginCheck);
    }

    private static async Task<IResult> Show(Visit visit, HttpContext context, StoreReads reads, AuditCheck check, string? headFault, CancellationToken ct)
    {
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var filters = AuditFilters.Of(context.Request.Query);
        var rows = filters.Fault is not null ? [] : await reads.Audit(visit.SiteNo, filters.Conditions, ListQuery.NumberIn(ListName, context.Request.Query.Filter("cursor")), Limit + 1, ct);
        return Page.Of<AuditPage>(visit, new AuditModel
        {
            Filters = filters,
            Rows = [.. rows.Take(Limit).Select(r => new AuditRow(r, AuditDifference.Of(r.Before, r.After)))],
            Next = rows.Count > Limit ? ListQuery.Cursor(ListName, rows[Limit - 1].AuditId) : null,
            Chain = check.Look,
            HeadFault = headFault,
        }, headFault is null && filters.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult GetCsv(HttpContext context, Visits visits, StoreReads reads)
    {
        var visit = visits.Of(context);
        return visit.May(PersonRole.Planner) && AuditFilters.Of(context.Request.Query).Fault is { } fault ? Refusal.BadForm(visit, fault) : visit.May(PersonRole.Planner) ? new AuditCsv(reads, visit.SiteNo, AuditFilters.Of(context.Request.Query).Conditions) : Refusal.NotAllowed(visit, PersonRole.Planner);
    }

    private static async Task<IResult> BeginCheck(HttpContext context, Visits visits, StoreReads reads, AuditCheck check, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var (form, why) = await SentForm.Read(context, ct);
        if (form is null) return Refusal.BadForm(visit, why);
        AuditHead? noted = null;
        if (form.Text("head") is { } given)
        {
            if (!AuditHead.TryParse(given, out var head)) return await Show(visit, context, reads, check, "A head is a number and 64 digits, such as 17:3b2f…, as an earlier check told it.", ct);
            noted = head;
        }

        check.Begin(noted);
        return Redirect.To(Root);
    }
}
