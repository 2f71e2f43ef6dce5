using Microsoft.AspNetCore.Http.Features;

namespace Scanward.Server;

/// <summary>Ids of assets, parts and people may hold a slash. In an address it is sent as <c>%2F</c>, which is the one character that routing leaves encoded.</summary>
internal static class SlashesInIds
{
    public static void UseSlashesInIds(this IApplicationBuilder app) => app.Use(next => context =>
    {
        var values = context.Request.RouteValues;
        if (values.Count > 0 && RawPath(context).Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in values.ToArray())
                if (value is string text) values[name] = Decode(text, context);
        }

        return next(context);
    });

    /// <summary>An id that holds the three characters <c>%2F</c> themselves comes as <c>%252F</c>, which routing has decoded to them.</summary>
    private static string Decode(string text, HttpContext context) =>
        RawPath(context).Contains("%252F", StringComparison.OrdinalIgnoreCase) ? text : text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static string RawPath(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?', 2)[0] ?? "";
}
