using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Assets;

/// <summary>One asset with all that is known of it.</summary>
internal sealed record AssetModel
{
    public required AssetProfile Profile { get; init; }

    public required AssetOriginRecord Origin { get; init; }

    /// <summary>The tags that it wears, then those that it has worn.</summary>
    public required IReadOnlyList<TagRecord> Tags { get; init; }

    public required AssetReliability Reliability { get; init; }

    /// <summary>What is still to be done on it.</summary>
    public required ImmutableArray<WorkOrderRecord> Open { get; init; }

    /// <summary>What happened to it, the latest first.</summary>
    public required ImmutableArray<LaneEntry> Lane { get; init; }

    /// <summary>Where the lane goes on; null at its beginning.</summary>
    public string? LaneNext { get; init; }

    public bool LaneIsFirst { get; init; } = true;

    /// <summary>What was typed to add a tag, and what was wrong with it.</summary>
    public PageForm TagForm { get; init; } = PageForm.Fresh;

    /// <summary>Why it was not retired; null where nobody tried.</summary>
    public PageForm RetireForm { get; init; } = PageForm.Fresh;

    public bool IsRetired => Origin.RetiredAt is not null;
}

/// <summary>One thing that happened to an asset.</summary>
/// <param name="Kind">Scan, work order, step, parts, downtime.</param>
internal sealed record LaneEntry(long At, string Kind, string Icon, string Tone, string Text)
{
    public string? Note { get; init; }

    public string? Href { get; init; }

    public StateLook? Look { get; init; }

    /// <summary>How long the asset was down.</summary>
    public Duration? Down { get; init; }
}

/// <param name="RestoredAt">Null while it is not.</param>
internal readonly record struct AssetFailure(Instant At, string? Mode, Instant? RestoredAt);

/// <summary>How an asset has held.</summary>
internal sealed record AssetReliability
{
    /// <summary>Latest first.</summary>
    public required ImmutableArray<AssetFailure> Failures { get; init; }

    public required long? MtbfMinutes { get; init; }

    public required long? MttrMinutes { get; init; }

    /// <summary>Time since the last failure in hundredths of the MTBF.</summary>
    public required long? MtbfUsedPercent { get; init; }

    public required int PmDone { get; init; }

    public required int PmLate { get; init; }

    /// <summary>Failures a month of the site's calendar, the oldest first.</summary>
    public required ImmutableArray<(YearMonth Month, int Count)> ByMonth { get; init; }
}
