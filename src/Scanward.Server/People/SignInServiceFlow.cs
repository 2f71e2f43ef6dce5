using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Scanward.Server.People;

/// <summary>
/// The way to a sign-in service and back: OpenID Connect's code flow with PKCE, by the framework's own handler, which checks state, nonce, issuer, audience, signature and times. It has services of
/// its own: among those of the server they would put the framework's authentication into every request, scans too.
/// </summary>
internal sealed partial class SignInServiceFlow : IDisposable
{
    private const string Scheme = "sign-in-service", IssuerItem = "issuer";

    public const string Path = "/sign-in/service", CallbackPath = $"{Path}/callback";

    private static readonly TimeSpan answerWithin = TimeSpan.FromSeconds(10), clocksDiffer = TimeSpan.FromMinutes(2);

    private readonly SignInService service;
    private readonly SignInServiceDesk desk;
    private readonly WriteNotice notice;
    private readonly ILogger log;
    private readonly ServiceProvider handlers;

    /// <param name="notice">Writes the page that says why somebody could not come in.</param>
    public SignInServiceFlow(SignInService service, SignInServiceDesk desk, WriteNotice notice, IDataProtectionProvider protection, ILoggerFactory logs)
    {
        (this.service, this.desk, this.notice) = (service, desk, notice);
        log = logs.CreateLogger("Scanward.SignInService");
        var services = new ServiceCollection().AddSingleton(protection).AddSingleton(logs).AddLogging();
        services.AddAuthentication().AddOpenIdConnect(Scheme, Configure);
        handlers = services.BuildServiceProvider();
    }

    public void Dispose() => handlers.Dispose();

    public async Task Go(HttpContext context)
    {
        await using var scope = handlers.CreateAsyncScope();
        var handler = await Handler(scope, context);
        try
        {
            await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = LocalPath.Of(context.Request.Query["return"]) });
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            Log.Silent(log, e.Message); // its description could not be had
            await notice(
                context, StatusCodes.Status502BadGateway, "The sign-in service does not answer", "Try it again in a minute; if it stays, tell whoever runs this server, whose log says more. With a password or passkey of your own you can sign in here.",
                [("/sign-in", "Back")]);
        }
    }

    public async Task Return(HttpContext context)
    {
        await using var scope = handlers.CreateAsyncScope();
        if (!await (await Handler(scope, context)).HandleRequestAsync()) await ProblemResult.Write(context, Problems.NotFound, "There is nothing here.");
    }

    private static async Task<OpenIdConnectHandler> Handler(AsyncServiceScope scope, HttpContext context)
    {
        var handler = scope.ServiceProvider.GetRequiredService<OpenIdConnectHandler>();
        await handler.InitializeAsync(new AuthenticationScheme(Scheme, null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }

    private void Configure(OpenIdConnectOptions oidc)
    {
        oidc.Authority = service.Authority!.AbsoluteUri.TrimEnd('/');
        oidc.RequireHttpsMetadata = service.Authority.Scheme == Uri.UriSchemeHttps;
        oidc.ClientId = service.ClientId;
        oidc.ClientSecret = service.ClientSecret;
        oidc.CallbackPath = CallbackPath;
        oidc.SignInScheme = "session"; // never asked: the session is begun below
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query; // so that the cookies of the way there may be lax
        oidc.UsePkce = true;
        oidc.MapInboundClaims = false;
        oidc.DisableTelemetry = true;
        oidc.BackchannelTimeout = answerWithin;
        oidc.TokenValidationParameters.ClockSkew = clocksDiffer;
        oidc.Scope.Add("email");
        foreach (var cookie in (CookieBuilder[])[oidc.CorrelationCookie, oidc.NonceCookie]) (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        oidc.Events = new()
        {
            OnTokenValidated = validated =>
            {
                // The handler lets a token from the token endpoint go unsigned, as OpenID Connect Core 3.1.3.7 allows; where the service is asked without TLS that would be anybody's word.
                if (validated.SecurityToken.RawData.EndsWith('.')) validated.Fail("The identity token is not signed.");
                validated.Properties!.Items[IssuerItem] = validated.SecurityToken.Issuer;
                return Task.CompletedTask;
            },
            OnTicketReceived = Enter,
            OnRemoteFailure = Fail,
        };
    }

    private async Task Enter(TicketReceivedContext received)
    {
        var context = received.HttpContext;
        received.HandleResponse();
        var claims = received.Principal!;
        string? One(string type) => claims.FindFirstValue(type) is { Length: > 0 } value ? value : null;
        var values = claims.FindAll(service.Claim).Select(c => c.Value).ToImmutableArray();
        var claimant = new Claimant(received.Properties!.Items[IssuerItem]!, One("sub")!, One("preferred_username"), One("name"), One("email"), values);
        switch (await desk.Enter(claimant, Origin.Of(context), SessionCookie.Read(context), context.RequestAborted))
        {
            case SignInOutcome.SignedIn entered:
                SessionCookie.Write(context, entered.Token, fromElsewhere: true);
                context.Response.Redirect(LocalPath.Of(received.ReturnUri));
                break;
            case SignInOutcome.Refused refused:
                await notice(context, refused.Status, "You cannot come in", refused.Why, [("/sign-in", "Back")]);
                break;
            case var other: throw new InvalidOperationException($"A sign-in service cannot end in {other.GetType().Name}.");
        }
    }

    private async Task Fail(RemoteFailureContext failed)
    {
        failed.HandleResponse();
        Log.Failed(log, failed.Failure!.GetType().Name, failed.Failure.Message);
        await notice(
            failed.HttpContext, StatusCodes.Status401Unauthorized, "The sign-in service did not let you in",
            "What came back from it could not be accepted: it was refused there, took too long, or was not meant for here. Try it again; if it stays, tell whoever runs this server, whose log says more.", [("/sign-in", "Sign in")]);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The sign-in service's answer was not accepted ({Kind}): {Why}")]
        public static partial void Failed(ILogger logger, string kind, string why);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The sign-in service could not be asked how to sign in there: {Why}")]
        public static partial void Silent(ILogger logger, string why);
    }
}
