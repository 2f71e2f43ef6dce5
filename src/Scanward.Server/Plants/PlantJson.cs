using System.Text.Json.Nodes;
using Scanward.Resolution.Plants;
using Scanward.Server.Resolution;

namespace Scanward.Server.Plants;

/// <summary>What came of reading or importing a plant, as the API and the command line tell it.</summary>
internal static class PlantJson
{
    public static JsonObject Checked(Plant plant) => new()
    {
        ["sites"] = plant.Sites.Length,
        ["assets"] = plant.Assets.Length,
        ["parts"] = plant.Parts.Length,
        ["stock"] = plant.Stock.Length,
        ["people"] = plant.Rosters.Sum(roster => roster.Crews.Length + roster.Technicians.Length),
        ["dry_run"] = true,
    };

    /// <param name="replayed">Scans that had waited for a tag of the plant, and were routed.</param>
    public static JsonObject Imported(ImportSummary summary, int replayed) => new()
    {
        ["sites"] = summary.Sites,
        ["sites_changed"] = summary.SitesChanged,
        ["people"] = summary.People,
        ["people_changed"] = summary.PeopleChanged,
        ["parts"] = summary.Parts,
        ["parts_changed"] = summary.PartsChanged,
        ["stock"] = summary.Stock,
        ["stock_changed"] = summary.StockChanged,
        ["assets"] = summary.Assets,
        ["assets_changed"] = summary.AssetsChanged,
        ["changed_nothing"] = summary.ChangedNothing,
        ["dead_letters_replayed"] = replayed,
    };

    public static JsonObject Fault(FileFault fault)
    {
        var told = new JsonObject { ["line"] = fault.Line, ["column"] = fault.Column, ["code"] = fault.Code, ["detail"] = fault.Detail };
        if (fault.File is { } file) told.Insert(0, "file", file);
        return told;
    }
}
