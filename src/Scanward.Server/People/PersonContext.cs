using System.Collections.Immutable;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>Who is signed in, and at which site they are at work in this request. Pages hand <see cref="Caller"/> and <see cref="By"/> to the same desks as the API does.</summary>
/// <param name="SiteNo">0 for all sites, which only those may who have a role at all; <see cref="NoSite"/> for whoever has none anywhere.</param>
/// <param name="SiteId"><c>*</c> for all sites.</param>
/// <param name="Role">What they may do there; null where nothing.</param>
/// <param name="Sites">Ids of the sites at which they have a role, in order; a role at all sites brings <c>*</c>, first.</param>
internal sealed record PersonContext(Person Person, Session Session, int SiteNo, string SiteId, PersonRole? Role, ImmutableArray<string> Sites)
{
    /// <summary>The number of no site at all: nothing is found there.</summary>
    public const int NoSite = -1;

    /// <summary>As the audit log names them.</summary>
    public AuditActor By => new(null, Person.SignInName) { PersonId = Person.PersonId };

    /// <summary>The role of a key that may do the same.</summary>
    public Role AccessRole => Role?.AsKey() ?? default;

    /// <summary>As desks know who calls. No limits are counted for people, and no key's use.</summary>
    public Caller Caller => new(0, SiteNo, SiteId, Person.SignInName) { Role = AccessRole, PersonId = Person.PersonId };

    /// <summary>Whether they may do what takes this role, where they are at work.</summary>
    public bool May(PersonRole role) => Role >= role;
}

/// <summary>Every page says who may see it, where it is mapped.</summary>
internal static class PersonRequests
{
    /// <summary>Who is signed in; null where nobody is, and for requests to the API, which takes keys only.</summary>
    public static PersonContext? Person(this HttpContext context) => (PersonContext?)context.Items[typeof(PersonContext)];

    /// <summary>Who is signed in, at an endpoint that went through <see cref="RequirePerson{TBuilder}(TBuilder, PersonRole)"/>.</summary>
    public static PersonContext SignedIn(this HttpContext context) => context.Person()!;

    /// <summary>Lets in people with this role, at the site at which they are at work, and those above it. Requests that change something must bring the antiforgery token, as the form's field or the header X-CSRF-TOKEN. What is said of an endpoint goes before what is said of its group.</summary>
    public static TBuilder RequirePerson<TBuilder>(this TBuilder endpoints, PersonRole role)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeedsPerson(role));
        return endpoints;
    }

    /// <summary>As the other, for whoever is signed in, with or without a role.</summary>
    public static TBuilder RequirePerson<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeedsPerson(null));
        return endpoints;
    }

    /// <summary>Concerns one site: whoever works at all of them says which.</summary>
    /// <param name="beginsAtFirst">Who has not said so yet begins at the first, which is right for what shows on the page which site it is of.</param>
    public static TBuilder ForOneSite<TBuilder>(this TBuilder endpoints, bool beginsAtFirst = false)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeedsOneSite(beginsAtFirst));
        return endpoints;
    }

    /// <summary>Takes forms of people who are not signed in, with the antiforgery token.</summary>
    public static TBuilder TakeForm<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new TakesForm());
        return endpoints;
    }

    public static void UsePeople(this IApplicationBuilder app, PersonGate gate) => app.Use(next => context => gate.Pass(context, next));

    /// <param name="Role">Null where being signed in is enough.</param>
    internal sealed record NeedsPerson(PersonRole? Role);

    internal sealed record NeedsOneSite(bool BeginsAtFirst);

    internal sealed record TakesForm;
}
