using System.Text.Json;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.PolicyVerification;

/// <summary>What people read, and what they paste.</summary>
public sealed class VerificationTextTests
{
    [Theory]
    [InlineData("plant-routing.yaml"), InlineData("starter.yaml")]
    public void SamplePolicy_IsProvenClean(string name)
    {
        var policy = PolicyFiles.Read(PolicyFiles.Sample(name));
        var report = PolicyVerifier.Verify(policy);

        Assert.True(report.Proven);
        Assert.Empty(report.Errors);
        Assert.Equal(policy.Rows.Select(r => r.Id), report.Reached.Select(r => r.Row.Id));
        Assert.True(PolicyVerifier.Overlaps(policy).Complete);
    }

    [Theory]
    [InlineData("plant-routing.yaml"), InlineData("starter.yaml")]
    public void Witness_InWords_IsTakenByTheRowThatItIsAWitnessOf(string name)
    {
        var policy = PolicyFiles.Read(PolicyFiles.Sample(name));
        foreach (var (row, witness) in PolicyVerifier.Verify(policy).Reached)
        {
            var facts = new Facts();
            foreach (var word in witness.Words) Assert.True(FactText.TrySet(facts, word, out var fault), fault);
            Assert.Equal(row.Id, policy.Rows[new NaiveDecision(policy).Decide(facts)].Id);
            Assert.Equal(row.Id, Rows.Taker(policy, witness.Facts));
        }
    }

    [Fact]
    public void PlantRouting_WithoutItsLastRow_HasTheGapsThatItHid()
    {
        var broken = Without(PolicyFiles.Sample("plant-routing.yaml"), "- { id: otherwise,");
        Assert.Equal(
            """
            plant.yaml: error: No row takes an inspection scan with open_pm no or unknown, open_inspection unknown and pm_due_in over 7d or unknown that gets past `rescan` and `wrong-place`. [gap]
                for example: scan=inspection open_pm=no open_inspection=unknown pm_due_in=30d site=harbour-depot criticality=3 location=at_asset last_scan_ago=30d failures_90d=0 parts=available crew=on_shift time=working
                paste at the end of `route`:
                  - { id: gap-1, when: { scan: inspection, open_pm: no or unknown, open_inspection: unknown, pm_due_in: over 7d or unknown }, then: review P3 }
            plant.yaml: error: No row takes a preventive scan with open_pm no or unknown and pm_due_in unknown that gets past `rescan` and `wrong-place`. [gap]
                for example: scan=preventive open_pm=no pm_due_in=unknown site=harbour-depot criticality=3 location=at_asset last_scan_ago=30d open_inspection=no failures_90d=0 parts=available crew=on_shift time=working
                paste at the end of `route`:
                  - { id: gap-2, when: { scan: preventive, open_pm: no or unknown, pm_due_in: unknown }, then: review P3 }
            plant-routing version 14: refused, 2 errors.

            """,
            Text(broken));
    }

