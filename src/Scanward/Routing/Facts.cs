using System.Collections.Immutable;

namespace Scanward.Routing;

/// <summary>
/// The facts that a policy can ask for. Numbers are minutes, percents or counts; enumerations are the values of the enums beside this one.
/// </summary>
public enum Fact
{
    Scan,
    Site,
    AssetClass,
    Asset,
    Criticality,
    FailureMode,
    Location,
    LastScanAgo,
    SameFaultOpenAge,
    SameFaultClosedAgo,
    OpenCorrective,
    OpenPm,
    OpenInspection,
    Failures90d,
    MtbfUsed,
    WarrantyLeft,
    PmDueIn,
    MeterDueIn,
    Parts,
    PartsEta,
    Crew,
    CrewLoad,
    Time,
    OperatorRole,
}

/// <summary>Where a scan was made.</summary>
public enum LocationFact
{
    AtAsset = 1,
    OnSite = 2,
    OffSite = 3,
}

/// <summary>Whether what a job takes is there.</summary>
public enum PartsFact
{
    NoneNeeded = 1,
    Available = 2,
    BelowSafety = 3,
    Short = 4,
}

/// <summary>Who could come.</summary>
public enum CrewFact
{
    OnShift = 1,
    OnCall = 2,
    None = 3,
}

/// <summary>By the site's working hours.</summary>
public enum TimeFact
{
    Working = 1,
    OffHours = 2,
}

/// <summary>
/// What is known about one scan when it is routed: an integer for each fact, text for those that are names, and meter readings in thousandths.
/// A fact that is not set is <see cref="Unknown"/>, a point of its own that no number equals.
/// </summary>
public sealed class Facts
{
    /// <summary>The value of a fact that is not known.</summary>
    public const long Unknown = long.MinValue;

    public static readonly int Count = Enum.GetValues<Fact>().Length;

    private readonly long[] numbers;
    private readonly string?[] names;

    public Facts()
    {
        numbers = new long[Count];
        Array.Fill(numbers, Unknown);
        names = new string?[Count];
    }

    /// <summary>The fact's integer; <see cref="Unknown"/> where it is not known. For facts that are names see <see cref="Name"/>.</summary>
    public long this[Fact fact]
    {
        get => numbers[(int)fact];
        set => numbers[(int)fact] = value;
    }

    /// <summary>Readings by meter, in thousandths of the meter's unit.</summary>
    public ImmutableSortedDictionary<string, long> Readings { get; set; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>The text of a fact that is a name (site, asset class, asset, failure mode, operator role); null where it is not known.</summary>
    public string? Name(Fact fact) => names[(int)fact];

    public void SetName(Fact fact, string? value) => names[(int)fact] = value;

    /// <summary>Whether the fact's values are names rather than numbers.</summary>
    public static bool IsName(Fact fact) => fact is Fact.Site or Fact.AssetClass or Fact.Asset or Fact.FailureMode or Fact.OperatorRole;
}
