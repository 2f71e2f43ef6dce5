namespace Scanward.Ingestion;

/// <summary>
/// What an installation may tune in the reading of scans. The lengths and ranges of the members themselves are part of the contract
/// and stand in <see cref="ScanReader"/>'s documentation.
/// </summary>
public sealed record ScanLimits
{
    public static ScanLimits Default { get; } = new();

    /// <summary>Faults listed for one payload; one more, <c>too_many_faults</c>, says that the list is cut.</summary>
    public int FaultsMax { get; init; } = 50;

    /// <summary>Levels of nesting after which a payload is called <c>too_deep</c>. A scan itself has two.</summary>
    public int DepthMax { get; init; } = 8;
}