    [Fact]
    public void PlantRouting_WithARowThatComesTooLate_IsToldWhereItBelongs()
    {
        var plant = PolicyFiles.Sample("plant-routing.yaml");
        var late = "  - { id: night,       when: { scan: corrective, criticality: 5, time: off_hours }, then: tier_2_engineer P1 }\n";
        var at = plant.IndexOf("  - { id: fix, ", StringComparison.Ordinal);
        var text = Text(plant.Insert(at, late));
        Assert.StartsWith(
            """
            plant.yaml:23: error: No scan reaches row `night` (line 23): `fix-c5` (line 22) takes all that it asks for (a corrective scan of a criticality-5 asset with time off_hours). Put it before `fix-c5`, or remove it. [unreachable]
                for example: scan=corrective criticality=5 time=off_hours site=harbour-depot location=at_asset last_scan_ago=30d open_pm=no open_inspection=no failures_90d=0 pm_due_in=30d parts=available crew=on_shift
                move it before row `fix-c5`:
                  - { id: night, when: { scan: corrective, criticality: 5, time: off_hours }, then: tier_2_engineer P1 }
            """,
            text,
            StringComparison.Ordinal);
        Assert.EndsWith("plant-routing version 14: refused, 1 error.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HoldsWhatTheTextSays()
    {
        var policy = PolicyFiles.Read(Without(PolicyFiles.Sample("plant-routing.yaml"), "- { id: otherwise,"));
        using var json = JsonDocument.Parse(VerificationText.Json(policy, PolicyVerifier.Verify(policy), PolicyVerifier.Overlaps(policy)));

        var root = json.RootElement;
        Assert.True(root.GetProperty("refused").GetBoolean());
        Assert.True(root.GetProperty("proven").GetBoolean());
        Assert.True(root.GetProperty("overlaps_complete").GetBoolean());
        Assert.NotEqual(0, root.GetProperty("overlaps").GetArrayLength());
        var gap = root.GetProperty("findings")[0];
        Assert.Equal("gap", gap.GetProperty("code").GetString());
        Assert.Equal("error", gap.GetProperty("severity").GetString());
        Assert.Equal("scan=inspection", gap.GetProperty("example")[0].GetString());
        Assert.StartsWith("- { id: gap-1, when: { scan: inspection,", gap.GetProperty("suggestion").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Row_WrittenFromItsBox_ReadsBackAsTheSameScans()
    {
        for (var seed = 1000; seed < 1200; seed++)
        {
            var world = new SmallWorld(seed);
            if (Written(world.Policy).Count == 0) continue;
            var scans = world.Scans().ToList();
            var read = PolicyFiles.Read(PolicyFiles.Of(Written(world.Policy))).Rows.ToDictionary(r => r.Id);
            foreach (var row in world.Policy.Rows.Where(r => read.ContainsKey(r.Id)))
            {
                Assert.True(scans.TrueForAll(s => Rows.Matches(row, s) == NaiveDecision.Matches(read[row.Id], s)), $"seed {seed}, row {row.Id}");
            }
        }
    }

    [Fact]
    public void Suggestion_Pasted_ClosesTheGapAndIsReached()
    {
        for (var seed = 2000; seed < 2050; seed++)
        {
            var rows = Written(new SmallWorld(seed).Policy);
            if (rows.Count == 0) continue;
            for (var round = 0; ; round++)
            {
                Assert.True(round < 400, $"seed {seed} never closes");
                var report = PolicyVerifier.Verify(PolicyFiles.Read(PolicyFiles.Of(rows)));
                Assert.False(report.Errors.Any(f => f.Rows.Any(r => r.Id.StartsWith("gap-", StringComparison.Ordinal))), $"seed {seed}: a pasted row is not reached");
                if (report.Errors.FirstOrDefault(f => f.Code == FindingCode.Gap) is not { } gap) break;
                rows.Add(gap.Suggestion!);
            }
        }
    }

    [Fact]
    public void Name_ThatIsAWordOfTheGrammar_IsPastedInQuotes()
    {
        var rows = new[] { "- { id: a, when: { site: '\"or\" or \"two words\"', scan: corrective }, then: review P3 }", "- { id: b, when: { site: 'not \"or\"' }, then: review P3 }" };
        var gap = Assert.Single(PolicyVerifier.Verify(PolicyFiles.Read(PolicyFiles.Of(rows))).Errors);
        Assert.Equal("- { id: gap-1, when: { scan: not corrective, site: \"\\\"or\\\"\" }, then: review P3 }", gap.Suggestion);
        Assert.Empty(PolicyVerifier.Verify(PolicyFiles.Read(PolicyFiles.Of([.. rows, gap.Suggestion!]))).Errors);
    }

    /// <summary>The rows that match something, each written anew from its box.</summary>
    private static List<string> Written(Policy policy)
    {
        var space = new PolicySpace(policy);
        return [.. policy.Rows.Select((r, i) => (Row: r, Box: space.Rows[i])).Where(p => !p.Box.IsEmpty).Select(p => RowYaml.Of(p.Row.Id, space, space.Widen(p.Box), RowYaml.Then(p.Row.Then)))];
    }

    private static string Text(string yaml)
    {
        var policy = PolicyFiles.Read(yaml);
        var report = PolicyVerifier.Verify(policy);
        return VerificationText.Of(policy, report with { Findings = [.. report.Errors] }, "plant.yaml");
    }

    private static string Without(string yaml, string line) =>
        string.Join('\n', yaml.Split('\n').Where(l => !l.Contains(line, StringComparison.Ordinal)));
}
