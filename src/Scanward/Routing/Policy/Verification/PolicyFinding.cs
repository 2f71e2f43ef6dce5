using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>How grave a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; the policy can be published.</summary>
    Note = 1,

    /// <summary>The policy is refused.</summary>
    Error = 2,
}

/// <summary>What the verifier can say; on the wire in snake_case.</summary>
public enum FindingCode
{
    /// <summary>A scan that no row takes.</summary>
    Gap = 1,

    /// <summary>
    /// A row that no scan reaches: rows before it take, alone or together, everything that it asks for; or it asks for what cannot be.
    /// </summary>
    Unreachable = 2,

    /// <summary>A row with the conditions of an earlier one, perhaps written differently.</summary>
    Duplicate = 3,

    /// <summary>Scans that fall through to the row that takes everything: the gaps that it hides.</summary>
    ReachesOtherwise = 4,

    /// <summary>Two rows that match some of the same scans, neither of them a special case of the other, with different results.</summary>
    Overlap = 5,

    /// <summary>A question that the budget did not settle. It may be fine or not.</summary>
    NotProven = 6,
}

/// <summary>A row that a finding is about.</summary>
/// <param name="Line">1-based line in the policy's file.</param>
public readonly record struct FindingRow(string Id, int Line);

/// <summary>One concrete scan, with ordinary values wherever the finding leaves a choice.</summary>
/// <param name="Facts">Every fact that some row tests; the others are unknown.</param>
/// <param name="Words">The same as <c>fact=value</c>, the facts that matter first; a fact that is not named is unknown. Fit for
/// <c>policy explain</c>.</param>
public sealed record PolicyWitness(Facts Facts, ImmutableArray<string> Words);

/// <summary>One thing that the verifier found, for people and for programs.</summary>
public sealed record PolicyFinding
{
    public required FindingSeverity Severity { get; init; }

    public required FindingCode Code { get; init; }

    /// <summary>The row in question first, then the rows that are the reason; empty for a gap.</summary>
    public ImmutableArray<FindingRow> Rows { get; init; } = [];

    /// <summary>A scan that shows it; null only where nothing can: an impossible row, a question not settled.</summary>
    public PolicyWitness? Witness { get; init; }

    /// <summary>One or two sentences in plain words.</summary>
    public required string Detail { get; init; }

    /// <summary>A row in YAML that settles the finding; null where pasting a row does not help.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Where <see cref="Suggestion"/> goes, such as <c>paste before row `fix`</c>.</summary>
    public string? Placement { get; init; }
}

/// <summary>A scan that a row takes: reaches it past all rows before.</summary>
public sealed record RowWitness(FindingRow Row, PolicyWitness Witness);

/// <summary>What the verifier says of one policy.</summary>
public sealed record VerificationReport
{
    /// <summary>Whether every question about gaps and unreachable rows was settled within the budget.</summary>
    public required bool Proven { get; init; }

    /// <summary>Errors first, each group in the order of the rows.</summary>
    public required ImmutableArray<PolicyFinding> Findings { get; init; }

    /// <summary>For each row that can be reached a scan that it takes, in the order of the rows.</summary>
    public required ImmutableArray<RowWitness> Reached { get; init; }

    public IEnumerable<PolicyFinding> Errors => Findings.Where(f => f.Severity == FindingSeverity.Error);

    public IEnumerable<PolicyFinding> Notes => Findings.Where(f => f.Severity == FindingSeverity.Note);

    /// <summary>Whether the policy must not be published: it has a gap, an unreachable row or a duplicate.</summary>
    public bool Refuses => Errors.Any();
}
