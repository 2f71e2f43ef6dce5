using System.Text.RegularExpressions;
using NodaTime;
using Scanward.Resolution;

namespace Scanward.Tests.Resolution;

public sealed partial class PlantDocumentTests
{
    /// <summary>What the document's snippets refer to without showing it; a snippet's own sections go before these.</summary>
    private static readonly Dictionary<string, string> Context = new(StringComparer.Ordinal)
    {
        ["sites"] = PlantTexts.Site,
        ["parts"] = "parts: [{ id: bearing_6205, name: Bearing }, { id: filter_kit_v2, name: Filter }]\n",
        ["classes"] = """
            classes:
              - { id: air_handler, repairs: { filter_clogged: { minutes: 5 } }, preventive: { every: 90d, meter: { name: run_hours, per_day: 18 } } }

            """,
    };

    [Fact]
    public void EverySnippetOfTheDocument_IsRead()
    {
        var snippets = Snippet().Matches(Repository.Read("docs/plant-file.md")).Select(match => match.Groups["yaml"].Value).ToList();

        Assert.True(snippets.Count >= 6);
        foreach (var snippet in snippets)
        {
            var missing = Context.Where(section => !$"\n{snippet}".Contains($"\n{section.Key}:", StringComparison.Ordinal)).Select(section => section.Value);
            Assert.NotEmpty(PlantTexts.ReadPlant(string.Concat(missing) + snippet).Sites);
        }
    }

    [Fact]
    public void TheSmallPlant_IsReadAsItsCommentsSay()
    {
        var plant = PlantTexts.ReadPlant(Repository.Read("samples/plants/small.yaml"));

        var (airHandler, oldPump) = (plant.Assets.Single(asset => asset.AssetId == "AHU-000123"), plant.Assets.Single(asset => asset.AssetId == "PMP-000102"));
        Assert.Equal(5, plant.Assets.Length);
        Assert.Equal(["*", "bearing_noise", "filter_clogged"], airHandler.Repairs.Keys);
        Assert.Equal((new LocalDate(2026, 11, 30), 90, 75), (airHandler.Preventive!.Next, airHandler.Preventive.EveryDays, airHandler.Preventive.Job.Minutes));
        Assert.Equal(2, plant.History["AHU-000123"].Length);
        Assert.Equal(["bearing_noise", "seal_leak"], oldPump.Repairs.Keys);
        Assert.Equal((30, 40, null), (oldPump.Preventive!.EveryDays, oldPump.Preventive.Job.Minutes, oldPump.Preventive.Meter));
        Assert.Equal((12000m, 20m, 182), (plant.Assets[3].Preventive!.MeterDueAt, plant.Assets[3].Preventive!.MeterPerDay, plant.Assets[3].Preventive!.EveryDays));
        Assert.All(plant.Assets, asset => Assert.Equal("north-clinic", asset.SiteId));
        Assert.Equal(2, plant.Sites[0].Hours.Days[IsoDayOfWeek.Friday].Length);
        Assert.Equal(new TimeSpanOfDay(new LocalTime(22, 0), new LocalTime(6, 0)), plant.Rosters.Single().Technicians[1].Shifts[0].Hours);
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Sunday], plant.Rosters[0].Technicians[1].Shifts[0].Days);
        Assert.Equal(480, plant.Rosters[0].Technicians[1].LoadLimitMinutes);
    }

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Snippet();
}
