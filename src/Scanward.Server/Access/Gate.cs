using System.Globalization;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>What a request passes before anything else happens: whose key it brings, whether that is within its limits, what it may do, and for which site.</summary>
/// <param name="numberOfSite">The site's number by its id, also of a site that was retired; null where there never was one.</param>
/// <param name="isRetired">Whether the site of that number was retired.</param>
internal sealed class Gate(Callers callers, RateLimits limits, Func<string, int?> numberOfSite, Func<int, bool> isRetired, ServerClock clock)
{
    /// <summary>Names the site of a request with a key for all sites.</summary>
    public const string SiteHeader = "Scanward-Site";

    public Task Pass(HttpContext context, Role needed, RequestDelegate next)
    {
        if (callers.Find(context) is not { } credential) return Refuse(context, "This API takes requests with a valid key only.", isToken: context.Request.Headers.Authorization.Count > 0);
        var now = clock.Now();
        var caller = credential.Caller;
        var own = IsOwnDevice(context, caller);
        if (credential.WhyNot(now) is { } why && (credential.Ended(now) || !(own || MayQuarantine(context, caller)))) return Refuse(context, why, isToken: true);
        caller.Meter?.Used(now.ToUnixTimeMilliseconds());
        if (!limits.None && limits.Take(context, caller, 1) is { } over) return TooMany(context, over);
        if (caller.Approval == DeviceApproval.Awaiting && !own) return NotApproved(context, caller);
        if (caller.Role < needed)
        {
            return ProblemResult.Write(
                context, Problems.NotPermitted, $"This takes a key with the role {Wire.Name(needed)} or above; '{caller.Name}' has the role {Wire.Name(caller.Role)}.");
        }

        if (context.Request.Headers[SiteHeader] is { Count: > 0 } site && site != caller.SiteId)
        {
            if (caller.SiteNo != 0) return ProblemResult.Write(context, Problems.NotPermitted, $"'{caller.Name}' is a key of {caller.SiteId}; {SiteHeader} names another site.");
            if (numberOfSite(site.ToString()) is not { } siteNo) return ProblemResult.Write(context, Problems.SiteRequired, $"There is no site such as {SiteHeader} names.");
            caller = caller with { SiteNo = siteNo, SiteId = site.ToString() };
        }
        else if (caller.SiteNo == 0 && context.GetEndpoint()!.Metadata.GetMetadata<Authentication.TakesAllSites>() is null)
        {
            return ProblemResult.Write(context, Problems.SiteRequired, $"'{caller.Name}' is a key for all sites, and this concerns one.");
        }

        if (isRetired(caller.SiteNo) && !HttpMethods.IsGet(context.Request.Method))
            return ProblemResult.Write(context, Problems.WrongState, $"{caller.SiteId} was retired; what happened there can be read. PUT /api/v1/sites/{caller.SiteId} brings it back.");
        context.Items[typeof(Caller)] = caller;
        return next(context);
    }

    private static bool MayQuarantine(HttpContext context, Caller caller) =>
        caller is { Revoked: true, Role: Role.Device, Approval: not DeviceApproval.Refused } && context.GetEndpoint()!.Metadata.GetMetadata<Authentication.TakesQuarantined>() is not null;

    private static bool IsOwnDevice(HttpContext context, Caller caller) =>
        caller.Role == Role.Device && context.GetEndpoint()!.Metadata.GetMetadata<Authentication.TakesOwnDevice>() is not null;

    private static Task NotApproved(HttpContext context, Caller caller)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"scanward\", error=\"invalid_token\"";
        return ProblemResult.Write(context, Problems.DeviceNotApproved, $"'{caller.Name}' awaits approval; what it has to send, it keeps until then.");
    }

    private static Task Refuse(HttpContext context, string why, bool isToken)
    {
        context.Response.Headers.WWWAuthenticate = isToken ? "Bearer realm=\"scanward\", error=\"invalid_token\"" : "Bearer realm=\"scanward\"";
        return ProblemResult.Write(context, Problems.NotAuthenticated, why);
    }

    private static Task TooMany(HttpContext context, OverLimit over)
    {
        context.Response.Headers.RetryAfter = over.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ProblemResult.Write(context, Problems.RateLimited, over.Detail);
    }
}
