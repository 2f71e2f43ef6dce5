using System.Collections.Frozen;
using System.Collections.Immutable;
using Scanward.Ingestion;

namespace Scanward.Routing.Policy;

/// <summary>How a fact's values are written.</summary>
public enum FactKind
{
    /// <summary>One of a few words.</summary>
    Words = 1,

    /// <summary>A whole number.</summary>
    Count = 2,

    /// <summary>A whole number of percents, with its sign: <c>80%</c>.</summary>
    Percent = 3,

    /// <summary>A whole number with <c>m h d w</c>; held in minutes.</summary>
    Duration = 4,

    /// <summary>Any text: a site, an asset, a failure mode.</summary>
    Name = 5,

    /// <summary>A meter's value with up to three decimals; held in thousandths.</summary>
    Reading = 6,
}

/// <summary>One of the words of a <see cref="FactKind.Words"/> fact.</summary>
public readonly record struct FactWord(string Word, long Value);

/// <summary>
/// The column of one fact: what it is called in a policy, how its values are written, and which integers they are. All text of policies,
/// explanations and the command line is typed here.
/// </summary>
public sealed class FactColumn
{
    private const string ReadingPrefix = "reading:";

    private static readonly ImmutableArray<FactWord> YesNo = [new("yes", 1), new("no", 0)];

    private FactColumn(Fact fact, string name, FactKind kind, long least = IntervalSet.Least, long most = long.MaxValue)
    {
        Fact = fact;
        Name = name;
        Kind = kind;
        Least = least;
        Most = most;
    }

    private FactColumn(Fact fact, string name, ImmutableArray<FactWord> words)
        : this(fact, name, FactKind.Words, words.Min(w => w.Value), words.Max(w => w.Value)) => Words = words;

    /// <summary>Every fact but meter readings, in the order of <see cref="Routing.Fact"/>.</summary>
    public static ImmutableArray<FactColumn> All { get; } =
    [
        new(Fact.Scan, "scan", WordsOf<ScanType>()),
        new(Fact.Site, "site", FactKind.Name),
        new(Fact.AssetClass, "asset_class", FactKind.Name),
        new(Fact.Asset, "asset", FactKind.Name),
        new(Fact.Criticality, "criticality", FactKind.Count, 1, 5),
        new(Fact.FailureMode, "failure_mode", FactKind.Name),
        new(Fact.Location, "location", WordsOf<LocationFact>()),
        new(Fact.LastScanAgo, "last_scan_ago", FactKind.Duration, 0),
        new(Fact.SameFaultOpenAge, "same_fault_open_age", FactKind.Duration, 0),
        new(Fact.SameFaultClosedAgo, "same_fault_closed_ago", FactKind.Duration, 0),
        new(Fact.OpenCorrective, "open_corrective", YesNo),
        new(Fact.OpenPm, "open_pm", YesNo),
        new(Fact.OpenInspection, "open_inspection", YesNo),
        new(Fact.Failures90d, "failures_90d", FactKind.Count, 0, 16),
        new(Fact.MtbfUsed, "mtbf_used", FactKind.Percent, 0),
        new(Fact.WarrantyLeft, "warranty_left", FactKind.Duration),
        new(Fact.PmDueIn, "pm_due_in", FactKind.Duration),
        new(Fact.MeterDueIn, "meter_due_in", FactKind.Duration),
        new(Fact.Parts, "parts", WordsOf<PartsFact>()),
        new(Fact.PartsEta, "parts_eta", FactKind.Duration),
        new(Fact.Crew, "crew", WordsOf<CrewFact>()),
        new(Fact.CrewLoad, "crew_load", FactKind.Percent, 0),
        new(Fact.Time, "time", WordsOf<TimeFact>()),
        new(Fact.OperatorRole, "operator_role", FactKind.Name),
    ];

    private static readonly FrozenDictionary<string, FactColumn> ByName = All.ToFrozenDictionary(c => c.Name);

    /// <summary>The fact; meaningless where <see cref="Meter"/> is given.</summary>
    public Fact Fact { get; }

    /// <summary>The meter of <c>reading:&lt;meter&gt;</c>, else null.</summary>
    public string? Meter { get; private init; }

    /// <summary>As a policy writes it.</summary>
    public string Name { get; }

    public FactKind Kind { get; }

    /// <summary>The smallest integer the fact can have; a smaller one counts as this.</summary>
    public long Least { get; }

    /// <summary>The largest integer the fact can have; a larger one counts as this (so <c>failures_90d</c> saturates at 16).</summary>
    public long Most { get; }

    /// <summary>The words of <see cref="FactKind.Words"/>, else empty. <c>unknown</c> is every fact's and not among them.</summary>
    public ImmutableArray<FactWord> Words { get; } = [];

    /// <summary>Every value the fact can have, <see cref="Facts.Unknown"/> included. Empty of meaning for names.</summary>
    public IntervalSet Domain => IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown), new Interval(Least, Most));

    public static FactColumn Of(Fact fact) => All[(int)fact];

    /// <summary>The column that a cell asks.</summary>
    public static FactColumn Of(PolicyCell cell) => cell.Meter is { } meter ? Reading(meter) : Of(cell.Fact);

    public static FactColumn Reading(string meter) => new(default, ReadingPrefix + meter, FactKind.Reading) { Meter = meter };

    /// <summary>The column of that name, <c>reading:&lt;meter&gt;</c> included, or null.</summary>
    public static FactColumn? Find(string name)
    {
        if (ByName.TryGetValue(name, out var column)) return column;
        return name.StartsWith(ReadingPrefix, StringComparison.Ordinal) && IsMeter(name.AsSpan(ReadingPrefix.Length))
            ? Reading(name[ReadingPrefix.Length..])
            : null;
    }

    /// <summary>The value as this column counts it: outside of the domain it counts as the nearest end, and unknown stays unknown.</summary>
    public long Clamp(long value) => value == Facts.Unknown ? value : Math.Clamp(value, Least, Most);

    /// <summary>The fact's integer among the facts of a scan; not for names.</summary>
    public long ValueIn(Facts facts)
    {
        if (Meter is null) return Clamp(facts[Fact]);
        return facts.Readings.TryGetValue(Meter, out var reading) ? reading : Facts.Unknown;
    }

    private static ImmutableArray<FactWord> WordsOf<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => new FactWord(Wire.Name(value), Convert.ToInt64(value)))];

    private static bool IsMeter(ReadOnlySpan<char> meter)
    {
        if (meter.Length is 0 or > 64) return false;
        foreach (var c in meter)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) return false;
        }

        return true;
    }
}
