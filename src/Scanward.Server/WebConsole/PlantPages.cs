using Scanward.Server.WebConsole.Assets;
using Scanward.Server.WebConsole.Calendar;
using Scanward.Server.WebConsole.Crews;
using Scanward.Server.WebConsole.Parts;
using Scanward.Server.WebConsole.SitePages;

namespace Scanward.Server.WebConsole;

/// <summary>The pages of what a plant consists of: assets, parts, crews, what is due, sites.</summary>
internal static class PlantPages
{
    public static void MapPlantPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/assets", AssetsEndpoint.Get);
        pages.MapGet("/assets/{id}", AssetEndpoint.Get);
        pages.MapGet("/assets/{id}/edit", AssetEdit.Get);
        pages.MapPost("/assets/{id}/edit", AssetEdit.Post);
        pages.MapGet("/assets/{id}/tags", AssetEndpoint.Back);
        pages.MapPost("/assets/{id}/tags", AssetEndpoint.AddTag);
        pages.MapGet("/assets/{id}/tags/retire", AssetEndpoint.Back);
        pages.MapPost("/assets/{id}/tags/retire", AssetEndpoint.RetireTag);
        pages.MapGet("/assets/{id}/retire", AssetEndpoint.Back);
        pages.MapPost("/assets/{id}/retire", AssetEndpoint.Retire);

        pages.MapGet("/parts", PartsEndpoint.Get);
        pages.MapGet("/parts/replenishments/{id}", () => PartsEndpoint.Back("replenishments"));
        pages.MapPost("/parts/replenishments/{id}", PartsEndpoint.ChangeReplenishment);
        pages.MapGet("/parts/transfers/{id}", () => PartsEndpoint.Back("transfers"));
        pages.MapPost("/parts/transfers/{id}", PartsEndpoint.ReceiveTransfer);
        pages.MapGet("/parts/{id}", PartEndpoint.Get);
        foreach (var booking in (string[])["receive", "count", "adjust", "send"]) pages.MapGet($"/parts/{{id}}/{booking}", PartEndpoint.Back);
        pages.MapPost("/parts/{id}/receive", PartBooking.Receive);
        pages.MapPost("/parts/{id}/count", PartBooking.Count);
        pages.MapPost("/parts/{id}/adjust", PartBooking.Adjust);
        pages.MapPost("/parts/{id}/send", PartBooking.Send);

        pages.MapGet("/crews", CrewsEndpoint.Get);
        pages.MapGet("/crews/technicians/{id}", TechnicianEndpoint.Get);
        pages.MapPost("/crews/technicians/{id}", TechnicianEndpoint.Post);

        pages.MapGet("/calendar", CalendarEndpoint.Get);
        pages.MapGet("/calendar/move", MoveEndpoint.Get);
        pages.MapPost("/calendar/move", MoveEndpoint.Post);

        pages.MapGet("/sites", SiteEndpoint.GetAll);
        pages.MapGet("/sites/{id}", SiteEndpoint.Get);
        pages.MapPost("/sites/{id}", SiteEndpoint.Post);
    }
}
