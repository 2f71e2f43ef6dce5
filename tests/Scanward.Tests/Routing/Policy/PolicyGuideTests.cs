using System.Text.RegularExpressions;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

/// <summary>The users' guide does not drift from the code.</summary>
public sealed class PolicyGuideTests
{
    private static readonly string Guide = Repository.Read("docs/policy.md");

    [Fact]
    public void Guide_NamesEveryFactWordAndOutcome()
    {
        var words = FactColumn.All.Select(c => c.Name).Concat(FactColumn.All.SelectMany(c => c.Words.Select(w => w.Word)))
            .Concat(Enum.GetValues<Outcome>().Select(Wire.Name)).Concat(Enum.GetValues<DuplicateOf>().Select(Wire.Name));

        Assert.DoesNotContain(words, w => !Regex.IsMatch(Guide, $"[` ]{w}`|`{w} ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Guide_Limits_AreThoseOfTheCode() =>
        Assert.Contains(
            FormattableString.Invariant($"{PolicyLimits.Characters:N0} characters, {PolicyLimits.Rows:N0} rows, {PolicyLimits.Terms:N0} terms in a cell, {PolicyLimits.Meters} different meters"),
            Guide, StringComparison.Ordinal);

    [Fact]
    public void Guide_SectionsOfTheFile_CanBeRead()
    {
        var sections = Regex.Matches(Guide, @"```yaml\n(?<text>(response|assign|parts|escalate|sites):\n.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var rows = PolicyTexts.Rows("{ id: fix, then: corrective_wo P3 }");

        Assert.Equal(3, sections.Count);
        Assert.All(sections, s => Assert.Equal(1, PolicyTexts.Read(rows + (s.Groups["text"].Value.Contains("response:\n", StringComparison.Ordinal) ? "" : Response) + s.Groups["text"].Value).Version));
    }

    private const string Response = "response: { P1: { acknowledge: 15m, on_site: 2h, clock: always }, P3: { done: 7d, clock: site } }\n";
}
