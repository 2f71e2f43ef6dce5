using Scanward.Server.People;

namespace Scanward.Server.WebConsole.Refusals;

/// <summary>Why there is no page.</summary>
/// <param name="Back">Where to go instead.</param>
internal sealed record RefusalModel(string Title, string Detail, string Icon, string Back = "/", string BackName = "Overview");

/// <summary>Pages for what is not there, or not for who asks.</summary>
internal static class Refusal
{
    public static IResult NotFound(Visit visit, string detail, string back = "/", string backName = "Overview") =>
        Page.Of<RefusalPage>(visit, new RefusalModel("There is nothing here", detail, "search", back, backName), StatusCodes.Status404NotFound);

    public static IResult NotAllowed(Visit visit, PersonRole needed) => Page.Of<RefusalPage>(
        visit, new RefusalModel("You may not do this", $"This takes the role {Wire.Name(needed)} at {visit.Ground.Site.Name}; yours is {Wire.Name(visit.Role)}. Nothing was changed.", "ban"), StatusCodes.Status403Forbidden);

    public static IResult NotAllowed(Visit visit, string why) => Page.Of<RefusalPage>(visit, new RefusalModel("You may not do this", $"{why} Nothing was changed.", "ban", visit.Url, "Back"), StatusCodes.Status403Forbidden);

    public static IResult BadForm(Visit visit, string detail) =>
        Page.Of<RefusalPage>(visit, new RefusalModel("The form cannot be read", detail, "alert-circle", visit.Url, "Back"), StatusCodes.Status400BadRequest);
}
