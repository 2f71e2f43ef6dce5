using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

/// <summary>Policy files as tests write them.</summary>
internal static class PolicyTexts
{
    /// <summary>A policy with just these rows (flow mappings), the first in line 5.</summary>
    public static string Rows(params string[] rows) =>
        "policy: test\nversion: 1\ntimezone: UTC\nroute:\n" + string.Concat(rows.Select(r => $"  - {r}\n"));

    /// <summary>A policy with one row that asks one fact, and a catch-all.</summary>
    public static string Cell(string fact, string test) => Rows($"{{ id: asked, when: {{ {fact}: {test} }}, then: review P1 }}", "{ id: otherwise, then: review P3 }");

    public static Policy Read(string yaml) => PolicyReader.Read(yaml) switch
    {
        PolicyRead read => read.Policy,
        PolicyFaults faults => throw new Xunit.Sdk.XunitException("The policy has faults:\n" + string.Join('\n', faults.Faults)),
        _ => throw new InvalidOperationException(),
    };

    public static IReadOnlyList<FileFault> Faults(string yaml) =>
        PolicyReader.Read(yaml) is PolicyFaults faults ? faults.Faults : throw new Xunit.Sdk.XunitException("The policy has no faults.");

    public static Facts Facts(params string[] assignments)
    {
        var facts = new Facts();
        foreach (var assignment in assignments) Assert.True(FactText.TrySet(facts, assignment, out var fault), fault);
        return facts;
    }
}
