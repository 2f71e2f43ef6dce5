using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Demo;

namespace Scanward.Tests.Resolution;

public sealed class PlantReaderTests
{
    private const string Pumps = """
        parts: [{ id: seal, name: Seal }, { id: no, name: Norwegian part }]
        classes:
          - id: pump
            skills: [mechanical, LV]
            minutes: 45
            repairs: { leak: { parts: [seal] }, any: { minutes: 10 } }
            preventive: { every: 30, window: { before: 3 }, parts: { seal: 2 }, minutes: 20, meter: { name: run_hours, due_at: 500, per_day: 2.50 } }

        """;

    [Fact]
    public void AnAsset_TakesFromItsClassWhatItDoesNotSay()
    {
        var asset = ReadAsset("preventive: { next: 2027-01-01 }");

        Assert.Equal(["LV", "mechanical"], asset.Skills);
        Assert.Equal(45, asset.EstimatedMinutes);
        Assert.Equal(["*", "leak"], asset.Repairs.Keys);
        var plan = asset.Preventive!;
        Assert.Equal((30, 3, 7, 20), (plan.EveryDays, plan.WindowDaysBefore, plan.WindowDaysAfter, plan.Job.Minutes));
        Assert.Equal(("run_hours", 500m, 2.5m), (plan.Meter, plan.MeterDueAt, plan.MeterPerDay));
        Assert.Equal(("seal", 2), (plan.Job.Parts[0].PartId, plan.Job.Parts[0].Quantity));
    }

    [Fact]
    public void AnAsset_GoesBeforeItsClass_MemberByMember()
    {
        var asset = ReadAsset("skills: [], minutes: 2h, repairs: { leak: none, noise: {} }, preventive: { next: 2027-01-01, every: none, window: { after: 0 }, parts: {}, meter: { due_at: 600 } }");

        Assert.Empty(asset.Skills);
        Assert.Equal(120, asset.EstimatedMinutes);
        Assert.Equal(["*", "noise"], asset.Repairs.Keys);
        var plan = asset.Preventive!;
        Assert.Equal((null, 3, 0, 20), (plan.EveryDays, plan.WindowDaysBefore, plan.WindowDaysAfter, plan.Job.Minutes));
        Assert.Empty(plan.Job.Parts);
        Assert.Equal(("run_hours", 600m, 2.5m), (plan.Meter, plan.MeterDueAt, plan.MeterPerDay));
    }

    [Fact]
    public void AnAsset_HasNoPlan_WhereItNamesNoDate() => Assert.Null(ReadAsset("location: Basement").Preventive);

    [Fact]
    public void AnAsset_LosesItsClassesMeter_WhereItSaysNone()
    {
        var plan = ReadAsset("preventive: { next: 2027-01-01, meter: none }").Preventive!;

        Assert.Equal((null, null, null), (plan.Meter, plan.MeterDueAt, plan.MeterPerDay));
    }

    [Fact]
    public void AssetsOfAClass_ShareWhatTheyTakeFromIt()
    {
        var plant = PlantTexts.ReadPlant(PlantTexts.Site + Pumps + """
            assets:
              - { id: PMP-000001, name: A, class: pump, criticality: 1, location: Basement, preventive: { next: 2027-01-01 } }
              - { id: PMP-000002, name: B, class: pump, criticality: 1, location: Basement, preventive: { next: 2027-02-01 } }
            """);

        var (first, second) = (plant.Assets[0], plant.Assets[1]);
        Assert.Same(first.Repairs, second.Repairs);
        Assert.Same(first.Preventive!.Job, second.Preventive!.Job);
        Assert.True(first.Skills == second.Skills);
        Assert.Same(first.Class, second.Class);
        Assert.Same(first.SiteId, second.SiteId);
        Assert.Same(first.Location, second.Location);
    }

    [Fact]
    public void SectionsInAnyOrder_GiveTheSamePlant()
    {
        var text = PlantWriter.Write(DemoPlant.Make(3, new LocalDate(2026, 11, 22), assets: 30));
        var sections = text.Split('\n').Aggregate(new List<List<string>>(), (all, line) =>
        {
            if (line.Length > 0 && char.IsLetter(line[0])) all.Add([]);
            all[^1].Add(line);
            return all;
        });
        sections.Reverse();
        var turned = string.Join('\n', sections.SelectMany(section => section));

        Assert.StartsWith("assets:", turned, StringComparison.Ordinal);
        Assert.Equal(PlantTexts.Lines(PlantTexts.ReadPlant(text)), PlantTexts.Lines(PlantTexts.ReadPlant(turned)));
    }

