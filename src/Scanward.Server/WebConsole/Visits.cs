using Scanward.Server.Access;
using Scanward.Server.Resolution;

namespace Scanward.Server.WebConsole;

/// <summary>Reads who visits, and at which site.</summary>
internal sealed class Visits(Sites sites, ServerClock clock)
{
    public Visit Of(HttpContext context)
    {
        var (no, ground) = sites.All.OrderBy(s => s.Key).First();
        return new Visit
        {
            Person = "Developer", Role = Role.Admin, By = new(0, "developer"), SiteNo = no, Ground = ground, Sites = [.. sites.All.Values.Select(g => (g.Site.SiteId, g.Site.Name)).OrderBy(s => s.Name)],
            Now = clock.Now(), Url = context.Request.Path + context.Request.QueryString, Told = Told.Take(context), Partial = context.Request.Headers["HX-Request-Type"] == "partial",
        };
    }
}
