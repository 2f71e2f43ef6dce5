using Microsoft.AspNetCore.Antiforgery;
using Scanward.Server.People;
using Scanward.Server.Resolution;

namespace Scanward.Server.WebConsole;

/// <summary>Reads who visits, and at which site.</summary>
internal sealed class Visits(Sites sites, IAntiforgery antiforgery, ServerClock clock)
{
    public Visit Of(HttpContext context)
    {
        var person = context.SignedIn();
        return new Visit
        {
            Person = person.Person.Name,
            OperatorId = person.Person.OperatorId,
            Role = person.Role!.Value,
            By = person.By,
            SiteNo = person.SiteNo,
            Ground = sites.All[person.SiteNo],
            Sites = [.. sites.All.Where(s => !sites.IsRetired(s.Key) && person.Person.RoleAt(s.Key) is not null).Select(s => (s.Value.Site.SiteId, s.Value.Site.Name)).OrderBy(s => s.Name, StringComparer.Ordinal)],
            Now = clock.Now(),
            Url = context.Request.Path + context.Request.QueryString,
            Told = Told.Take(context),
            Partial = context.Request.Headers["HX-Request-Type"] == "partial",
            Csrf = antiforgery.GetAndStoreTokens(context).RequestToken ?? "",
        };
    }
}
