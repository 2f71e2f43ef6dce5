using System.Collections.Immutable;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>A routing policy as its file says it, checked and typed; compiled by <c>PolicyCompiler</c>.</summary>
public sealed record Policy
{
    public required string Name { get; init; }

    /// <summary>For people; the <see cref="Hash"/> is what identifies it.</summary>
    public required int Version { get; init; }

    /// <summary>IANA id; a site's own time zone wins.</summary>
    public required string TimeZone { get; init; }

    /// <summary>SHA-256 of the canonical form, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The file's text, so that it can be stored and read again.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Facts with a row in <c>fresh:</c> and how old, in minutes, they may be; older reads unknown. Keys: <c>stock</c>, <c>profile</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, long> FreshMinutes { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>In the order in which they are tried; rows that sites add stand where they were woven in.</summary>
    public required ImmutableArray<PolicyRow> Rows { get; init; }

    public required ImmutableSortedDictionary<Priority, ResponseRule> Response { get; init; }

    public AssignRules Assign { get; init; } = new();

    public PartsRules Parts { get; init; } = new();

    public ImmutableSortedDictionary<Priority, ImmutableArray<EscalationStep>> Escalate { get; init; } = ImmutableSortedDictionary<Priority, ImmutableArray<EscalationStep>>.Empty;

    /// <summary>Response rules as each site changes them; only the sites and priorities that differ.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<Priority, ResponseRule>> SiteResponse { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<Priority, ResponseRule>>.Empty;

    /// <summary>The rule of the priority, with what the site replaces; null where the policy has no response times.</summary>
    public ResponseRule? ResponseFor(string siteId, Priority priority) =>
        SiteResponse.TryGetValue(siteId, out var own) && own.TryGetValue(priority, out var rule) ? rule : Response.GetValueOrDefault(priority);
}

/// <summary>One row: matches when every cell contains its fact.</summary>
public sealed record PolicyRow
{
    public required string Id { get; init; }

    public required ImmutableArray<PolicyCell> When { get; init; }

    public required RowResult Then { get; init; }

    /// <summary>1-based line in the file.</summary>
    public int Line { get; init; }
}

/// <summary>What one row asks of one fact.</summary>
/// <param name="Fact">The fact; ignored where <paramref name="Meter"/> is given.</param>
/// <param name="Meter">For <c>reading:&lt;meter&gt;</c> the meter, else null.</param>
/// <param name="Text">The test as the file says it.</param>
/// <param name="Names">For facts that are names: the names the cell accepts (or, when negated, refuses).</param>
/// <param name="Values">For facts that are numbers: the union of closed intervals, which may hold the point <see cref="Facts.Unknown"/>.</param>
/// <param name="NamesNegated">True where every name but <paramref name="Names"/> matches.</param>
/// <param name="NamesUnknown">Whether an unknown name matches.</param>
public sealed record PolicyCell(
    Fact Fact, string? Meter, string Text, IntervalSet Values, ImmutableArray<string> Names = default, bool NamesNegated = false, bool NamesUnknown = false);

/// <summary>What a row gives.</summary>
public sealed record RowResult
{
    public required Outcome Outcome { get; init; }

    /// <summary>Null only for duplicates.</summary>
    public Priority? Priority { get; init; }

    public DuplicateOf? DuplicateOf { get; init; }

    /// <summary>A fixed crew; null where the rules of <c>assign</c> choose.</summary>
    public string? Crew { get; init; }

    /// <summary>Fixed parts with their quantities, in order of part id; null where <c>parts.need</c> says.</summary>
    public ImmutableArray<PartNeed>? Parts { get; init; }

    /// <summary>False for <c>unassigned: true</c>: nobody is named, the work waits in the queue.</summary>
    public bool Assign { get; init; } = true;

    /// <summary><c>corrective_wo P1</c>, <c>duplicate of last_scan</c>; what the short form of <c>then</c> says.</summary>
    public string Short
    {
        get
        {
            if (DuplicateOf is { } target) return $"{Wire.Name(Outcome)} of {Wire.Name(target)}";
            return Priority is { } priority ? $"{Wire.Name(Outcome)} {Wire.Name(priority)}" : Wire.Name(Outcome);
        }
    }
}

/// <summary>A span as the file says it: hours and minutes, or days. Under <c>clock: site</c> both are working time.</summary>
public readonly record struct ResponseSpan(int Days, int Minutes);

/// <summary>When a response time runs.</summary>
public enum ResponseClockKind
{
    /// <summary>The clock never stops.</summary>
    Always = 1,

    /// <summary>The clock runs in the site's working hours.</summary>
    Site = 2,
}

/// <summary>The times within which work of one priority must be answered, begun and done; null where the policy gives none.</summary>
public sealed record ResponseRule(ResponseSpan? Acknowledge, ResponseSpan? OnSite, ResponseSpan? Done, ResponseClockKind Clock);

/// <summary>What somebody must meet to be assigned.</summary>
public enum AssignNeed
{
    AssetSkills = 1,
    OnShift = 2,
    UnderLoadLimit = 3,
}

/// <summary>Who goes before whom among those who can be assigned.</summary>
public enum AssignPreference
{
    SameSite = 1,
    LeastLoaded = 2,
    LongestIdle = 3,
    TechnicianId = 4,
}

/// <summary>What happens to work that nobody can be assigned to.</summary>
public enum IfNone
{
    OnCall = 1,
    Queue = 2,
}

/// <summary>The section <c>assign</c>: how a technician is chosen.</summary>
public sealed record AssignRules
{
    public ImmutableArray<AssignNeed> Need { get; init; } = [AssignNeed.AssetSkills, AssignNeed.OnShift, AssignNeed.UnderLoadLimit];

    /// <summary>The last is <see cref="AssignPreference.TechnicianId"/>, so that there are no ties.</summary>
    public ImmutableArray<AssignPreference> Prefer { get; init; } =
        [AssignPreference.SameSite, AssignPreference.LeastLoaded, AssignPreference.LongestIdle, AssignPreference.TechnicianId];

    /// <summary>Minutes of open work at which no more is assigned, where a technician has no limit of their own.</summary>
    public int LoadLimitMinutes { get; init; } = 720;

    /// <summary>What happens when nobody qualifies; a priority that is missing queues.</summary>
    public ImmutableSortedDictionary<Priority, IfNone> IfNone { get; init; } = ImmutableSortedDictionary<Priority, IfNone>.Empty;
}

/// <summary>The section <c>parts</c>: which parts a job takes and how they are reserved.</summary>
public sealed record PartsRules
{
    /// <summary>Null for the asset's own parts (by failure mode or job plan), else these.</summary>
    public ImmutableArray<PartNeed>? Need { get; init; }

    /// <summary>Priorities whose reservations may dip into safety stock.</summary>
    public ImmutableSortedSet<Priority> UseSafetyStockFor { get; init; } = [];

    /// <summary>Minutes between two looks at a waiting work order.</summary>
    public int RecheckWaitingMinutes { get; init; } = 240;
}

/// <param name="After">Which response time has passed unmet: <c>acknowledge</c>, <c>on_site</c> or <c>done</c>.</param>
/// <param name="To">Whom it goes to, such as <c>on_call</c> or <c>site_manager</c>.</param>
public sealed record EscalationStep(string After, string To);
