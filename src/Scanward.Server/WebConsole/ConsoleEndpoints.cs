using Scanward.Server.People;
using Scanward.Server.Web;
using Scanward.Server.WebConsole.Overview;
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
    }

    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").RequirePerson(PersonRole.Technician).ForOneSite();
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
        pages.MapPost("/work-orders/{id}/steps", WorkOrderEndpoint.Post);
        pages.MapGet("/scans", ScansEndpoint.Get);
        pages.MapGet("/scans/{id}", ScanEndpoint.Get);
        pages.MapGet("/site", (HttpContext context) => Results.LocalRedirect(LocalPath.Of(context.Request.Query["return"]))); // the gate has noted the site
        pages.MapGet("/live", LiveEndpoint.Get);
        pages.MapPlantPages();
    }
}
