using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Scanward.Server.People;

/// <summary>The way to a sign-in service and back: OpenID Connect's code flow with PKCE, by the framework's own handler, which checks state, nonce, issuer, audience, signature and times.</summary>
internal static partial class SignInServiceEndpoints
{
    private const string Scheme = "sign-in-service", IssuerItem = "issuer", Path = "/sign-in/service", CallbackPath = $"{Path}/callback";

    private static readonly TimeSpan answerWithin = TimeSpan.FromSeconds(10), clocksDiffer = TimeSpan.FromMinutes(2);

    /// <param name="notice">Writes the page that says why somebody could not come in.</param>
    public static void AddSignInService(this IServiceCollection services, SignInService service, SignInServiceDesk desk, WriteNotice notice) => services.AddAuthentication().AddOpenIdConnect(Scheme, oidc =>
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
                validated.Properties!.Items[IssuerItem] = validated.SecurityToken.Issuer;
                return Task.CompletedTask;
            },
            OnTicketReceived = received => Enter(received, service, desk, notice),
            OnRemoteFailure = failed => Fail(failed, notice),
        };
    });

    public static void MapSignInService(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context) => context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = LocalPath.Of(context.Request.Query["return"]) }));
        app.MapGet(CallbackPath, Return);
    }

    private static async Task Return(HttpContext context, IAuthenticationHandlerProvider handlers)
    {
        if (await handlers.GetHandlerAsync(context, Scheme) is not IAuthenticationRequestHandler handler || !await handler.HandleRequestAsync()) await ProblemResult.Write(context, Problems.NotFound, "There is nothing here.");
    }

    private static async Task Enter(TicketReceivedContext received, SignInService service, SignInServiceDesk desk, WriteNotice notice)
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

    private static async Task Fail(RemoteFailureContext failed, WriteNotice notice)
    {
        failed.HandleResponse();
        Log.Failed(failed.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Scanward.SignInService"), failed.Failure!.GetType().Name, failed.Failure.Message);
        await notice(
            failed.HttpContext, StatusCodes.Status401Unauthorized, "The sign-in service did not let you in",
            "What came back from it could not be accepted: it was refused there, took too long, or was not meant for here. Try it again; if it stays, tell whoever runs this server, whose log says more.", [("/sign-in", "Sign in")]);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The sign-in service's answer was not accepted ({Kind}): {Why}")]
        public static partial void Failed(ILogger logger, string kind, string why);
    }
}
