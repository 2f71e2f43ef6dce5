using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Read_WholeFormat_TypesEverySection()
    {
        var policy = PolicyTexts.Read(Repository.Read("samples/policies/plant-routing.yaml"));

        Assert.Equal("plant-routing", policy.Name);
        Assert.Equal(14, policy.Version);
        Assert.Equal("America/Chicago", policy.TimeZone);
        Assert.Equal(5, policy.FreshMinutes["stock"]);
        Assert.Equal(7 * 1440, policy.FreshMinutes["profile"]);
        Assert.Equal(new ResponseRule(new(0, 15), new(0, 120), new(0, 480), ResponseClockKind.Always), policy.Response[Priority.P1]);
        Assert.Equal(new ResponseRule(new(1, 0), new(3, 0), new(7, 0), ResponseClockKind.Site), policy.Response[Priority.P3]);
        Assert.Equal([AssignNeed.AssetSkills, AssignNeed.OnShift, AssignNeed.UnderLoadLimit], policy.Assign.Need);
        Assert.Equal(AssignPreference.TechnicianId, policy.Assign.Prefer[^1]);
        Assert.Equal(720, policy.Assign.LoadLimitMinutes);
        Assert.Equal(IfNone.OnCall, policy.Assign.IfNone[Priority.P2]);
        Assert.Equal(IfNone.Queue, policy.Assign.IfNone[Priority.P4]);
        Assert.Null(policy.Parts.Need);
        Assert.Equal([Priority.P1], policy.Parts.UseSafetyStockFor);
        Assert.Equal(240, policy.Parts.RecheckWaitingMinutes);
        Assert.Equal([new("acknowledge", "on_call"), new("on_site", "site_manager")], policy.Escalate[Priority.P1]);
    }

    [Fact]
    public void Read_SiteResponse_ReplacesScalarsAndKeepsTheRest()
    {
        var policy = PolicyTexts.Read(Repository.Read("samples/policies/plant-routing.yaml"));

        Assert.Equal(policy.Response[Priority.P1] with { OnSite = new(0, 30) }, policy.ResponseFor("north-clinic", Priority.P1));
        Assert.Equal(policy.Response[Priority.P1], policy.ResponseFor("harbour-depot", Priority.P1));
        Assert.Equal(policy.Response[Priority.P2], policy.ResponseFor("north-clinic", Priority.P2));
    }

    [Fact]
    public void Read_AddedRows_StandBesideTheirAnchorsAndAskTheirSite()
    {
        var policy = PolicyTexts.Read(PolicyTexts.Rows("{ id: a, then: review P1 }", "{ id: b, then: review P1 }") +
            """
            sites:
              south:
                add:
                  - { id: s1, before: b, then: review P2 }
                  - { id: s2, after: a, when: { criticality: 5 }, then: review P2 }
                  - { id: s3, after: a, then: review P2 }
                  - { id: s4, before: s3, then: review P2 }
              north:
                add: [ { id: n1, before: b, then: review P2 } ]
            """);

        // North before south whatever the file says; rows beside the same row in the order of the file.
        Assert.Equal(["a", "s2", "s4", "s3", "n1", "s1", "b"], policy.Rows.Select(r => r.Id));
        var own = policy.Rows[1].When[0];
        Assert.Equal((Fact.Site, "south"), (own.Fact, Assert.Single(own.Names)));
        Assert.False(NaiveDecision.Matches(own, PolicyTexts.Facts("site=north")));
        Assert.True(NaiveDecision.Matches(own, PolicyTexts.Facts("site=south")));
        Assert.False(NaiveDecision.Matches(own, new Facts()));
    }

    [Theory]
    [InlineData("corrective_wo P3", Outcome.CorrectiveWo, Priority.P3, null)]
    [InlineData("tier_2_engineer P1", Outcome.Tier2Engineer, Priority.P1, null)]
    [InlineData("duplicate of same_fault_open", Outcome.Duplicate, null, DuplicateOf.SameFaultOpen)]
    [InlineData("{ outcome: duplicate, of: last_scan }", Outcome.Duplicate, null, DuplicateOf.LastScan)]
    [InlineData("{ outcome: preventive_pm, priority: P2 }", Outcome.PreventivePm, Priority.P2, null)]
    public void Read_Then_ShortOrMapping(string then, Outcome outcome, Priority? priority, DuplicateOf? of)
    {
        var result = PolicyTexts.Read(PolicyTexts.Rows($"{{ id: a, then: {then} }}")).Rows[0].Then;

        Assert.Equal((outcome, priority, of), (result.Outcome, result.Priority, result.DuplicateOf));
        Assert.True(result.Assign);
        Assert.Null(result.Parts);
    }

    [Theory]
    [InlineData("[bearing_6205, seal_o_ring]", "bearing_6205 1, seal_o_ring 1")]
    [InlineData("{ bearing_6205: 2 }", "bearing_6205 2")]
    [InlineData("[seal_o_ring, { bearing_6205: 2 }]", "bearing_6205 2, seal_o_ring 1")]
    [InlineData("[]", "")]
    public void Read_FixedParts_ListOrQuantities(string parts, string expected)
    {
        var then = PolicyTexts.Read(PolicyTexts.Rows($"{{ id: a, then: {{ outcome: corrective_wo, priority: P3, crew: shift_1_mech, parts: {parts}, unassigned: yes }} }}")).Rows[0].Then;

        Assert.Equal("shift_1_mech", then.Crew);
        Assert.False(then.Assign);
        Assert.Equal(expected, string.Join(", ", then.Parts!.Value.Select(p => $"{p.PartId} {p.Quantity}")));
    }

    [Fact]
    public void Read_PartsNeed_ListGivesQuantities()
    {
        var policy = PolicyTexts.Read(PolicyTexts.Rows("{ id: a, then: review P1 }") + "parts: { need: [bearing_6205, { seal_o_ring: 4 }] }\n");

        Assert.Equal([new PartNeed("bearing_6205"), new PartNeed("seal_o_ring", 4)], policy.Parts.Need!.Value);
    }

    [Fact]
    public void Read_Scalars_AreNeverTypedByYaml()
    {
        // In YAML 1.1 these are a date, a number in base 60, false, an octal number and null.
        var policy = PolicyTexts.Read(PolicyTexts.Rows("{ id: a, when: { asset: 2026-11-22 or 1:30, site: no, asset_class: 0123, failure_mode: '\"~\"' }, then: review P1 }"));

        var names = policy.Rows[0].When.ToDictionary(c => c.Fact, c => c.Names);
        Assert.Equal(["1:30", "2026-11-22"], names[Fact.Asset]);
        Assert.Equal(["no"], names[Fact.Site]);
        Assert.Equal(["0123"], names[Fact.AssetClass]);
        Assert.Equal(["~"], names[Fact.FailureMode]);
    }

    [Fact]
    public void Read_Source_IsKept()
    {
        var text = PolicyTexts.Rows("{ id: a, then: review P1 }");

        Assert.Equal(text, PolicyTexts.Read(text).Source);
    }

    [Fact]
    public void Read_ByteOrderMarkAndWindowsLineEnds_AreTaken()
    {
        var text = PolicyTexts.Rows("{ id: a, when: { criticality: 5 }, then: review P1 }");

        var windows = PolicyTexts.Read("\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(PolicyTexts.Read(text).Hash, windows.Hash);
        Assert.Equal(5, windows.Rows[0].Line);
    }
}
