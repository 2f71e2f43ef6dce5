using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Demo;
using Scanward.Resolution;

namespace Scanward.Tests.Resolution;

public sealed class DemoPlantTests
{
    private static readonly LocalDate Today = new(2026, 11, 22);

    [Theory]
    [InlineData(1, 3, 200)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 2500)]
    public void Make_GivesAPlantThatItsFileGivesBack(int seed, int sites, int assets)
    {
        var plant = DemoPlant.Make(seed, Today, sites, assets);

        Assert.Equal((sites, assets), (plant.Sites.Length, plant.Assets.Length));
        Assert.Equal(PlantTexts.Lines(plant), PlantTexts.Lines(PlantTexts.ReadPlant(PlantWriter.Write(plant))));
    }

    [Fact]
    public void Make_GivesTheSamePlantForTheSameSeed_AndAnotherForAnother()
    {
        var text = PlantWriter.Write(DemoPlant.Make(5, Today));

        Assert.Equal(text, PlantWriter.Write(DemoPlant.Make(5, Today)));
        Assert.NotEqual(text, PlantWriter.Write(DemoPlant.Make(6, Today)));
    }

    [Fact]
    public void Make_HoldsTheSitesAndTheAssetThatExamplesName()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var plant = DemoPlant.Make(seed, Today);
            Assert.Equal(
                [("harbour-depot", "HD", "Australia/Sydney"), ("north-clinic", "NC", "America/Chicago"), ("south-plant", "SP", "Europe/Amsterdam")],
                plant.Sites.Select(site => (site.SiteId, site.Code, site.TimeZone)));

            var example = plant.Assets.Single(asset => asset.AssetId == DemoPlant.ExampleAssetId);
            Assert.Equal(("AHU-000123", "north-clinic", "air_handler", 5), (example.AssetId, example.SiteId, example.Class, example.Criticality));
            Assert.All(example.Repairs["bearing_noise"].Parts, need =>
            {
                var stock = plant.Stock.Single(figures => figures.SiteId == "north-clinic" && figures.PartId == need.PartId);
                Assert.True(stock.Available - need.Quantity >= stock.SafetyStock, $"seed {seed}: {need.PartId} is short.");
            });
        }
    }

    [Fact]
    public void Make_HasSomeStockShortAndSomeBelowSafety()
    {
        var stock = DemoPlant.Make(1, Today).Stock;

        Assert.Contains(stock, figures => figures is { OnHand: 0, OnOrder: > 0, Eta: not null });
        Assert.Contains(stock, figures => figures.OnHand > 0 && figures.OnHand < figures.SafetyStock);
        Assert.Contains(stock, figures => figures.OnHand > figures.SafetyStock);
        Assert.Contains(stock, figures => figures is { SiteId: "south-plant", PartId: "seal_o_ring", OnHand: 0 });
    }

    [Fact]
    public void Make_SpreadsPreventiveDatesAroundToday()
    {
        var days = DemoPlant.Make(1, Today).Assets.Select(asset => Period.DaysBetween(Today, asset.Preventive!.Next)).ToList();

        Assert.InRange(days.Count(late => late < -7), 10, 60);
        Assert.InRange(days.Count(due => due is >= -7 and <= 7), 25, 90);
        Assert.InRange(days.Count(ahead => ahead > 7), 80, 160);
    }

    [Fact]
    public void Make_GivesEveryAssetAnIdOfItsOwnAndAGiai()
    {
        var reader = new TagReader();
        foreach (var asset in DemoPlant.Make(1, Today, assets: 1000).Assets)
        {
            var kinds = asset.Tags.Select(tag => Assert.IsType<Tag>(reader.Read(tag)).Kind).ToList();
            Assert.Equal([TagKind.Own, TagKind.Giai], kinds.Take(2));
            Assert.All(kinds.Skip(2), kind => Assert.Equal(TagKind.Alias, kind));
        }
    }

    [Fact]
    public void EveryClass_HasSomebodyWithItsSkillsAtAnyHour()
    {
        var plant = DemoPlant.Make(1, Today);
        foreach (var roster in plant.Rosters)
        {
            foreach (var skills in plant.Assets.Where(asset => asset.SiteId == roster.SiteId).Select(asset => asset.Skills).DistinctBy(skills => string.Join(' ', skills)))
            {
                for (var hour = 0; hour < 24 * 14; hour++)
                {
                    var time = Today.At(new LocalTime(0, 30)).PlusHours(hour);
                    Assert.True(roster.Technicians.Any(technician => skills.All(technician.Skills.Contains) && IsReachable(technician, time)), $"{roster.SiteId}, {time}: nobody knows {string.Join(", ", skills)}.");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4, 10)]
    [InlineData(1, 0)]
    [InlineData(1, 800_001)]
    public void Make_Refuses_WhatItCannotMake(int sites, int assets) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DemoPlant.Make(1, Today, sites, assets));

    private static bool IsReachable(Technician technician, LocalDateTime time) =>
        !technician.Absences.Any(absence => absence.From <= time.Date && time.Date <= absence.To)
        && technician.Shifts.Concat(technician.OnCall).Any(shift => Holds(shift, time));

    private static bool Holds(Shift shift, LocalDateTime time)
    {
        var (from, to) = (shift.Hours.From, shift.Hours.To);
        if (to == LocalTime.Midnight || to > from) return shift.Days.Contains(time.DayOfWeek) && time.TimeOfDay >= from && (to == LocalTime.Midnight || time.TimeOfDay < to);
        return (shift.Days.Contains(time.DayOfWeek) && time.TimeOfDay >= from) || (shift.Days.Contains(time.Date.PlusDays(-1).DayOfWeek) && time.TimeOfDay < to);
    }
}
