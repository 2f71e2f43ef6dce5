using System.Collections.Immutable;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>The dead letters of a site: by cause, and those that match.</summary>
internal sealed record LettersModel
{
    public required LetterFilters Filters { get; init; }

    public required IReadOnlyList<OpenCauseRecord> Causes { get; init; }

    public required IReadOnlyList<DeadLetterRecord> Rows { get; init; }

    /// <summary>Cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }

    /// <summary>When the oldest came that a look for words has reached; null where it has seen all.</summary>
    public long? SearchedBackTo { get; init; }

    /// <summary>All open ones of the cause that is looked at; null where none is.</summary>
    public OpenOfCauseRecord? OfCause { get; init; }

    /// <summary>Where the oldest of them came from.</summary>
    public AffectedRecord? Affected { get; init; }

    /// <summary>What is done with many at the moment, or was last.</summary>
    public LetterRunLook? Run { get; init; }

    public LetterFaults Faults { get; init; } = LetterFaults.None;

    public long Open => Causes.Sum(c => c.Count);
}

/// <summary>Which dead letters are listed, as the address says it.</summary>
internal sealed record LetterFilters(string State, string? Code, string? Connector, string? Transport, string? Text)
{
    public const string AnyState = "all";

    public static LetterFilters Of(IQueryCollection query) =>
        new(query.Filter("state") ?? Wire.Name(DeadLetterState.Open), query.Filter("code"), query.Filter("connector"), query.Filter("transport"), query.Filter("text"));

    public DeadLetterSearch Search => new(Wire.TryParse<DeadLetterState>(State, out var state) ? state : null, Code, Connector, Transport, Text);

    /// <summary>Whether it is one cause, of which all that is open can be treated alike.</summary>
    public bool IsCause => Search.State == DeadLetterState.Open && Text is null && (Code ?? Connector) is not null;

    public string Address(string? cursor = null) => QueryText.With(
        "/dead-letters", ("state", State == Wire.Name(DeadLetterState.Open) ? null : State), ("code", Code), ("connector", Connector), ("transport", Transport), ("text", Text), ("cursor", cursor));
}

/// <summary>What is wrong with a form, field by field, and what had been typed.</summary>
internal sealed record LetterFaults(ImmutableSortedDictionary<string, string> ByField, string? Reason = null, string? Count = null, string? Rate = null, string? Asset = null, string? Body = null)
{
    public static readonly LetterFaults None = new(ImmutableSortedDictionary<string, string>.Empty);

    public bool Any => !ByField.IsEmpty;

    public string? At(string field) => ByField.GetValueOrDefault(field);

    public static LetterFaults Of(string field, string fault) => new(None.ByField.Add(field, fault));
}

/// <summary>One dead letter.</summary>
internal sealed record LetterModel
{
    public required DeadLetterRecord Letter { get; init; }

    /// <summary>Those that stand at no line of the payload.</summary>
    public required ImmutableArray<Scanward.Ingestion.ScanFault> Faults { get; init; }

    /// <summary>The payload line by line; default where it is no JSON.</summary>
    public required ImmutableArray<PayloadLine> Lines { get; init; }

    public required ImmutableArray<FailedAttempt> Attempts { get; init; }

    public required LetterAdvice Advice { get; init; }

    /// <summary>What it became; null while it is open.</summary>
    public LetterBecame? Became { get; init; }

    /// <summary>Open ones of the same cause, this one not counted, no further than <see cref="RestMost"/>.</summary>
    public long Rest { get; init; }

    /// <summary>What was just asked for: <c>replay</c>, <c>discard</c>, <c>claim</c> or <c>correct</c>.</summary>
    public string? Just { get; init; }

    public LetterFaults FormFaults { get; init; } = LetterFaults.None;

    public const int RestMost = 10_001;

    public DeadLetterState State => (DeadLetterState)Letter.State;

    public string Path => $"/dead-letters/{TimeOrderedId.Format(Letter.DeadLetterId)}";
}

/// <summary>What a dead letter became.</summary>
/// <param name="Look">How the scan stands.</param>
/// <param name="Why">One sentence.</param>
internal sealed record LetterBecame(StateLook Look, string? Number, string? WorkOrderPath, string? ScanPath, string? Why);
