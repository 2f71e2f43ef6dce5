using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Scanward.Server.Web;

namespace Scanward.Server.People.Pages;

/// <summary>A page that stands alone: it shows a model which comes down as a cascading value, because components are public and their parameters would have to be.</summary>
internal static class PlainPage
{
    public static RazorComponentResult Of<TPage>(HttpContext context, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        Protect(context);
        return PageHost.Of<TPage>(status, model);
    }

    /// <summary>The token that goes back in with a form.</summary>
    public static string Csrf(HttpContext context) => context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!;

    /// <summary>What browsers are told; an address with a token in it is told to nobody, not even to our own pages.</summary>
    private static void Protect(HttpContext context)
    {
        PageSecurity.Console(context.Response.Headers);
        context.Response.Headers["Referrer-Policy"] = context.Request.Path == PersonLinks.PagePath ? "no-referrer" : "same-origin";
        context.Response.Headers.CacheControl = "no-store";
    }
}
