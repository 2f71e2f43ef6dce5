using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary>What the registry says of one asset. Immutable; a change makes a new revision.</summary>
public sealed record AssetProfile
{
    public required string SiteId { get; init; }

    public required string AssetId { get; init; }

    /// <summary>1 for the first, one more with each change; a decision names the revision it was made from.</summary>
    public int Revision { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>Such as <c>air_handler</c>.</summary>
    public required string Class { get; init; }

    /// <summary>1 (least) to 5 (most).</summary>
    public required int Criticality { get; init; }

    /// <summary>Where it stands, in words.</summary>
    public string? Location { get; init; }

    public GeoPoint? Geolocation { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Skills that a technician must have to work on it.</summary>
    public ImmutableArray<string> Skills { get; init; } = [];

    /// <summary>Last day under warranty, in the site's time zone.</summary>
    public LocalDate? WarrantyUntil { get; init; }

    /// <summary>Who honours the warranty.</summary>
    public string? Vendor { get; init; }

    /// <summary>By failure mode: what the repair needs. The entry <c>*</c> stands for every mode not named.</summary>
    public ImmutableSortedDictionary<string, JobNeed> Repairs { get; init; } = ImmutableSortedDictionary<string, JobNeed>.Empty;

    public PreventivePlan? Preventive { get; init; }

    /// <summary>Expected minutes of work where the repair or plan does not say.</summary>
    public int EstimatedMinutes { get; init; } = 120;
}

/// <summary>What a job takes.</summary>
/// <param name="Parts">Parts and quantities; may be empty.</param>
/// <param name="Minutes">Expected minutes of work; null for the asset's own.</param>
public sealed record JobNeed(ImmutableArray<PartNeed> Parts, int? Minutes = null);

/// <summary>A part that a job takes.</summary>
/// <param name="Quantity">Over 0, in the part's unit.</param>
public readonly record struct PartNeed(string PartId, int Quantity = 1);

/// <summary>The asset's preventive maintenance: when it is due next, its window, and what it needs.</summary>
public sealed record PreventivePlan
{
    /// <summary>Next PM date in the site's time zone.</summary>
    public required LocalDate Next { get; init; }

    /// <summary>Days before <see cref="Next"/> at which the PM window opens.</summary>
    public int WindowDaysBefore { get; init; } = 7;

    /// <summary>Days after <see cref="Next"/> at which the PM window closes.</summary>
    public int WindowDaysAfter { get; init; } = 7;

    /// <summary>Days from one PM to the next; null where there is no next one.</summary>
    public int? EveryDays { get; init; }

    /// <summary>Whether the next PM counts from the day on which the last was done, and not from the day on which it was due.</summary>
    public bool Floating { get; init; }

    public JobNeed Job { get; init; } = new([]);

    /// <summary>Meter that makes the PM due by use, such as <c>run_hours</c>.</summary>
    public string? Meter { get; init; }

    /// <summary>Meter value at which the PM is due.</summary>
    public decimal? MeterDueAt { get; init; }

    /// <summary>What the meter goes on by from one PM to the next; null where the meter gives no next one.</summary>
    public decimal? MeterEvery { get; init; }

    /// <summary>Expected use of the meter in a day; turns what is left on the meter into days.</summary>
    public decimal? MeterPerDay { get; init; }
}
