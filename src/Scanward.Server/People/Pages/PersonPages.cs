using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net;
using Scanward.Ingestion;

namespace Scanward.Server.People.Pages;

/// <summary>Signing in and out, the page that links lead to, and the own account.</summary>
internal static class PersonPages
{
    private const string SignInPath = "/sign-in", AccountPath = "/account";

    public static void MapPersonPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignInPath, GetSignIn);
        app.MapPost(SignInPath, SignIn).TakeForm();
        app.MapPost("/sign-out", SignOut).RequirePerson();
        app.MapGet(PersonLinks.PagePath, GetWelcome);
        app.MapPost(PersonLinks.PagePath, Welcome).TakeForm();
        app.MapGet(AccountPath, GetAccount).RequirePerson();
        app.MapPost($"{AccountPath}/password", ChangePassword).RequirePerson();
        app.MapPost($"{AccountPath}/sessions/{{id:long}}/end", EndSession).RequirePerson();
        app.MapPost($"{AccountPath}/sessions/end-others", EndOthers).RequirePerson();
        app.MapPost($"{AccountPath}/passkeys/{{id}}/remove", RemovePasskey).RequirePerson();
    }

    public static Task Notice(HttpContext context, int status, string title, string text, ImmutableArray<(string Path, string Text)> choices) =>
        PlainPage.Of<NoticePage>(context, new NoticeModel(title, text, choices), status).ExecuteAsync(context);

    private static IResult GetSignIn(HttpContext context, SignInPolicy policy)
    {
        var go = LocalPath.Of(context.Request.Query["return"]);
        return context.Person() is null ? SignInForm(context, policy, "", go, null, StatusCodes.Status200OK) : Go(go);
    }

    private static async Task<IResult> SignIn(HttpContext context, SignInDesk desk, SignInPolicy policy, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var (name, go) = (form["name"].ToString(), LocalPath.Of(form["return"]));
        var outcome = await desk.WithPassword(name, form["password"].ToString(), Origin.Of(context), SessionCookie.Read(context), ct);
        if (outcome is SignInOutcome.SignedIn entered) return Entered(context, policy, entered, go);
        var refused = ((SignInOutcome.Refused)outcome).Timed(context);
        return SignInForm(context, policy, name, go, refused.Why, refused.Status);
    }

    private static async Task<IResult> SignOut(HttpContext context, SignInDesk desk)
    {
        var who = context.SignedIn();
        await desk.End(who, who.Session.SessionId);
        SessionCookie.Delete(context);
        return Go(SignInPath);
    }

    private static async Task<IResult> GetWelcome(HttpContext context, PersonLinks links, CancellationToken ct)
    {
        var token = context.Request.Query["token"].ToString();
        return await links.Find(token, ct) is { } link ? WelcomeForm(context, token, link.Person, "", "", []) : Gone(context);
    }

    private static async Task<IResult> Welcome(HttpContext context, PersonLinks links, SignInDesk desk, SignInPolicy policy, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var (token, signInName, name, password) = (form["token"].ToString(), form["sign_in_name"].ToString(), form["name"].ToString(), form["password"].ToString());
        if (await links.Find(token, ct) is not { } link) return Gone(context);
        if (password != form["again"]) return WelcomeForm(context, token, link.Person, signInName, name, [NotTheSame]);
        switch (await desk.ByLink(token, link.Person is null ? (signInName, name) : null, password, Origin.Of(context), SessionCookie.Read(context), ct))
        {
            case SignInOutcome.SignedIn entered: return Entered(context, policy, entered, "/");
            case SignInOutcome.Invalid invalid: return WelcomeForm(context, token, link.Person, signInName, name, invalid.Faults);
            case SignInOutcome.Refused refused: return PlainPage.Of<NoticePage>(context, new NoticeModel("This did not work", refused.Timed(context).Why, [(SignInPath, "Sign in")]), refused.Status);
            case var other: throw new InvalidOperationException($"A link cannot end in {other.GetType().Name}.");
        }
    }

    private static async Task<IResult> GetAccount(HttpContext context, Sessions sessions, Passkeys passkeys, ServerClock clock, CancellationToken ct)
    {
        var done = context.Request.Query["done"].ToString() switch
        {
            "password" => "The password is changed.",
            "passkey" => "The passkey is added.",
            "passkey-removed" => "The passkey is removed.",
            "session" => "Signed out there.",
            _ => null,
        };
        return await Account(context, sessions, passkeys, clock, done, [], StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> ChangePassword(HttpContext context, SignInDesk desk, Sessions sessions, Passkeys passkeys, SignInPolicy policy, ServerClock clock, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        if (form["password"] != form["again"]) return await Account(context, sessions, passkeys, clock, null, [NotTheSame], StatusCodes.Status422UnprocessableEntity, ct);
        switch (await desk.ChangePassword(context.SignedIn(), form["current"].ToString(), form["password"].ToString(), Origin.Of(context), SessionCookie.Read(context), ct))
        {
            case SignInOutcome.SignedIn entered: return Entered(context, policy, entered, $"{AccountPath}?done=password");
            case SignInOutcome.Invalid invalid: return await Account(context, sessions, passkeys, clock, null, invalid.Faults, StatusCodes.Status422UnprocessableEntity, ct);
            case SignInOutcome.Refused refused: return await Account(context, sessions, passkeys, clock, null, [new("/", "refused", refused.Why)], refused.Status, ct);
            case var other: throw new InvalidOperationException($"A change of the password cannot end in {other.GetType().Name}.");
        }
    }

    private static async Task<IResult> EndSession(long id, HttpContext context, SignInDesk desk)
    {
        await desk.End(context.SignedIn(), id); // where it has ended meanwhile all is as it was wanted
        return Go($"{AccountPath}?done=session");
    }

    private static async Task<IResult> EndOthers(HttpContext context, SignInDesk desk)
    {
        await desk.EndOthers(context.SignedIn());
        return Go($"{AccountPath}?done=session");
    }

    private static async Task<IResult> RemovePasskey(string id, HttpContext context, Passkeys passkeys, CancellationToken ct)
    {
        if (Base64Url.IsValid(id)) await passkeys.Remove(context.SignedIn(), Base64Url.DecodeFromChars(id), ct);
        return Go($"{AccountPath}?done=passkey-removed");
    }

    private static async Task<IResult> Account(HttpContext context, Sessions sessions, Passkeys passkeys, ServerClock clock, string? done, ImmutableArray<ScanFault> faults, int status, CancellationToken ct)
    {
        var who = context.SignedIn();
        var host = context.Request.Host.Host;
        var passkeysWork = (context.Request.IsHttps || host == "localhost") && !IPAddress.TryParse(host.Trim('[', ']'), out _);
        return PlainPage.Of<AccountPage>(
            context, new AccountModel(PlainPage.Csrf(context), who, sessions.Of(who.Person.PersonId), await passkeys.Of(who.Person.PersonId, ct), passkeysWork, clock.Now(), done, faults), status);
    }

    private static ScanFault NotTheSame => new("/again", "not_the_same", "This is not the same as above. Type it again.");

    private static IResult SignInForm(HttpContext context, SignInPolicy policy, string name, string go, string? why, int status) =>
        PlainPage.Of<SignInPage>(context, new SignInModel(PlainPage.Csrf(context), name.Length <= SignInName.Most ? name : "", go, why, policy.Service), status);

    private static IResult WelcomeForm(HttpContext context, string token, Person? person, string signInName, string name, ImmutableArray<ScanFault> faults) => PlainPage.Of<WelcomePage>(
        context, new WelcomeModel(PlainPage.Csrf(context), token, person, signInName, name, faults), faults.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static IResult Gone(HttpContext context) =>
        PlainPage.Of<NoticePage>(context, new NoticeModel("This link does not work", SignInOutcome.LinkGone.Why, [(SignInPath, "Sign in")]), SignInOutcome.LinkGone.Status);

    private static IResult Entered(HttpContext context, SignInPolicy policy, SignInOutcome.SignedIn entered, string go)
    {
        SessionCookie.Write(context, entered.Token, policy.FromElsewhere);
        return Go(go);
    }

    /// <summary>With GET, whatever the request was.</summary>
    private static IResult Go(string path) => new SeeOther(path);

    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
