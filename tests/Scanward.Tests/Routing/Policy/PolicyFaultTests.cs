using System.Text;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class PolicyFaultTests
{
    [Fact]
    public void Read_ManyFaults_AllAtOnceInFileOrder()
    {
        var faults = PolicyTexts.Faults(
            """
            policy: test
            version: fourteen
            timezone: America/Chicagoo
            route:
              - { id: a, when: { criticalty: 5 }, then: review P1 }
              - { id: b, when: { parts: shrot or unknown }, then: corective_wo P1 }
              - { id: a, then: duplicate of lastscan }
            """);

        Assert.Equal(
            [(2, 10, "bad_number"), (3, 11, "unknown_timezone"), (5, 22, "unknown_fact"), (6, 29, "unknown_value"), (6, 55, "unknown_value"), (7, 11, "duplicate_id"), (7, 33, "unknown_value")],
            faults.Select(f => (f.Line, f.Column, f.Code)));
        Assert.Contains("did you mean 'America/Chicago'?", faults[1].Detail, StringComparison.Ordinal);
        Assert.Contains("did you mean 'criticality'?", faults[2].Detail, StringComparison.Ordinal);
        Assert.Contains("did you mean 'short'?", faults[3].Detail, StringComparison.Ordinal);
        Assert.Contains("did you mean 'corrective_wo'?", faults[4].Detail, StringComparison.Ordinal);
        Assert.Contains("line 5", faults[5].Detail, StringComparison.Ordinal);
        Assert.Contains("did you mean 'last_scan'?", faults[6].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("criticality", "3d", "bad_unit", "criticality has no unit: write 3.")]
    [InlineData("criticality", "6", "out_of_range", "criticality runs from 1 to 5; 6 is not in it.")]
    [InlineData("criticality", "over 5", "matches_nothing", "criticality is never over 5.")]
    [InlineData("criticality", "4-5", "bad_cell", "A range has two dots: write '4..5'.")]
    [InlineData("criticality", "5..4", "range_backwards", "A range runs from the smaller to the larger: write 4..5.")]
    [InlineData("criticality", "four", "bad_number", "criticality takes a whole number; 'four' is not one.")]
    [InlineData("criticality", "'>=4'", "bad_cell", "Operators are words: write 'at least 4'.")]
    [InlineData("criticality", "'4, 5'", "bad_cell", "Values are listed with 'or': write '4 or 5'.")]
    [InlineData("criticality", "3 and 4", "bad_cell", "A cell has no 'and': write a range as 1..3, and ask two facts in two cells.")]
    [InlineData("criticality", "1 or not 3", "bad_cell", "'not' stands only at the beginning of a cell and applies to its whole list.")]
    [InlineData("criticality", "1 or", "bad_cell", "A value is missing here: criticality is written '[not] value or value'.")]
    [InlineData("criticality", "not", "bad_cell", "A value is missing here: criticality is written '[not] value or value'.")]
    [InlineData("criticality", "at least", "bad_cell", "'at least' needs a value after it.")]
    [InlineData("criticality", "", "empty_cell", "criticality asks nothing here: leave the fact out to take any value, or write 'unknown' or 'not unknown'.")]
    [InlineData("criticality", "null", "empty_cell", "criticality asks nothing here: leave the fact out to take any value, or write 'unknown' or 'not unknown'.")]
    [InlineData("criticality", "[4, 5]", "wrong_shape", "The test of criticality is one value, not a list.")]
    [InlineData("last_scan_ago", "under 10", "bad_unit", "last_scan_ago needs a unit: 10m, 10h, 10d or 10w.")]
    [InlineData("last_scan_ago", "under 10 min", "bad_number", "last_scan_ago takes whole numbers with units, such as 1h 30m; '10 min' is not one.")]
    [InlineData("last_scan_ago", "under 10min", "bad_unit", "last_scan_ago has the units m, h, d and w; 'min' is none of them; did you mean '10m'?")]
    [InlineData("last_scan_ago", "under 4h 1d", "bad_unit", "last_scan_ago takes each unit once, the larger first, such as 1d 4h; '4h 1d' does not.")]
    [InlineData("last_scan_ago", "under 0m", "matches_nothing", "last_scan_ago is never under 0m.")]
    [InlineData("last_scan_ago", "over -1d", "out_of_range", "last_scan_ago is never below 0m; -1d is.")]
    [InlineData("mtbf_used", "over 80", "bad_unit", "mtbf_used is a percentage: write 80%.")]
    [InlineData("failures_90d", "at least 20", "out_of_range", "failures_90d counts from 0 to 16 and stays there; 20 is not in it: for many failures write 'at least 16' or less.")]
    [InlineData("open_pm", "true", "unknown_value", "open_pm is one of yes, no, unknown; 'true' is none of them; did you mean 'yes'?")]
    [InlineData("scan", "not corrective or preventive or inspection or unknown", "matches_nothing", "scan has no value for which 'not corrective or preventive or inspection or unknown' holds.")]
    [InlineData("crew", "under on_call", "bad_cell", "crew has no order: list its values with 'or'.")]
    [InlineData("site", "under a", "bad_name", "site is a name and has no order: list names with 'or'.")]
    [InlineData("failure_mode", "bearing noise", "bad_name", "Between two names stands 'or'; a name with spaces stands in quotes: '\"bearing noise\"'.")]
    [InlineData("failure_mode", "'\"bearing noise'", "bad_cell", "The quote \" is not closed.")]
    [InlineData("parts", "'\"short\"'", "bad_cell", "Quotes are for names; parts is not one.")]
    [InlineData("reading:run_hours", "over 1.2345", "bad_number", "reading:run_hours takes a number with at most three decimals and no unit; '1.2345' is not one.")]
    public void Read_BadCell_SaysWhatToWrite(string fact, string test, string code, string detail)
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Cell(fact, test)));

        Assert.Equal((5, code, detail), (fault.Line, fault.Code, fault.Detail));
    }

    [Theory]
    [InlineData("review", "bad_result", "review needs a priority: 'review P3'.")]
    [InlineData("duplicate P1", "bad_result", "'duplicate of last_scan'")]
    [InlineData("{ outcome: duplicate, priority: P1 }", "bad_result", "A duplicate has 'of' and no 'priority'.")]
    [InlineData("{ outcome: review, priority: P1, crew: x }", "bad_result", "review makes no work order")]
    [InlineData("{ outcome: corrective_wo }", "missing_key", "'then' needs 'priority'.")]
    [InlineData("{ outcome: corrective_wo, priority: P1, parts: { a: 0 } }", "bad_number", "A quantity is a whole number from 1")]
    [InlineData("{ outcome: corrective_wo, priority: P1, parts: [a, a] }", "duplicate_key", "for two of it write { a: 2 }")]
    [InlineData("corrective_wo P5", "unknown_value", "A priority is one of P1, P2, P3, P4")]
    public void Read_BadResult_SaysWhatToWrite(string then, string code, string detail)
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Rows($"{{ id: a, then: {then} }}")));

        Assert.Equal(code, fault.Code);
        Assert.Contains(detail, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fresh: { stocks: 5m }", "unknown_key", "did you mean 'stock'?")]
    [InlineData("assign: { prefer: [least_loaded] }", "bad_preference", "technician_id")]
    [InlineData("assign: { need: [on_shft] }", "unknown_value", "did you mean 'on_shift'?")]
    [InlineData("parts: { reserve: when_assigned }", "unknown_value", "when_created")]
    [InlineData("parts: { need: assets }", "unknown_value", "did you mean 'asset'?")]
    [InlineData("response: { P1: { on_site: 1w, clock: site } }", "bad_unit", "write 7d")]
    [InlineData("response: { P1: { on_site: 2h } }", "missing_key", "needs 'clock'")]
    [InlineData("response: { P2: { on_site: 2h, clock: site } }", "missing_response", "gives P1, but 'response' has no P1")]
    [InlineData("response: { P1: { on_site: 2h, clock: site } }\nescalate: { P1: [ { after: done, to: on_call } ] }", "missing_response", "would never come")]
    [InlineData("response: { P1: { on_site: 2h, clock: site } }\nescalate: { P1: [ { after: on_site, to: oncall } ] }", "unknown_value", "did you mean 'on_call'?")]
    [InlineData("sites: { n: { add: [ { id: x, before: aa, then: review P1 } ] } }", "unknown_row", "did you mean 'a'?")]
    [InlineData("sites: { n: { add: [ { id: x, then: review P1 } ] } }", "missing_key", "either 'before: <row>' or 'after: <row>'")]
    [InlineData("sites: { n: { add: [ { id: x, after: a, when: { site: m }, then: review P1 } ] } }", "site_cell", "by themselves")]
    [InlineData("sites: { m: { add: [ { id: x, after: a, then: review P1 } ] }, n: { add: [ { id: y, after: x, then: review P1 } ] } }", "unknown_row", "the site m's own")]
    [InlineData("colour: blue", "unknown_key", "A policy has no 'colour'")]
    public void Read_BadSection_SaysWhatToWrite(string section, string code, string detail)
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Rows("{ id: a, then: review P1 }") + section + "\n"));

        Assert.Equal(code, fault.Code);
        Assert.Contains(detail, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy: &a test\n", "yaml_feature", 1)]
    [InlineData("policy: test\nversion: *a\n", "yaml_feature", 2)]
    [InlineData("policy: !!str test\n", "yaml_feature", 1)]
    [InlineData("policy: test\npolicy: test\n", "duplicate_key", 2)]
    [InlineData("policy: test\n---\npolicy: test\n", "yaml_feature", 2)]
    [InlineData("policy: >\n  test\n", "yaml_feature", 1)]
    [InlineData("? [a]\n: b\n", "wrong_shape", 1)]
    [InlineData("- a\n", "wrong_shape", 1)]
    [InlineData("", "empty_file", 1)]
    [InlineData("route: [ { id: a\n", "yaml_syntax", 2)]
    [InlineData("a: %\n", "yaml_syntax", 1)]
    public void Read_YamlBeyondTheFormat_IsRefusedWithItsPlace(string text, string code, int line) =>
        Assert.Contains(PolicyTexts.Faults(text), f => f.Code == code && f.Line == line);

    [Fact]
    public void Read_CommaInFlowMapping_ExplainsYamlsSplit()
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Rows("{ id: a, when: { criticality: 4, 5 }, then: review P1 }")));

        Assert.Contains("YAML splits at a comma: list values with 'or'", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GreaterThanInFlowMapping_ExplainsTheWord()
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Rows("{ id: a, when: { criticality: >4 }, then: review P1 }")));

        Assert.Equal((5, 35, "yaml_syntax"), (fault.Line, fault.Column, fault.Code));
        Assert.Contains("'over 4'", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnclosedBracket_NamesWhereItWasOpened()
    {
        var fault = Assert.Single(PolicyTexts.Faults("route:\n  - { id: a, when: { scan: corrective }, then: review P3\n"));

        Assert.Equal("yaml_syntax", fault.Code);
        Assert.Contains("The bracket opened at line 2, column 5 may not be closed.", fault.Detail, StringComparison.Ordinal);
    }

    // YamlDotNet 16 reads ahead over the end of the row and fails at the next ':' with an InvalidOperationException.
    [Theory]
    [InlineData("  - { id: b, then: review P3 }\n")]
    [InlineData("response:\n  P1: { clock: site }\n")]
    public void Read_UnclosedBracketInTheMiddle_IsAFaultNotAnException(string next)
    {
        var fault = Assert.Single(PolicyTexts.Faults("route:\n  - { id: a, when: { scan: corrective }, then: review P3\n" + next));

        Assert.Equal((2, "yaml_syntax"), (fault.Line, fault.Code));
        Assert.Contains("not closed", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultyRow_DoesNotAccuseRowsThatNameIt()
    {
        var faults = PolicyTexts.Faults(PolicyTexts.Rows("{ id: a, then: nothing P1 }") + "sites: { n: { add: [ { id: x, before: a, then: review P1 } ] } }\n");

        Assert.Equal("unknown_value", Assert.Single(faults).Code);
    }

    [Fact]
    public void Read_TooLarge_IsRefusedWithoutReading() =>
        Assert.Equal("too_large", Assert.Single(PolicyTexts.Faults(new string('#', PolicyLimits.Characters + 1))).Code);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Read_DeepNesting_IsRefused(string opening)
    {
        var text = new StringBuilder().Insert(0, opening, PolicyLimits.Characters / opening.Length).ToString();

        Assert.Equal("too_deep", Assert.Single(PolicyTexts.Faults(text)).Code);
    }

    [Fact]
    public void Read_TooManyRows_IsRefused()
    {
        var rows = string.Concat(Enumerable.Range(0, PolicyLimits.Rows + 1).Select(i => $"- {{id: r{i}, then: review P1}}\n"));

        Assert.Equal("too_large", Assert.Single(PolicyTexts.Faults("policy: t\nversion: 1\ntimezone: UTC\nroute:\n" + rows)).Code);
    }

    [Fact]
    public void Read_TooManyTerms_IsRefused()
    {
        var names = string.Join(" or ", Enumerable.Range(0, PolicyLimits.Terms + 1).Select(i => $"n{i}"));

        Assert.Equal("too_large", Assert.Single(PolicyTexts.Faults(PolicyTexts.Cell("asset", names))).Code);
    }

    [Fact]
    public void Read_TableLargerThanMemory_IsRefused()
    {
        var rows = Enumerable.Range(0, 9_000).Select(i =>
            $"{{id: r{i}, when: {{pm_due_in: {string.Join(" or ", Enumerable.Range(0, 8).Select(k => $"{(i * 16) + (k * 2)}m"))}}}, then: review P1}}").ToArray();

        Assert.Equal("too_large", Assert.Single(PolicyTexts.Faults(PolicyTexts.Rows(rows))).Code);
    }

    [Fact]
    public void Read_WordAsLongAsTheFile_IsQuotedInPart()
    {
        var fault = Assert.Single(PolicyTexts.Faults(PolicyTexts.Cell("criticality", new string('x', 900_000))));

        Assert.InRange(fault.Detail.Length, 1, 700);
    }

    [Fact]
    public void Read_FaultsWithoutEnd_AreCut()
    {
        var rows = Enumerable.Range(0, 1_000).Select(i => $"{{ id: r{i}, when: {{ colour: blue }}, then: review P1 }}").ToArray();

        Assert.Equal(PolicyLimits.Faults, PolicyTexts.Faults(PolicyTexts.Rows(rows)).Count);
    }

    [Fact]
    public void Read_MutatedFiles_NeverThrowAndAlwaysPointIntoTheFile()
    {
        var original = Repository.Read("samples/policies/plant-routing.yaml");
        const string Alphabet = "{}[]:,-?!&*#|>'\"%@` \n\ta1\\.\0é\ud800\r~<=";
        var random = new Random(20261122);
        for (var i = 0; i < 500; i++)
        {
            var text = new StringBuilder(original);
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                else text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
            }

            var lines = text.ToString().Split('\n').Length;
            switch (PolicyReader.Read(text.ToString()))
            {
                case PolicyRead read:
                    Assert.Equal(64, read.Policy.Hash.Length);
                    break;
                case PolicyFaults faults:
                    Assert.NotEmpty(faults.Faults);
                    Assert.DoesNotContain(faults.Faults, f => f.Line < 1 || f.Column < 1 || f.Line > lines + 1 || (f.Detail[^1] is not ('.' or '?')));
                    break;
                default:
                    Assert.Fail("A reading of a third kind.");
                    break;
            }
        }
    }
}
