using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Scanward.Server.WebConsole;

/// <summary>What came of the last thing that somebody did; shown once, on the next page.</summary>
/// <param name="Tone">A colour of <see cref="StateLook"/>.</param>
public sealed record Told(string Text, string Tone)
{
    private const string Cookie = "scanward-told";

    private const int TextMost = 600;

    /// <summary>Sends the browser on after a form, with what came of it.</summary>
    internal static IResult And(HttpContext context, string url, string text, bool failed = false)
    {
        var said = (failed ? "-" : "+") + (text.Length > TextMost ? text[..TextMost] + "…" : text);
        context.Response.Cookies.Append(
            Cookie, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(said)),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromMinutes(1) });
        context.Response.Headers.Location = url;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Takes it from the request; null where there is none.</summary>
    internal static Told? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 and < 4096 } cookie) return null;
        context.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cookie)) is [var mark, .. var text] ? new(text, mark == '-' ? "failed" : "done") : null;
        }
        catch (FormatException)
        {
            return null; // not one of ours
        }
    }
}
