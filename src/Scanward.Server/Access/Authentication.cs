namespace Scanward.Server.Access;

/// <summary>Every API asks for a device key; what is open is said where it is mapped.</summary>
internal static class Authentication
{
    /// <summary>The caller of a request that went through <see cref="RequireDeviceKey"/>.</summary>
    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    public static TBuilder RequireDeviceKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeedsDeviceKey());
        return endpoints;
    }

    public static void UseDeviceKeys(this IApplicationBuilder app, Callers callers) => app.Use(next => context =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsDeviceKey>() is null) return next(context);
        if (callers.Find(context) is not { } caller) return Refuse(context);
        context.Items[typeof(Caller)] = caller;
        return next(context);
    });

    private static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"scanward\"";
        return ProblemResult.Write(context, Problems.NotAuthenticated, "This API takes requests with a valid device key only.");
    }

    private sealed class NeedsDeviceKey;
}
