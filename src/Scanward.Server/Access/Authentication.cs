namespace Scanward.Server.Access;

/// <summary>Every API asks for a key of some role; what is open is said where it is mapped.</summary>
internal static class Authentication
{
    /// <summary>The caller of a request that went through <see cref="RequireRole"/>.</summary>
    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    /// <summary>Lets in keys of this role and of those above it. What is said of an endpoint goes before what is said of its group.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeedsRole(role));
        return endpoints;
    }

    /// <summary>Answers keys for all sites also where the request names none; <see cref="Access.Caller.SiteNo"/> is 0 then.</summary>
    public static TBuilder ForAllSites<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new TakesAllSites());
        return endpoints;
    }

    /// <summary>Lets in revoked keys of devices, for what they have queued; see <see cref="Access.Caller.Revoked"/>.</summary>
    public static TBuilder TakeQuarantined<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new TakesQuarantined());
        return endpoints;
    }

    /// <summary>Is open to a device whatever was decided of it: it may learn how it stands, also when it awaits approval, was refused or revoked.</summary>
    public static TBuilder ForOwnDevice<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new TakesOwnDevice());
        return endpoints;
    }

    public static void UseKeys(this IApplicationBuilder app, Gate gate) => app.Use(next => context =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsRole>() is { } needs ? gate.Pass(context, needs.Role, next) : next(context));

    internal sealed record NeedsRole(Role Role);

    internal sealed record TakesAllSites;

    internal sealed record TakesQuarantined;

    internal sealed record TakesOwnDevice;
}
