using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.People.Pages;

namespace Scanward.Server.Links;

/// <summary>
/// <c>/t/{tag}</c>, which labels show: for a phone's own camera. Who is signed in or has the scanner gets the scanner with the tag read; others get what the site allows, and no more of the asset than its name.
/// What the tag says is never fetched.
/// </summary>
internal static class LinkEndpoints
{
    /// <summary>Set by the scanner where it has a key, so that its phone's camera leads back to it. It opens nothing.</summary>
    public const string DeviceCookie = "scanward-device";

    private const int LooksPerMinute = 120, ReportsPerMinute = 10, ReportsOfTagPerMinute = 5, TagShownMost = 64;

    public static void MapLinks(this IEndpointRouteBuilder app, TimeProvider time)
    {
        var (looks, reports, ofTag) = (new AddressLimit(LooksPerMinute, time), new AddressLimit(ReportsPerMinute, time), new AddressLimit(ReportsOfTagPerMinute, time));
        app.MapMethods("/t/{**tag}", ["GET", "HEAD"], (HttpContext context, GuestDesk desk, TagReader reader, ServerClock clock, CancellationToken ct) => Get(context, desk, reader, looks, clock, ct));
        app.MapPost("/t/{**tag}", (HttpContext context, GuestDesk desk, TagReader reader, ServerClock clock, CancellationToken ct) => Post(context, desk, reader, reports, ofTag, clock, ct)).TakeForm();
    }

    private static async Task<IResult> Get(HttpContext context, GuestDesk desk, TagReader reader, AddressLimit looks, ServerClock clock, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        var text = LinkPath.Tag(context);
        if (text.Length > 0 && (context.Person() is not null || context.Request.Cookies.ContainsKey(DeviceCookie))) return Results.Redirect(LinkPath.Scanner(text));
        if (looks.Take(context) is not null) return TooMany(context);
        return await Open(context, desk, reader, text, ct) switch
        {
            (var target, null) => PlainPage.Of<GuestPage>(context, Model(context, target!, Guid.CreateVersion7(clock.Time.GetUtcNow()).ToString())),
            (_, var instead) => instead,
        };
    }

    private static async Task<IResult> Post(HttpContext context, GuestDesk desk, TagReader reader, AddressLimit reports, AddressLimit ofTag, ServerClock clock, CancellationToken ct)
    {
        var (opened, instead) = await Open(context, desk, reader, LinkPath.Tag(context), ct);
        if (opened is not { } target) return instead!;
        var form = await context.Request.ReadFormAsync(ct);
        var (site, mode, note, contact) = (Given(form, "site"), Given(form, "failure_mode"), Given(form, "note"), Given(form, "contact"));
        var siteNo = target.Asset?.SiteNo ?? (target.Sites is [var only] ? only.SiteNo : target.Sites.Where(s => s.Site.SiteId == site).Select(s => (int?)s.SiteNo).FirstOrDefault());
        if (mode is not null && !FailureModes(target).Contains(mode)) mode = null;
        var fault = siteNo is null ? "Choose where it is." : mode is null && note is null ? "Say in a few words what is wrong."
            : note?.Length > GuestDesk.NoteMost || contact?.Length > GuestDesk.ContactMost ? $"At most {GuestDesk.NoteMost} characters, and {GuestDesk.ContactMost} of how to reach you." : null;
        var key = Guid.TryParse(form["key"], out var sent) && sent.Version is 4 or 7 ? sent : Guid.CreateVersion7(clock.Time.GetUtcNow());
        if (fault is not null)
        {
            var again = Model(context, target, key.ToString()) with { Site = site, FailureMode = mode, Note = note, Contact = contact, Fault = fault };
            return PlainPage.Of<GuestPage>(context, again, StatusCodes.Status422UnprocessableEntity);
        }

        var tagHash = SHA256.HashData(Encoding.UTF8.GetBytes(target.Tag.Key));
        if (reports.Take(context) is not null || ofTag.Take(context, new UInt128(BitConverter.ToUInt64(tagHash), BitConverter.ToUInt64(tagHash, 8))) is not null) return TooMany(context);
        var answer = await desk.Report(siteNo!.Value, new(target.Tag.Raw, mode, note, contact, key), ct);
        return PlainPage.Of<LinkNoticePage>(context, new LinkNotice(answer.Title, answer.Text, answer.Number, null, null), answer.Taken ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What a guest may report of, or the page that says why nothing.</summary>
    private static async Task<(Target? Target, IResult? Instead)> Open(HttpContext context, GuestDesk desk, TagReader reader, string text, CancellationToken ct)
    {
        var signIn = $"/sign-in?return={Uri.EscapeDataString(LinkPath.Of(text))}";
        if (text.Length == 0 || reader.Read(text) is not Tag tag)
            return (null, PlainPage.Of<LinkNoticePage>(context, new LinkNotice("This is no label of ours", "What the address says cannot be read as a tag. If it came from a label, the label may be damaged: tell somebody who works here.", null, Shown(text), null), StatusCodes.Status404NotFound));
        var open = desk.OpenSites;
        var assets = await desk.Find(tag, ct);
        if (!assets.IsEmpty && assets.Where(a => a.Site.GuestReports).ToList() is { Count: > 0 } ours)
            return (new(tag, ours.Count == 1 ? ours[0] : null, ours.Count == 1 ? [] : [.. ours.Select(a => (a.SiteNo, a.Site))], signIn), null);
        if (!assets.IsEmpty || open.IsEmpty) return (null, Results.Redirect(signIn)); // the same, whether there is such an asset or not
        return (new(tag, null, open, signIn), null);
    }

    private static GuestModel Model(HttpContext context, Target target, string key) => new(
        PlainPage.Csrf(context), LinkPath.Of(target.Tag.Raw), key, Shown(target.Tag.Raw), target.Asset?.Profile.Name, target.Sites.Length > 1 ? [.. target.Sites.Select(s => (s.Site.SiteId, s.Site.Name))] : [],
        FailureModes(target), target.SignIn);

    private static ImmutableArray<string> FailureModes(Target target) => target.Asset is { } asset ? [.. asset.Profile.Repairs.Keys.Where(mode => mode != "*")] : [];

    private static string? Given(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string Shown(string text) => text.Length <= TagShownMost ? text : $"{text[..TagShownMost]}…";

    private static IResult TooMany(HttpContext context) =>
        PlainPage.Of<LinkNoticePage>(context, new LinkNotice("One moment", "Many reports come from here just now, and this one was not taken. Try again in a minute.", null, null, null), StatusCodes.Status429TooManyRequests);

    /// <param name="Asset">Null where nothing is known of the tag, or several sites have it.</param>
    /// <param name="Sites">Where it may be, if that is not clear.</param>
    private sealed record Target(Tag Tag, LinkedAsset? Asset, ImmutableArray<(int SiteNo, Site Site)> Sites, string SignIn);
}
