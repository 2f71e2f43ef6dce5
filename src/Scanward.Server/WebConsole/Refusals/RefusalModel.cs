using Scanward.Server.People;

namespace Scanward.Server.WebConsole.Refusals;

/// <summary>Why there is no page.</summary>
/// <param name="Back">Where to go instead.</param>
/// <param name="Current">Path of the page in the menu that it belongs to.</param>
internal sealed record RefusalModel(string Title, string Detail, string Icon, string Back = "/", string BackName = "Overview", string Current = "");

/// <summary>Pages for what is not there, or not for who asks.</summary>
internal static class Refusal
{
    public static IResult NotFound(Visit visit, string detail, string back = "/", string backName = "Overview") =>
        Page.Of<RefusalPage>(visit, new RefusalModel("There is nothing here", detail, "search", back, backName), StatusCodes.Status404NotFound);

    /// <summary>There is nothing of that name at the visit's site: none, or another site's, which is not told apart.</summary>
    /// <param name="current">Path of the page in the menu that it belongs to.</param>
    public static IResult Missing(Visit visit, string kind, string id, string current, string back) => Page.Of<RefusalPage>(
        visit,
        new RefusalModel(
            $"No such {kind}", $"{visit.Ground.Site.Name} has no {kind} '{(id.Length > 100 ? id[..100] + "…" : id)}'. Check the id, or choose another site above.", "search", current, back, current),
        StatusCodes.Status404NotFound);

    /// <summary>Null where the visit may do it; else the page that says who may.</summary>
    public static IResult? Unless(Visit visit, PersonRole role, string current) => visit.May(role) ? null : Page.Of<RefusalPage>(
        visit,
        new RefusalModel(
            "Not allowed", $"Nothing was changed. This takes the rights of {(role == PersonRole.Admin ? "an admin" : "a planner")} at {visit.Ground.Site.Name}; ask somebody who has them.", "ban", current, "Back", current),
        StatusCodes.Status403Forbidden);

    public static IResult NotAllowed(Visit visit, PersonRole needed) => Page.Of<RefusalPage>(
        visit, new RefusalModel("You may not do this", $"This takes the role {Wire.Name(needed)} at {visit.Ground.Site.Name}; yours is {Wire.Name(visit.Role)}. Nothing was changed.", "ban"), StatusCodes.Status403Forbidden);

    public static IResult NotAllowed(Visit visit, string why) => Page.Of<RefusalPage>(visit, new RefusalModel("You may not do this", $"{why} Nothing was changed.", "ban", visit.Url, "Back"), StatusCodes.Status403Forbidden);

    public static IResult BadForm(Visit visit, string detail) =>
        Page.Of<RefusalPage>(visit, new RefusalModel("The form cannot be read", detail, "alert-circle", visit.Url, "Back"), StatusCodes.Status400BadRequest);
}