    [Fact]
    public void Scalars_AreReadAsTheirMembersType_NotAsYamlWould()
    {
        var plant = PlantTexts.ReadPlant(PlantTexts.Site + Pumps + """
            assets:
              - { id: 00000123, name: true, class: pump, criticality: 1, location: 2026-01-01, tags: [0042, no] }
            stock: { north-clinic: { no: { on_hand: 7 } } }
            """);

        var asset = plant.Assets.Single();
        Assert.Equal(("00000123", "true", "2026-01-01"), (asset.AssetId, asset.Name, asset.Location));
        Assert.Equal(["0042", "no"], asset.Tags);
        Assert.Equal(("no", 7), (plant.Stock.Single().PartId, plant.Stock.Single().OnHand));
    }

    [Fact]
    public void Tags_MayBeUsedAgain_AtAnotherSite()
    {
        var plant = PlantTexts.ReadPlant("""
            sites: [{ id: a, name: A, code: AA, time_zone: UTC }, { id: b, name: B, code: BB, time_zone: UTC }]
            classes: [{ id: pump }]
            assets:
              - { id: PMP-000001, name: A, class: pump, criticality: 1, site: a, tags: [PUMP-1] }
              - { id: PMP-000002, name: B, class: pump, criticality: 1, site: b, tags: [PUMP-1] }
            """);

        Assert.All(plant.Assets, asset => Assert.Equal(["PUMP-1"], asset.Tags));
    }

    [Fact]
    public void Stock_IsTrueAt_WhatItSays_ElseTheFile_ElseNow()
    {
        const string stock = "parts: [{ id: a, name: A }, { id: b, name: B }]\nstock: { north-clinic: { a: { on_hand: 1, as_of: 2026-01-01T00:00:00Z }, b: { on_hand: 1 } } }\n";

        Assert.Equal([Instant.FromUtc(2026, 1, 1, 0, 0), PlantTexts.Now], PlantTexts.ReadPlant(PlantTexts.Site + stock).Stock.Select(figures => figures.AsOf));
        Assert.Equal(
            [Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2026, 6, 1, 0, 0)],
            PlantTexts.ReadPlant(PlantTexts.Site + stock + "as_of: 2026-06-01T02:00:00+02:00").Stock.Select(figures => figures.AsOf));
    }

    [Fact]
    public void History_IsOldestFirst()
    {
        var plant = PlantTexts.ReadPlant(PlantTexts.Site + Pumps + """
            assets:
              - id: PMP-000001
                name: A
                class: pump
                criticality: 1
                history: { failures: [{ at: 2026-05-01T00:00:00Z, failure_mode: leak }, { at: 2026-04-01T00:00:00Z, failure_mode: noise, closed_at: 2026-04-01T00:00:00Z }] }
            """);

        Assert.Equal(["noise", "leak"], plant.History["PMP-000001"].Select(failure => failure.FailureMode));
    }

    [Fact]
    public void Progress_IsReported_ByEntriesAndSections()
    {
        var text = PlantWriter.Write(DemoPlant.Make(1, new LocalDate(2026, 11, 22), assets: 2500));
        var reports = new List<PlantProgress>();

        Assert.IsType<Plant>(new PlantReader(new TagReader(), PlantTexts.Now).Read(text, reports.Add));

        Assert.Equal([1000, 2000, 2500], reports.Where(report => report.Section == "assets").Select(report => report.Entries));
        Assert.Contains(reports, report => report is { Section: "sites", Entries: 3 });
        Assert.True(reports.Zip(reports.Skip(1)).All(pair => pair.First.Line <= pair.Second.Line));
    }

    private static AssetProfile ReadAsset(string members) =>
        PlantTexts.ReadPlant(PlantTexts.Site + Pumps + $"assets: [{{ id: PMP-000001, name: A, class: pump, criticality: 1, {members} }}]").Assets.Single();
}
