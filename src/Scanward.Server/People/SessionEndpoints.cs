using Microsoft.AspNetCore.Antiforgery;

namespace Scanward.Server.People;

/// <summary>Who is signed in, for scripts of our own pages.</summary>
internal static class SessionEndpoints
{
    /// <summary>Carries the token of <c>GET /session</c> in requests that change something.</summary>
    public const string TokenHeader = "X-CSRF-TOKEN";

    public static void MapSession(this IEndpointRouteBuilder app) => app.MapGet("/session", Get).RequirePerson();

    private static JsonResult Get(HttpContext context, IAntiforgery antiforgery)
    {
        var who = context.SignedIn();
        var csrf = antiforgery.GetAndStoreTokens(context).RequestToken!;
        return new(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("person");
            json.WriteString("id", who.Person.Id);
            json.WriteString("sign_in_name", who.Person.SignInName);
            json.WriteString("name", who.Person.Name);
            json.WriteString("operator_id", who.Person.OperatorId);
            json.WriteEndObject();
            PersonEndpoints.WriteRoles(json, who.Person);
            json.WriteString("site", who.SiteId);
            json.WriteString("csrf", csrf);
            json.WriteEndObject();
        });
    }
}
