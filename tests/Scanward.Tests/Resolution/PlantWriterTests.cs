using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Demo;

namespace Scanward.Tests.Resolution;

public sealed class PlantWriterTests
{
    [Fact]
    public void ReadingWhatWasWritten_GivesTheSamePlant() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000)), seed =>
        {
            var plant = new RandomPlant(seed).Make();
            Assert.Equal(PlantTexts.Lines(plant), PlantTexts.Lines(PlantTexts.ReadPlant(PlantWriter.Write(plant))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void WritingWhatWasRead_GivesTheSameText()
    {
        var text = PlantWriter.Write(DemoPlant.Make(4, new LocalDate(2026, 11, 22)));

        Assert.Equal(text, PlantWriter.Write(PlantTexts.ReadPlant(text)));
    }

    [Fact]
    public void Write_SaysWhatAClassHasInCommonOnce()
    {
        var plant = PlantTexts.ReadPlant(PlantTexts.Site + """
            parts: [{ id: bearing_6205, name: Bearing }]
            classes:
              - { id: pump, skills: [mechanical], repairs: { bearing_noise: { parts: { bearing_6205: 2 } }, any: { minutes: 30 } } }
            assets:
              - { id: PMP-000001, name: First, class: pump, criticality: 3 }
              - { id: PMP-000002, name: Second, class: pump, criticality: 3 }
              - { id: PMP-000003, name: Third, class: pump, criticality: 3, skills: [], repairs: { bearing_noise: none, any: { minutes: 45 } } }
            """);

        var text = PlantWriter.Write(plant);

        Assert.EndsWith("""
            classes:
              - id: pump
                skills: [mechanical]
                repairs:
                  any: { minutes: 30 }
                  bearing_noise: { parts: { bearing_6205: 2 } }
            assets:
              - id: PMP-000001
                name: First
                site: north-clinic
                class: pump
                criticality: 3
              - id: PMP-000002
                name: Second
                site: north-clinic
                class: pump
                criticality: 3
              - id: PMP-000003
                name: Third
                site: north-clinic
                class: pump
                criticality: 3
                skills: []
                repairs:
                  any: { minutes: 45 }
                  bearing_noise: none

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
    }
}
