using System.Collections.Immutable;
using NodaTime;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Policies;

/// <summary>The policy in force, to be read.</summary>
internal sealed record PolicyModel
{
    public required CompiledPolicy Policy { get; init; }

    /// <summary>When it was put in force, and by whom; null where the log does not say.</summary>
    public AuditRecord? Loaded { get; init; }

    /// <summary>Why the file as it is now is not in force; null while it is.</summary>
    public string? Refusal { get; init; }

    public required ImmutableArray<RowLook> Rows { get; init; }

    /// <summary>Rows that are not shown because there are too many.</summary>
    public required int Hidden { get; init; }

    public string? Search { get; init; }

    public required RowHitLook Hits { get; init; }

    /// <summary>The row whose scans stand beside; null for none.</summary>
    public RowLook? Selected { get; init; }

    public IReadOnlyList<ScanListRecord> Recent { get; init; } = [];

    public required bool HasDraft { get; init; }

    /// <summary>Just put in force.</summary>
    public bool JustPublished { get; init; }
}

/// <summary>A row as it is read.</summary>
/// <param name="ElsewhereOnly">Whether it can take no scan of this site.</param>
internal sealed record RowLook(int Place, PolicyRow Row, RowSentence Sentence, RowHitCount Hits, bool ElsewhereOnly)
{
    public string Path => QueryText.With("/policy", ("row", Row.Id));
}

/// <summary>A made-up scan, asked for.</summary>
internal sealed record TryModel
{
    public required CompiledPolicy Policy { get; init; }

    /// <summary>Whether it is the draft that is asked.</summary>
    public required bool OfDraft { get; init; }

    public required ImmutableArray<TryField> Fields { get; init; }

    /// <summary>Null before facts are given, and where one is at fault.</summary>
    public TryAnswer? Answer { get; init; }

    /// <summary>The scan that the facts are from.</summary>
    public string? ScanId { get; init; }

    /// <summary>How that scan was decided then.</summary>
    public string? DecidedThen { get; init; }

    public string? ScanFault { get; init; }
}

/// <param name="Hint">What can be written.</param>
internal sealed record TryField(FactColumn Column, string Value, string? Fault, string Hint)
{
    public string Name => Column.Name;

    public string Id => "f." + Column.Name;
}

/// <summary>Which row takes the made-up scan, and how near the others came.</summary>
internal sealed record TryAnswer(TryRow? Taken, string Sentence, string? Response, ImmutableArray<TryRow> Rows, int Hidden);

internal enum TryState
{
    Taken = 1,
    AlsoMatches = 2,
    Misses = 3,
}

/// <param name="Clauses">In the order of the row's cells.</param>
internal sealed record TryRow(PolicyRow Row, RowSentence Sentence, TryState State, ImmutableArray<TryClause> Clauses);

/// <param name="Value">What the fact is.</param>
internal sealed record TryClause(string Text, bool Matches, string Value);

/// <summary>What the verifier says.</summary>
internal sealed record CheckModel(Policy Policy, bool OfDraft, VerificationReport? Report, OverlapReport? Overlaps, bool HasDraft);

/// <summary>The draft, and how far it is from being put in force.</summary>
internal sealed record DraftModel
{
    public required CompiledPolicy Current { get; init; }

    /// <summary>What stands in the field.</summary>
    public required string Text { get; init; }

    /// <summary>The saved draft; null where there is none.</summary>
    public PolicyDraft? Saved { get; init; }

    public ImmutableArray<FileFault> Faults { get; init; } = [];

    /// <summary>Null where the draft is not a policy yet.</summary>
    public Policy? Policy { get; init; }

    /// <summary>Null where there is nothing to verify, and while it is verified.</summary>
    public VerificationReport? Report { get; init; }

    public DraftReplayLook? Replay { get; init; }

    /// <summary>What is wrong with the form.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the visitor may save and publish.</summary>
    public required bool MayChange { get; init; }

    public bool IsSame => Policy?.Hash == Current.Hash;

    public bool IsVerified => Report is { Refuses: false };

    public bool IsReplayed => Replay is { IsWhole: true } replay && replay.Against == Current.Hash;

    public bool CanPublish => MayChange && Saved is not null && IsVerified && IsReplayed && !IsSame;
}

/// <summary>The policies that were in force.</summary>
internal sealed record HistoryModel(ImmutableArray<HistoryEntry> Entries, string CurrentHash);

/// <param name="Before">Hash of the one before; null for the first.</param>
internal sealed record HistoryEntry(string Hash, string? Name, int? Version, string By, Instant At, string? Before);

/// <summary>One of them, and what differs from another.</summary>
internal sealed record VersionModel(HistoryEntry Entry, string Text, HistoryEntry? Against, ImmutableArray<DiffLine> Lines, ImmutableArray<HistoryEntry> Others);
