using System.Text;
using Scanward.Resolution.Plants;

namespace Scanward.Tests.Resolution;

public sealed class PlantReaderFaultTests
{
    private const string Asset = "AHU-000123, name: A, class: pump, criticality: 3";

    /// <summary>Each is added to a plant of one site, one part and one class, on line 4.</summary>
    public static TheoryData<string, int, string, string> Faults => new()
    {
        { "asets: []", 1, "member_unknown", "did you mean 'assets'?" },
        { "sites: []", 1, "member_twice", "'sites' stands twice" },
        { "assets: { id: x }", 9, "wrong_type", "assets must be a list, not a mapping." },
        { "assets: [AHU-000123]", 10, "wrong_type", "an asset must be a mapping (member: value), not 'AHU-000123'." },
        { "assets: [{ id: AHU-1, name: A, class: pump, criticality: 3 }]", 16, "asset_id_invalid", "8 to 64 characters" },
        { "assets: [{ id: AHU-000123, nmae: A, name: A, class: pump, criticality: 3 }]", 28, "member_unknown", "did you mean 'name'?" },
        { "assets: [{ id: AHU-000123, class: pump, criticality: 3 }]", 10, "member_missing", "an asset needs 'name'." },
        { "assets: [{ id: AHU-000123, name: , class: pump, criticality: 3 }]", 34, "value_empty", "an asset's name has no value" },
        { "assets: [{ id: AHU-000123, name: ' A', class: pump, criticality: 3 }]", 34, "text_invalid", "without control characters and without space around it" },
        { "assets: [{ id: AHU-000123, name: \"A\\uD800\", class: pump, criticality: 3 }]", 34, "yaml_syntax", "this is not YAML" },
        { "assets: [{ id: AHU-000123, name: A, class: pmup, criticality: 3 }]", 44, "class_unknown", "there is no class 'pmup' in this plant; did you mean 'pump'?" },
        { "assets: [{ id: AHU-000123, name: A, class: pump, criticality: high }]", 63, "number_invalid", "criticality is a whole number from 1 to 5, not 'high'." },
        { "assets: [{ id: AHU-000123, name: A, class: pump, criticality: 6 }]", 63, "number_invalid", "1 to 5" },
        { $"assets: [{{ id: {Asset}, site: north-clinc }}]", 72, "site_unknown", "did you mean 'north-clinic'?" },
        { $"assets: [{{ id: {Asset}, site: {{}} }}]", 72, "wrong_type", "an asset's site must be a single value, not a mapping." },
        { $"assets: [{{ id: {Asset} }}, {{ id: {Asset} }}]", 74, "asset_twice", "asset 'AHU-000123' stands on line 4 already" },
        { $"assets: [{{ id: {Asset}, tags: [']C18004ABC123456'] }}]", 73, "tag_invalid", "this tag cannot be read (" },
        { $"assets: [{{ id: {Asset}, tags: [']C180049520614141', 'https://id.gs1.org/8004/9520614141'] }}]", 94, "tag_twice", "giai:9520614141" },
        { $"assets: [{{ id: {Asset}, geolocation: [91, 5] }}]", 80, "number_invalid", "the latitude of an asset's geolocation is a number from -90 to 90" },
        { $"assets: [{{ id: {Asset}, geolocation: [1, NaN] }}]", 83, "number_invalid", "from -180 to 180" },
        { $"assets: [{{ id: {Asset}, geolocation: [1, 2, 3] }}]", 79, "geolocation_invalid", "[latitude, longitude]" },
        { $"assets: [{{ id: {Asset}, warranty: {{ until: 2027-02-30 }} }}]", 85, "date_invalid", "a day that exists" },
        { $"assets: [{{ id: {Asset}, preventive: {{ every: 30d }} }}]", 78, "member_missing", "preventive needs 'next'." },
        { $"assets: [{{ id: {Asset}, preventive: {{ next: 2027-01-01, every: 30x }} }}]", 105, "duration_invalid", "written such as 12, 12d or 2w" },
        { $"assets: [{{ id: {Asset}, preventive: {{ next: 2027-01-01, meter: {{ due_at: 5 }} }} }}]", 78, "meter_missing", "no meter" },
        { $"assets: [{{ id: {Asset}, repairs: {{ leak: {{ parts: {{ bearing_6250: 1 }} }} }} }}]", 94, "part_unknown", "did you mean 'bearing_6205'?" },
        { $"assets: [{{ id: {Asset}, repairs: {{ leak: {{ parts: {{ bearing_6205: 0 }} }} }} }}]", 108, "number_invalid", "the quantity of bearing_6205" },
        { $"assets: [{{ id: {Asset}, repairs: {{ leak: {{ parts: [bearing_6205, bearing_6205] }} }} }}]", 107, "part_twice", "{ bearing_6205: 2 }" },
        { $"assets: [{{ id: {Asset}, repairs: {{ any: none, '*': none }} }}]", 88, "member_twice", "'any' and '*' are the same" },
        { $"assets: [{{ id: {Asset}, history: {{ failures: [{{ at: 2026-11-22T07:00:00, failure_mode: leak }}] }} }}]", 94, "time_invalid", "a time with its offset" },
        { $"assets: [{{ id: {Asset}, history: {{ failures: [{{ at: 9999-12-31T23:59:59-18:00, failure_mode: leak }}] }} }}]", 94, "time_invalid", "from 1970 to 2200" },
        { $"assets: [{{ id: {Asset}, skills: [\"no spaces\"] }}]", 75, "id_invalid", "not 'no spaces'." },
        { $"assets: [&a {{ id: {Asset} }}]", 10, "yaml_alias", "anchor &a is not supported" },
        { "assets: [!!map { id: AHU-000123, name: A, class: pump, criticality: 3 }]", 10, "yaml_tag", "is not supported" },
        { "stock: { north-clinic: { bearing_6205: {} } }", 40, "member_missing", "needs 'on_hand'" },
        { "stock: { north-clinic: { bearing_6205: { on_hand: -1 } } }", 51, "number_invalid", "from 0 to" },
        { "stock: { north-clinc: { bearing_6205: { on_hand: 1 } } }", 10, "site_unknown", "did you mean 'north-clinic'?" },
        { "stock: { north-clinic: { bearing_6205: { on_hand: 1 }, bearing_6205: { on_hand: 1 } } }", 56, "member_twice", "keep one" },
        { "crews: [{ id: mech, name: M }, { id: mech, name: M }]", 38, "crew_twice", "at site 'north-clinic'" },
        { "technicians: [{ id: t1, name: T, crew: mech }]", 40, "crew_unknown", "there is no crew 'mech' at site 'north-clinic'" },
        { "technicians: [{ id: t1, name: T, crew: mech, shifts: [{ days: mon-fry, hours: 08:00-17:00 }] }]\ncrews: [{ id: mech, name: M }]", 63, "days_invalid", "mon-fry" },
        { "technicians: [{ id: t1, name: T, crew: mech, shifts: [{ days: mon, hours: 8-17 }] }]\ncrews: [{ id: mech, name: M }]", 75, "hours_invalid", "24-hour clock" },
        { "technicians: [{ id: t1, name: T, crew: mech, shifts: [{ days: mon, hours: 07:00-07:00 }] }]\ncrews: [{ id: mech, name: M }]", 75, "hours_invalid", "a whole day is 00:00-24:00" },
        { "technicians: [{ id: t1, name: T, crew: mech, absences: [{ from: 2026-12-31, to: 2026-12-01 }] }]\ncrews: [{ id: mech, name: M }]", 57, "absence_invalid", "ends before it begins" },
        { "as_of: today", 8, "time_invalid", "not 'today'." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_TellsWhereAndWhat(string section, int column, string code, string detail)
    {
        var fault = Assert.Single(PlantTexts.ReadFaults(
            PlantTexts.Site + "parts: [{ id: bearing_6205, name: Bearing }]\nclasses: [{ id: pump }]\n" + section));

        Assert.Equal((4, column, code), (fault.Line, fault.Column, fault.Code));
        Assert.Contains(detail, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code: N", "code_invalid", "2 to 8 letters or digits")]
    [InlineData("time_zone: America/Chicgo", "time_zone_unknown", "did you mean 'America/Chicago'?")]
    [InlineData("time_zone: CDT", "time_zone_unknown", "IANA id")]
    [InlineData("hours: { mon-fri: 22:00-06:00 }", "hours_invalid", "22:00-24:00 on one day, 00:00-06:00 on the next")]
    [InlineData("hours: { mon-fri: 08:00-17:00, wed: closed }", "days_twice", "wed stands in these hours twice")]
    [InlineData("hours: { mon: [08:00-12:00, 11:00-17:00] }", "hours_invalid", "overlap: 08:00-12:00 and 11:00-17:00")]
    [InlineData("hours: { mon: 08:00-25:00 }", "hours_invalid", "not '08:00-25:00'")]
    [InlineData("geofence: { center: [1, 2] }", "member_missing", "a geofence needs 'radius_m'.")]
    [InlineData("geolocation: maybe", "word_invalid", "required or optional")]
    [InlineData("holidays: [2026-11-31]", "date_invalid", "not '2026-11-31'")]
    public void Read_RefusesASite_WithAMemberThatCannotBe(string member, string code, string detail)
    {
        string[] members = ["code: NC", "time_zone: America/Chicago", .. new[] { member }];
        var kept = members.Reverse().DistinctBy(text => text[..text.IndexOf(':', StringComparison.Ordinal)]);

        var fault = Assert.Single(PlantTexts.ReadFaults($"sites:\n  - {{ id: north-clinic, name: North Clinic, {string.Join(", ", kept)} }}\n"));

        Assert.Equal((2, code), (fault.Line, fault.Code));
        Assert.Contains(detail, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TellsAllFaultsAtOnce_InTheOrderOfTheFile()
    {
        var faults = PlantTexts.ReadFaults("""
            assets:
              - { id: AHU-000123, name: A, class: pump, criticality: nine }
              - { id: AHU-000124, name: B, class: pomp, criticality: 3, colour: red }
            technicians:
              - { id: t1, name: T, crew: ghosts }
            classes: [{ id: pump }]
            sites:
              - { id: a, name: A, code: AA, time_zone: Mars/Olympus }
            """);

        Assert.Equal(
            [(2, "number_invalid"), (3, "class_unknown"), (3, "member_unknown"), (5, "crew_unknown"), (8, "time_zone_unknown")],
            faults.Select(fault => (fault.Line, fault.Code)));
    }

    [Fact]
    public void Read_NamesTheSite_WhereThereAreSeveral()
    {
        var fault = Assert.Single(PlantTexts.ReadFaults("""
            sites:
              - { id: a, name: A, code: AA, time_zone: UTC }
              - { id: b, name: B, code: BB, time_zone: UTC }
            classes: [{ id: pump }]
            assets:
              - { id: PMP-000001, name: P, class: pump, criticality: 1 }
            """));

        Assert.Equal((6, 5, "member_missing"), (fault.Line, fault.Column, fault.Code));
        Assert.Equal("an asset needs 'site': it may be left out only where the plant has exactly one.", fault.Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a\n- b")]
    [InlineData("assets: []")]
    [InlineData("sites: [{ id: a")]
    [InlineData("sites: [}")]
    [InlineData("sites: *everything")]
    [InlineData("sites: []\n---\nsites: []")]
    [InlineData("? { a: b }\n: c")]
    [InlineData("%YAML 9.9\n---\nsites: []")]
    public void Read_RefusesWhatIsNoPlant(string text) => Assert.NotEmpty(PlantTexts.ReadFaults(text));

    [Fact]
    public void Read_AsksForNoMore_AfterTextThatIsNoYaml()
    {
        var fault = Assert.Single(PlantTexts.ReadFaults("assets:\n  - { id: PMP-000001, name: P, class: pump, criticality: 1, site: a }\nsites: [{ id: a, name: ]"));

        Assert.Equal((3, "yaml_syntax"), (fault.Line, fault.Code));
    }

    [Fact]
    public void Read_KeepsTheFirstFaults_AndCountsTheOthers()
    {
        var text = new StringBuilder(PlantTexts.Site).Append("assets:\n");
        for (var i = 0; i < 1000; i++) text.Append("  - { id: x, bogus: 1 }\n");

        var faults = Assert.IsType<PlantFaults>(PlantTexts.Read(text.ToString()));

        Assert.Equal(PlantReader.FaultsListed, faults.Faults.Length);
        Assert.Equal(5000, faults.Total);
    }

    [Fact]
    public void Read_EndsAtNestingThatNoPlantHas()
    {
        var faults = PlantTexts.ReadFaults("notes: " + new string('[', 100_000));

        Assert.Equal(["member_unknown", "yaml_too_deep"], faults.Select(fault => fault.Code));
    }

    [Fact]
    public void Read_RefusesABillionLaughs()
    {
        var faults = PlantTexts.ReadFaults("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nsites: [*c]\n");

        Assert.Contains(faults, fault => fault is { Line: 4, Code: "yaml_alias" });
        Assert.Equal(8, faults.Count(fault => fault.Code == "yaml_alias"));
    }

    [Fact]
    public void Read_NeverThrows_WhateverHasBecomeOfTheFile()
    {
        var random = new Random(20261122);
        var sample = Repository.Read("samples/plants/small.yaml");
        const string marks = "[]{}:,-#&*!|>'\"%@`?\\ \n\t\0\u0085\ufeff\ud83d~0a";
        for (var round = 0; round < 400; round++)
        {
            var text = new StringBuilder(sample);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length - 1);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at - 1));
                else if (random.Next(2) == 0) text.Insert(at, marks[random.Next(marks.Length)]);
                else text[at] = marks[random.Next(marks.Length)];
            }

            Assert.True(PlantTexts.Read(text.ToString()) is Plant or PlantFaults { Total: > 0 }, $"round {round}");
        }
    }
}
