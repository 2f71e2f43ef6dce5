namespace Scanward.Server.People;

/// <summary>Where a browser goes to the sign-in service, and where it comes back; mapped only where there is one.</summary>
internal static class SignInServiceEndpoints
{
    public static void MapSignInService(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignInServiceFlow.Path, (HttpContext context, SignInServiceFlow flow) => flow.Go(context));
        app.MapGet(SignInServiceFlow.CallbackPath, (HttpContext context, SignInServiceFlow flow) => flow.Return(context));
    }
}
