using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>
/// What <see cref="PlantReader"/> makes of a plant file: a <see cref="Plant"/>, or <see cref="PlantFaults"/> with everything that is wrong with it.
/// </summary>
public abstract record PlantReading
{
    private protected PlantReading()
    {
    }
}

/// <summary>
/// Everything that a plant file says. Every list is in ordinal order of its ids, so that two plants with the same content are the same,
/// whatever the order of the file.
/// </summary>
public sealed record Plant : PlantReading
{
    /// <summary>Whether it leaves out sites that the registry has. What it says must then not be said of classes, which have assets elsewhere.</summary>
    public bool LeavesOutSites { get; init; }

    /// <summary>By <see cref="Site.SiteId"/>.</summary>
    public required ImmutableArray<Site> Sites { get; init; }

    /// <summary>By <see cref="AssetProfile.AssetId"/>, which is unique over all sites. Revisions are 1: the registry counts them.</summary>
    public required ImmutableArray<AssetProfile> Assets { get; init; }

    /// <summary>By <see cref="PartDefinition.PartId"/>.</summary>
    public required ImmutableArray<PartDefinition> Parts { get; init; }

    /// <summary>By site, then part. Nothing is reserved in it: reservations belong to work orders, which a plant file has none of.</summary>
    public required ImmutableArray<Stock> Stock { get; init; }

    /// <summary>One for each site that has crews or technicians, by site.</summary>
    public required ImmutableArray<Roster> Rosters { get; init; }

    /// <summary>
    /// By asset id: failures before Scanward, oldest first; only assets that have any. It gives a site its MTBF from the first day.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableArray<PastFailure>> History { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<PastFailure>>(StringComparer.Ordinal);
}

/// <summary>A kind of spare part.</summary>
/// <param name="Name">For people.</param>
/// <param name="Unit">What one of it is counted in, such as <c>piece</c> or <c>litre</c>.</param>
public sealed record PartDefinition(string PartId, string Name, string Unit = PartDefinition.Piece)
{
    /// <summary>The unit of a part that names none.</summary>
    public const string Piece = "piece";
}

/// <summary>A failure that a site brings with it.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="FailureMode">Such as <c>bearing_noise</c>.</param>
/// <param name="ClosedAt">When it was repaired; null where unknown or still open.</param>
public sealed record PastFailure(Instant At, string FailureMode, Instant? ClosedAt = null);

/// <summary>A file that is not a plant.</summary>
/// <param name="Faults">At least one, in the order of the file; the first <see cref="PlantReader.FaultsListed"/> of them.</param>
/// <param name="Total">How many there are, listed or not.</param>
public sealed record PlantFaults(ImmutableArray<FileFault> Faults, int Total) : PlantReading;

/// <summary>How far a reading has come; reported every <see cref="PlantReader.EntriesPerReport"/> entries and at the end of each section.</summary>
/// <param name="Section">The section being read, such as <c>assets</c>.</param>
/// <param name="Entries">Entries of that section read so far.</param>
/// <param name="Line">Line of the file.</param>
public readonly record struct PlantProgress(string Section, int Entries, int Line);
