using Scanward.Server.People;

namespace Scanward.Server.WebConsole;

/// <summary>What is said in place of a page.</summary>
/// <param name="Current">Path of the page in the menu that it belongs to.</param>
internal sealed record NoticeModel(string Title, string Text, string Icon, string Current, string BackTo, string Back)
{
    /// <summary>There is nothing of that name at the visit's site: none, or another site's, which is not told apart.</summary>
    public static IResult Missing(Visit visit, string kind, string id, string current, string back) => Page.Of<NoticePage>(
        visit, new NoticeModel($"No such {kind}", $"{visit.Ground.Site.Name} has no {kind} '{(id.Length > 100 ? id[..100] + "…" : id)}'. Check the id, or choose another site above.", "search", current, current, back),
        StatusCodes.Status404NotFound);

    /// <summary>Null where the visit may do it; else the page that says who may.</summary>
    public static IResult? Unless(Visit visit, PersonRole role, string current) => visit.May(role) ? null : Page.Of<NoticePage>(
        visit, new NoticeModel("Not allowed", $"Nothing was changed. This takes the rights of {(role == PersonRole.Admin ? "an admin" : "a planner")} at {visit.Ground.Site.Name}; ask somebody who has them.", "ban", current, current, "Back"),
        StatusCodes.Status403Forbidden);
}
