using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Scanward.Server.Access;

namespace Scanward.Server.People;

/// <summary>Writes a page of a few words, such as why somebody may not see another one.</summary>
/// <param name="choices">Links that lead on: where to, and what they say.</param>
internal delegate Task WriteNotice(HttpContext context, int status, string title, string text, ImmutableArray<(string Path, string Text)> choices);

/// <summary>
/// What a page passes before anything else happens: who is signed in, whether a change comes from one of our own pages, what they may do, and for which site. Endpoints of the API are not its
/// business: they take keys and never look at cookies.
/// </summary>
/// <param name="numberOfSite">The site's number by its id; null where there never was one.</param>
/// <param name="isRetired">Whether the site of that number was retired.</param>
/// <param name="firstSite">Where somebody with a role at all sites begins; null where there is no site yet.</param>
internal sealed class PersonGate(
    Sessions sessions, Accounts accounts, Func<string, int?> numberOfSite, Func<int, bool> isRetired, Func<(int SiteNo, string SiteId)?> firstSite, IAntiforgery antiforgery, WriteNotice notice)
{
    /// <summary>What a form may have; endpoints that take more say so.</summary>
    private const long FormBytesMax = 256 * 1024;

    public Task Pass(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<Authentication.NeedsRole>() is not null) return next(context);
        var needs = metadata.GetMetadata<PersonRequests.NeedsPerson>();
        var token = SessionCookie.Read(context);
        if (token is null && needs is null && metadata.GetMetadata<PersonRequests.TakesForm>() is null) return next(context);
        return Pass(context, token, needs, metadata, next);
    }

    private async Task Pass(HttpContext context, string? token, PersonRequests.NeedsPerson? needs, EndpointMetadataCollection metadata, RequestDelegate next)
    {
        var (person, noSuchSite) = Find(context, token);
        if (person is { SiteNo: 0 } && metadata.GetMetadata<PersonRequests.NeedsOneSite>() is { BeginsAtFirst: true } && firstSite() is { } first)
        {
            person = person with { SiteNo = first.SiteNo, SiteId = first.SiteId, Role = person.Person.RoleAt(first.SiteNo) };
            SessionCookie.WriteSite(context, first.SiteId); // what was seen first stays chosen, also for a phone that is made one's own
        }

        if (person is not null)
        {
            context.Items[typeof(PersonContext)] = person;
            context.Items[typeof(Caller)] = person.Caller;
            if (needs is not null) context.User = Principal(person); // forms of those who come in are bound to nobody: another tab may have been quicker
        }

        if (needs is null && metadata.GetMetadata<PersonRequests.TakesForm>() is null)
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store"; // what one person saw is nothing for whoever presses Back after them
        if (needs is not null && person is null)
        {
            await NotSignedIn(context);
        }
        else if (!IsSafe(context.Request.Method) && !await IsOurOwn(context, metadata))
        {
            await Refuse(context, Problems.NotOurForm, "This page is too old, or the request did not come from it. Go back, load the page again, and repeat what you did.");
        }
        else if (needs is not null && Refusal(person!, needs, noSuchSite) is { } why)
        {
            await Refuse(context, Problems.NotPermitted, why);
        }
        else if (needs is not null && person!.SiteNo == 0 && metadata.GetMetadata<PersonRequests.NeedsOneSite>() is not null)
        {
            await ChooseSite(context);
        }
        else if (needs?.Role is not null && !IsSafe(context.Request.Method) && isRetired(person!.SiteNo))
        {
            await Refuse(context, Problems.WrongState, $"{person.SiteId} was retired; what happened there can be read.");
        }
        else
        {
            await next(context);
        }
    }

    private (PersonContext? Person, bool NoSuchSite) Find(HttpContext context, string? token)
    {
        if (sessions.Find(token) is not { } session || accounts.Find(session.PersonId) is not { IsActive: true } person) return (null, false);
        ImmutableArray<string> sites = [.. person.Roles.Select(r => r.SiteId).Order(StringComparer.Ordinal)]; // '*' goes before letters
        if (sites.IsEmpty) return (new(person, session, PersonContext.NoSite, "", null, sites), false);
        var asked = context.Request.Query["site"].ToString();
        var chosen = asked.Length > 0 ? Seen(person, asked) : null;
        if (chosen is not null && asked != SessionCookie.ReadSite(context)) SessionCookie.WriteSite(context, asked);
        chosen ??= SessionCookie.ReadSite(context) is { Length: > 0 } remembered ? Seen(person, remembered) : null;
        var (siteNo, siteId) = chosen ?? First(person);
        return (new(person, session, siteNo, siteId, person.RoleAt(siteNo), sites), asked.Length > 0 && siteId != asked);
    }

    /// <summary>The site where the person may work at it; of others it is not told whether they exist.</summary>
    private (int SiteNo, string SiteId)? Seen(Person person, string siteId)
    {
        int? siteNo = siteId == Caller.AllSites ? 0 : numberOfSite(siteId);
        return siteNo is { } number && person.RoleAt(number) is not null ? (number, siteId) : null;
    }

    private static (int SiteNo, string SiteId) First(Person person)
    {
        var first = person.Roles.OrderBy(r => r.SiteId, StringComparer.Ordinal).First();
        return (first.SiteNo, first.SiteId);
    }

    private static string? Refusal(PersonContext person, PersonRequests.NeedsPerson needs, bool noSuchSite)
    {
        if (needs.Role is not { } role) return null;
        if (noSuchSite) return "There is no such site, or you have no role there.";
        if (person.Role is null) return "You have no role at any site yet. Ask an admin for one.";
        return person.Role >= role ? null : $"This takes the role {Wire.Name(role)} or above; at {(person.SiteNo == 0 ? "all sites" : person.SiteId)} you are {Wire.Name(person.Role.Value)}. Ask an admin, or somebody who may.";
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Whether the request brings the token that only our pages could give it. The form is read for that, within a limit.</summary>
    private async Task<bool> IsOurOwn(HttpContext context, EndpointMetadataCollection metadata)
    {
        if (metadata.GetMetadata<IRequestSizeLimitMetadata>() is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = FormBytesMax;
        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException e) when (e.InnerException is BadHttpRequestException tooLarge)
        {
            ExceptionDispatchInfo.Throw(tooLarge); // it is told as such
            return false;
        }
        catch (AntiforgeryValidationException e) when (e.InnerException is IOException or InvalidDataException)
        {
            return false; // no form that could be read
        }
    }

    private async Task NotSignedIn(HttpContext context)
    {
        var signIn = $"/sign-in?return={Uri.EscapeDataString(LocalPath.Of(context.Request))}";
        if (!Wants.Page(context))
        {
            context.Response.Headers["HX-Redirect"] = signIn;
            await ProblemResult.Write(context, Problems.NotSignedIn, Problems.NotSignedIn.Advice);
        }
        else if (SessionCookie.Read(context) is null && IsSafe(context.Request.Method) && context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            // Who follows a link from another site brings no strict cookie; once more from here, and it is there.
            context.Response.Headers["Refresh"] = "0";
            await notice(context, StatusCodes.Status200OK, "One moment", "The page is being opened.", [(LocalPath.Of(context.Request), "Open it")]);
        }
        else
        {
            context.Response.Redirect(signIn);
        }
    }

    /// <summary>Whoever comes to an empty plant has done nothing wrong: what comes next is told.</summary>
    private Task ChooseSite(HttpContext context)
    {
        if (firstSite() is not null) return Refuse(context, Problems.SiteRequired, "You work at all sites. Choose one on the overview first, and come back.");
        const string what = "Bring a plant in on the command line, with 'scanward import' and a plant file or a folder of CSV files; 'scanward import --help' tells more. Then load this page again.";
        return Wants.Page(context)
            ? notice(context, StatusCodes.Status200OK, "There is no site yet", what, [(LocalPath.Of(context.Request), "Load it again"), ("/account", "My account")])
            : ProblemResult.Write(context, Problems.SiteRequired, what);
    }

    private Task Refuse(HttpContext context, ProblemKind problem, string why) =>
        Wants.Page(context) ? notice(context, problem.Status, problem.Title, why, [("/", "To the overview"), ("/account", "My account")]) : ProblemResult.Write(context, problem, why);

    private static ClaimsPrincipal Principal(PersonContext person) => new(new ClaimsIdentity(
        [new("sub", $"{person.Person.Id}/{person.Session.SessionId}"), new(ClaimTypes.Name, person.Person.SignInName)], "session")); // antiforgery tokens are of a session: 'sub' is what they are bound to
}

/// <summary>What a client can show.</summary>
internal static class Wants
{
    /// <summary>Whether a whole page, and not a part of one or data.</summary>
    public static bool Page(HttpContext context) => !context.Request.Headers.ContainsKey("HX-Request") && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
