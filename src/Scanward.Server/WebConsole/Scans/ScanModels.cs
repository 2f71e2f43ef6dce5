using System.Collections.Immutable;
using Scanward.Ingestion.Tags;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Scans;

/// <summary>Scans, newest first.</summary>
internal sealed record ScansModel(Filters Filters, ImmutableArray<ScanLine> Rows, string? Next, string Fault = "")
{
    /// <summary>When the last scan came that was looked at, where older ones may pass the filters too; null where the page is full, or all were looked at.</summary>
    public long? LookedBackTo { get; init; }
}

/// <summary>A scan with what its answer said.</summary>
internal sealed record ScanLine(ScanListRecord Row, string? Outcome, int? Priority, string? WorkOrder, string? Reason);

/// <summary>The story of one scan: from what was read to what was made of it.</summary>
internal sealed record ScanModel
{
    public required ScanRecord Scan { get; init; }

    /// <summary>How the tag is read now; null where the scan named the asset.</summary>
    public TagReading? Tag { get; init; }

    public string? AssetName { get; init; }

    /// <summary>Null while the scan is not decided.</summary>
    public ExplanationView? Decision { get; init; }

    public long? DecidedAt { get; init; }

    /// <summary>How often it was decided: again when parts came, say.</summary>
    public int Decisions { get; init; }

    public int? ProfileRevision { get; init; }

    public long? ProfileAsOf { get; init; }

    /// <summary>The same scan, with the same facts, under today's policy; null where that is the policy it was decided under.</summary>
    public ExplanationView? Today { get; init; }

    /// <summary>Why today's policy cannot be asked; empty where it can.</summary>
    public string TodayWhyNot { get; init; } = "";

    public string? WorkOrder { get; init; }

    public DispatchStory? Dispatch { get; init; }

    public string? Reason { get; init; }
}
