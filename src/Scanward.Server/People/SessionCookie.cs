namespace Scanward.Server.People;

/// <summary>
/// The cookie that holds a session's token. Over https its name has the prefix with which browsers take it from this host only, whole and encrypted; over http, for trials on one machine and
/// behind nothing, it has none.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "scanward-session";

    public const string SecureName = $"__Host-{Name}";

    /// <summary>Remembers at which site somebody works; no secret.</summary>
    private const string SiteName = "scanward-site";

    public static string? Read(HttpContext context) => context.Request.Headers.Cookie.Count == 0 ? null : context.Request.Cookies[NameFor(context)];

    /// <param name="fromElsewhere">Whether people come back from a sign-in service at another host, for which a strict cookie would not be there.</param>
    public static void Write(HttpContext context, string token, bool fromElsewhere) =>
        context.Response.Cookies.Append(NameFor(context), token, Options(context, fromElsewhere ? SameSiteMode.Lax : SameSiteMode.Strict, Sessions.LifeMost.ToTimeSpan()));

    public static void Delete(HttpContext context) => context.Response.Cookies.Append(NameFor(context), "", Options(context, SameSiteMode.Strict, TimeSpan.Zero));

    public static string? ReadSite(HttpContext context) => context.Request.Cookies[SiteName];

    public static void WriteSite(HttpContext context, string siteId) => context.Response.Cookies.Append(SiteName, siteId, Options(context, SameSiteMode.Lax, TimeSpan.FromDays(365)));

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpContext context, SameSiteMode mode, TimeSpan life) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = mode,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
