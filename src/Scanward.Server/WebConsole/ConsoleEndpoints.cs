using Scanward.Server.People;
using Scanward.Server.Web;
using Microsoft.AspNetCore.Mvc;
using Scanward.Server.WebConsole.Devices;
using Scanward.Server.WebConsole.Labels;
using Scanward.Server.WebConsole.Overview;
using Scanward.Server.WebConsole.People;
using Scanward.Server.WebConsole.AuditLog;
using Scanward.Server.WebConsole.Connectors;
using Scanward.Server.WebConsole.Letters;
using Scanward.Server.WebConsole.Policies;
using Scanward.Server.WebConsole.Scans;
using Scanward.Server.WebConsole.WorkOrders;

namespace Scanward.Server.WebConsole;

/// <summary>The pages of the console: each address answers with the whole page, or, where htmx asks for the part that moves, with that.</summary>
internal static class ConsoleEndpoints
{
    public static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<Visits>().AddSingleton<OpenWorkCounts>();
        services.AddSingleton<LetterRuns>().AddSingleton<ScanTag>().AddSingleton<AuditCheck>();
        services.AddSingleton<RowHits>().AddSingleton<PolicyChecks>().AddSingleton<DraftReplays>();
    }

    /// <summary>All pages. A page that answers a form with its faults, or with what is shown once, stays at the form's address; asked for again, that leads to the page the form is on.</summary>
    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequirePerson(PersonRole.Technician).ForOneSite(beginsAtFirst: true);
        pages.AddEndpointFilter((context, next) =>
        {
            var headers = context.HttpContext.Response.Headers;
            PageSecurity.Console(headers);
            headers.Vary = "HX-Request-Type, Cookie";
            return next(context);
        });
        pages.MapGet("/", OverviewEndpoint.Get);
        pages.MapGet("/work-orders", WorkOrdersEndpoint.Get);
        pages.MapGet("/work-orders/{id}", WorkOrderEndpoint.Get);
        pages.MapGet("/work-orders/{id}/steps", (string id) => Redirect.To($"/work-orders/{Uri.EscapeDataString(id)}"));
        pages.MapPost("/work-orders/{id}/steps", WorkOrderEndpoint.Post);
        pages.MapGet("/scans", ScansEndpoint.Get);
        pages.MapGet("/scans/{id}", ScanEndpoint.Get);
        var planners = pages.MapGroup("").RequirePerson(PersonRole.Planner);
        planners.MapGet("/devices", DevicesEndpoint.Get);
        planners.MapGet("/devices/enrolments", () => Redirect.To("/devices"));
        planners.MapPost("/devices/enrolments", DevicesEndpoint.Enrol);
        planners.MapPost("/devices/{id}/{step}", DevicesEndpoint.Step);
        planners.MapGet("/labels", LabelsEndpoint.Get);
        planners.MapGet("/labels/preview.png", LabelsEndpoint.Preview);
        planners.MapGet("/labels/ruler.pdf", LabelsEndpoint.Ruler);
        planners.MapGet("/labels/sheet", () => Redirect.To("/labels"));
        planners.MapPost("/labels/sheet", LabelsEndpoint.Post).WithMetadata(new RequestSizeLimitAttribute(4 * 1024 * 1024));
        var admins = pages.MapGroup("").RequirePerson(PersonRole.Admin);
        admins.MapGet("/people", PeopleEndpoint.Get);
        admins.MapPost("/people", PeopleEndpoint.Add);
        admins.MapPost("/people/{id}/{step}", PeopleEndpoint.Step);
        pages.MapGet("/site", (HttpContext context) => Results.LocalRedirect(LocalPath.Of(context.Request.Query["return"]))); // the gate has noted the site
        pages.MapGet("/live", LiveEndpoint.Get);
        pages.MapPlantPages();
        pages.MapPolicyPages();
        pages.MapLetterPages();
        pages.MapAuditPages();
        pages.MapConnectorPages();
    }
}
