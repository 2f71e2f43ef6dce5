using System.Text.Json;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class RowExplanationTests
{
    private static readonly CompiledPolicy Plant = PolicyCompiler.Compile(PolicyTexts.Read(Repository.Read("samples/policies/plant-routing.yaml")));

    [Fact]
    public void Of_RowThatWins_IsSetApartFromTheNextThatMatches()
    {
        var explanation = RowExplanation.Of(Plant, PolicyTexts.Facts("scan=corrective", "criticality=5", "parts=short", "crew=on_shift"));

        Assert.Equal("no-parts-c5", explanation.Row?.Id);
        Assert.Equal([new("parts", "short", "short or unknown")], explanation.Because);
        Assert.Equal([new("scan", "corrective", "corrective"), new("criticality", "5", "5")], explanation.Given);
        Assert.Equal(["fix-c5", "fix", "otherwise"], explanation.AlsoMatched);
        Assert.Equal("no-crew", explanation.NearestMiss[0].Row);
        Assert.Equal([new("crew", "on_shift", "none")], explanation.NearestMiss[0].Failed);
        Assert.Equal(["no-crew", "same-fault", "recall"], explanation.NearestMiss.Select(m => m.Row));
        Assert.Equal("Row no-parts-c5: parts is short (test: short or unknown).", explanation.Sentence);
    }

    [Fact]
    public void Of_RowWithoutCells_SaysThatNoneAboveMatches()
    {
        var explanation = RowExplanation.Of(Plant, new Facts());

        Assert.Equal("otherwise", explanation.Row?.Id);
        Assert.Equal("Row otherwise: no row above it matches.", explanation.Sentence);
        Assert.Empty(explanation.AlsoMatched);
    }

    [Fact]
    public void Of_NothingMatches_ShowsTheNearest()
    {
        var policy = PolicyCompiler.Compile(PolicyTexts.Read(PolicyTexts.Rows(
            "{ id: a, when: { criticality: 5, site: north }, then: review P1 }",
            "{ id: b, when: { criticality: 4 }, then: review P1 }",
            "{ id: c, when: { criticality: 5, site: south, pm_due_in: under -7d }, then: review P1 }")));

        var explanation = RowExplanation.Of(policy, PolicyTexts.Facts("criticality=5", "site=south", "pm_due_in=-3d"));

        Assert.Null(explanation.Row);
        Assert.Equal("No row matches this scan.", explanation.Sentence);
        Assert.Equal(["c: pm_due_in is -3d (test: under -7d)", "a: site is south (test: north)"], explanation.NearestMiss.Select(m => $"{m.Row}: {string.Join(", ", m.Failed)}"));
    }

    [Fact]
    public void Of_NextRowAsksMore_TellsAllCells()
    {
        var policy = PolicyCompiler.Compile(PolicyTexts.Read(PolicyTexts.Rows(
            "{ id: a, when: { criticality: 4..5 }, then: review P1 }", "{ id: b, when: { criticality: at least 4, site: north }, then: review P1 }")));

        var explanation = RowExplanation.Of(policy, PolicyTexts.Facts("criticality=5", "site=north"));

        Assert.Equal("Row a: criticality is 5 (test: 4..5).", explanation.Sentence);
        Assert.Empty(explanation.Given);
    }

    [Fact]
    public void Of_MadeUpPolicies_AgreesWithRowByRow()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var policy = PolicyTexts.Read(MadeUp.Policy(random, 12));
            var facts = MadeUp.Scan(random);

            var explanation = RowExplanation.Of(PolicyCompiler.Compile(policy), facts);

            var matching = policy.Rows.Where(r => NaiveDecision.Matches(r, facts)).Select(r => r.Id).ToList();
            Assert.Equal(matching, explanation.Row is { } row ? [row.Id, .. explanation.AlsoMatched] : []);
            Assert.Equal(explanation.Row?.When.Length ?? 0, explanation.Because.Length + explanation.Given.Length);
            Assert.DoesNotContain(explanation.NearestMiss, m => matching.Contains(m.Row) || m.Failed.IsEmpty);
            Assert.True(explanation.NearestMiss.Length <= 3);
        }
    }

    [Fact]
    public void Text_IsForPeople()
    {
        var facts = PolicyTexts.Facts("scan=corrective", "criticality=5", "parts=short", "crew=on_shift", "site=north-clinic");

        Assert.Equal(
            $"""
            Row no-parts-c5: parts is short (test: short or unknown).
              result        tier_2_engineer P1
              row           no-parts-c5, line {Plant.Rows.Single(r => r.Id == "no-parts-c5").Line}
              given         scan is corrective, criticality is 5
              response      acknowledge 15m, on_site 30m, done 8h, clock always
              also matched  fix-c5, fix, otherwise
              nearest miss  no-crew: crew is on_shift (test: none)
              nearest miss  same-fault: same_fault_open_age is unknown (test: under 14d)
              nearest miss  recall: same_fault_closed_ago is unknown (test: under 30d)
              policy        plant-routing version 14, {Plant.Hash[..12]}

            """,
            ExplanationReport.Text(Plant, facts, RowExplanation.Of(Plant, facts)));
    }

    [Fact]
    public void Json_IsForPrograms()
    {
        var starter = PolicyCompiler.Compile(PolicyTexts.Read(Repository.Read("samples/policies/starter.yaml")));
        var facts = PolicyTexts.Facts("criticality=4", "last_scan_ago=3d 4h", "reading:run_hours=8123.5");

        using var json = JsonDocument.Parse(ExplanationReport.Json(starter, facts, RowExplanation.Of(starter, facts)));

        var root = json.RootElement;
        Assert.Equal("starter", root.GetProperty("policy").GetString());
        Assert.Equal(starter.Hash, root.GetProperty("hash").GetString());
        Assert.Equal("""{"criticality":4,"last_scan_ago":"3d 4h","reading:run_hours":8123.5}""", JsonSerializer.Serialize(root.GetProperty("facts")));
        Assert.Equal("critical", root.GetProperty("row").GetString());
        Assert.Equal("tier_2_engineer", root.GetProperty("outcome").GetString());
        Assert.Equal(1, root.GetProperty("priority").GetInt32());
        Assert.Equal("tier_2", root.GetProperty("crew").GetString());
        Assert.Equal("""[{"part":"filter_kit_v2","quantity":1}]""", JsonSerializer.Serialize(root.GetProperty("parts")));
        Assert.Equal("""[{"fact":"criticality","value":"4","test":"4..5"}]""", JsonSerializer.Serialize(root.GetProperty("because")));
        Assert.Equal("""["fix"]""", JsonSerializer.Serialize(root.GetProperty("also_matched")));
        Assert.Equal("""{"acknowledge":"15m","on_site":"2h","done":"8h","clock":"always"}""", JsonSerializer.Serialize(root.GetProperty("response")));
    }

    [Fact]
    public void Json_NothingMatches_RowIsNull()
    {
        var policy = PolicyCompiler.Compile(PolicyTexts.Read(PolicyTexts.Rows("{ id: a, when: { criticality: 5 }, then: review P1 }")));

        using var json = JsonDocument.Parse(ExplanationReport.Json(policy, new Facts(), RowExplanation.Of(policy, new Facts())));

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("row").ValueKind);
        Assert.False(json.RootElement.TryGetProperty("outcome", out _));
    }
}
