using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Scanward.Resolution;
using Scanward.Resolution.Plants.Demo;

namespace Scanward.Tests.Resolution;

public sealed class RegistryJsonTests
{
    private static readonly RegistryPool Pool = new(texts: 64, values: 16);

    [Fact]
    public void ReadingWhatWasWritten_GivesTheSameRecord() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000)), seed =>
        {
            var plant = new RandomPlant(seed).Make();
            foreach (var asset in plant.Assets)
            {
                var read = RegistryJson.ReadProfile(RegistryJson.Write(asset with { Revision = seed }), Pool);
                Assert.Equivalent(asset with { Revision = seed }, read, strict: true);
            }

            foreach (var site in plant.Sites) Assert.Equivalent(site, RegistryJson.ReadSite(RegistryJson.Write(site)), strict: true);
            foreach (var roster in plant.Rosters) Assert.Equivalent(roster, RegistryJson.ReadRoster(RegistryJson.Write(roster), Pool), strict: true);
            foreach (var stock in plant.Stock) Assert.Equal(stock with { Reserved = 3 }, RegistryJson.ReadStock(RegistryJson.Write(stock with { Reserved = 3 }), Pool));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Write_GivesEqualBytesForEqualRecords_WhateverTheirOrder()
    {
        var roster = DemoPlant.Make(1, new LocalDate(2026, 11, 22), assets: 3).Rosters[0];
        var turned = roster with { Crews = [.. roster.Crews.Reverse()], Technicians = [.. roster.Technicians.Reverse()] };
        var asset = DemoPlant.Make(1, new LocalDate(2026, 11, 22), assets: 3).Assets[0] with { Preventive = new PreventivePlan { Next = new LocalDate(2026, 12, 1), MeterDueAt = 8000m } };
        var same = asset with { Skills = [.. asset.Skills.Reverse()], Preventive = asset.Preventive! with { MeterDueAt = 8000.00m } };

        Assert.Equal(RegistryJson.Write(roster), RegistryJson.Write(turned));
        Assert.Equal(RegistryJson.Write(asset), RegistryJson.Write(same));
    }

    [Fact]
    public void Write_GivesTheBytesThatAreStoredAlready()
    {
        var asset = new AssetProfile
        {
            SiteId = "north-clinic", AssetId = "AHU-000123", Name = "Zoë's \"AHU\"", Class = "air_handler", Criticality = 5, Tags = ["]C180049520614"],
            Repairs = ImmutableSortedDictionary<string, JobNeed>.Empty.Add("bearing_noise", new JobNeed([new PartNeed("bearing_6205", 2)], 90)),
            Preventive = new PreventivePlan { Next = new LocalDate(2026, 12, 1) },
        };

        Assert.Equal(
            """
            {"asset_id":"AHU-000123","site":"north-clinic","revision":1,"name":"Zoë's \"AHU\"","class":"air_handler","criticality":5,"tags":["]C180049520614"],"skills":[],"estimated_minutes":120,"repairs":{"bearing_noise":{"parts":[{"part":"bearing_6205","quantity":2}],"minutes":90}},"preventive":{"next":"2026-12-01","window_days_before":7,"window_days_after":7,"job":{"parts":[]}}}
            """,
            Encoding.UTF8.GetString(RegistryJson.Write(asset)));
    }

    [Fact]
    public void Read_TakesDefaultsForMembersThatAreMissing_AndPassesOverOthers()
    {
        var read = RegistryJson.ReadProfile(
            """{"asset_id":"AHU-000123","later":{"x":[1,{}]},"site":"s","name":"n","class":"c","criticality":2,"preventive":{"next":"2026-12-01"}}"""u8, Pool);

        Assert.Equal(1, read.Revision);
        Assert.Equal(120, read.EstimatedMinutes);
        Assert.Empty(read.Tags);
        Assert.Empty(read.Repairs);
        Assert.Equal(7, read.Preventive!.WindowDaysAfter);
        Assert.Empty(read.Preventive.Job.Parts);
    }

    [Fact]
    public void Read_SharesWhatAssetsOfAClassHaveInCommon()
    {
        var pool = new RegistryPool();
        var assets = DemoPlant.Make(1, new LocalDate(2026, 11, 22), sites: 1, assets: 40).Assets.Where(asset => asset.Class == "air_handler").Take(2)
            .Select(asset => RegistryJson.ReadProfile(RegistryJson.Write(asset), pool)).ToArray();

        Assert.Same(assets[0].Class, assets[1].Class);
        Assert.Same(assets[0].SiteId, assets[1].SiteId);
        Assert.Same(assets[0].Repairs, assets[1].Repairs);
        Assert.Same(assets[0].Preventive!.Job, assets[1].Preventive!.Job);
        Assert.Equal(assets[0].Skills, assets[1].Skills);
    }

    [Fact]
    public void Pools_StayWithinTheirBounds()
    {
        var pool = new InternPool(capacity: 2);
        var (first, _, third) = (pool.Share(new string('a', 3)), pool.Share("b"), pool.Share(new string('c', 3)));

        Assert.Same(first, pool.Share(new string('a', 3)));
        Assert.NotSame(third, pool.Share(new string('c', 3)));
        Assert.Same(first, pool.Share("aaa".AsSpan()));
    }

    [Theory]
    [InlineData("""{"asset_id":"AHU-000123"}""")]
    [InlineData("""{"asset_id":"AHU-000123","site":"s","name":"n","class":"c","criti""")]
    [InlineData("[]")]
    public void Read_Throws_WhenTheBytesAreDamaged(string json) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => RegistryJson.ReadProfile(Encoding.UTF8.GetBytes(json), Pool));

    [Fact]
    public void ReadTechnician_KeepsShiftsOverMidnight()
    {
        var shift = new Shift([IsoDayOfWeek.Saturday, IsoDayOfWeek.Monday], new TimeSpanOfDay(new LocalTime(22, 0), new LocalTime(6, 0)));
        var roster = new Roster
        {
            SiteId = "s", Crews = [new Crew("night", "Night")], Technicians = [new Technician { TechnicianId = "t", Name = "T", CrewId = "night", HomeSiteId = "s", Shifts = [shift] }],
        };

        var read = RegistryJson.ReadRoster(RegistryJson.Write(roster), Pool).Technicians[0].Shifts[0];

        Assert.Equal(shift.Hours, read.Hours);
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Saturday], read.Days);
    }
}
