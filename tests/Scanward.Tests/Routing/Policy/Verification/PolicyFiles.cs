using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.PolicyVerification;

/// <summary>Policies as files have them.</summary>
internal static class PolicyFiles
{
    public static string Sample(string name) => Repository.Read($"samples/policies/{name}");

    public static Policy Read(string yaml) => PolicyReader.Read(yaml) switch
    {
        PolicyRead read => read.Policy,
        var faults => throw new InvalidOperationException(string.Join('\n', ((PolicyFaults)faults).Faults) + "\n" + yaml),
    };

    /// <summary>The smallest file around rows that are already written.</summary>
    public static string Of(IEnumerable<string> rows) => $$"""
        policy: test
        version: 1
        timezone: UTC
        route:
        {{string.Join('\n', rows.Select(r => "  " + r))}}
        response:
          P1: { done: 1d, clock: always }
          P2: { done: 1d, clock: always }
          P3: { done: 1d, clock: always }
        """;
}
