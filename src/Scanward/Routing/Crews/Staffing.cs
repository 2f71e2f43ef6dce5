using System.Collections.Immutable;
using NodaTime;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Crews;

/// <summary>
/// Who could take one piece of work at one instant: the facts that the policy asks before its table, and afterwards the choice. It keeps what it was
/// made from, so later changes of load do not reach it.
/// </summary>
public sealed class Staffing
{
    private readonly DutyRoster roster;
    private readonly AssignRules rules;
    private readonly ImmutableArray<string> neededSkills;
    private readonly Standing[] standings;
    private readonly Ranking ranking;

    internal Staffing(
        DutyRoster roster, AssignRules rules, Instant now, ImmutableArray<string> neededSkills, Standing[] standings, TechnicianLoad?[] loads)
    {
        this.roster = roster;
        this.rules = rules;
        this.neededSkills = neededSkills;
        this.standings = standings;
        ranking = new(roster, rules.Prefer, now, loads);
        Crew = CrewFact.None;
        LoadMinutes = Facts.Unknown;
        for (var i = 0; i < standings.Length; i++)
        {
            if (Qualifies(i)) Crew = CrewFact.OnShift;
            else if (Crew == CrewFact.None && CanBeCalled(i)) Crew = CrewFact.OnCall;
            if (Is(i, Standing.Unfit)) continue;
            LoadMinutes = LoadMinutes == Facts.Unknown ? ranking.LoadOf(i) : Math.Min(LoadMinutes, ranking.LoadOf(i));
        }
    }

    /// <summary>
    /// The fact <c>crew</c>: on shift when somebody meets all of <c>assign.need</c>; else on call when somebody on call has the skills, whatever the
    /// load; else none.
    /// </summary>
    public CrewFact Crew { get; }

    /// <summary>
    /// The fact <c>crew_load</c>: minutes of the least loaded who meets <c>assign.need</c> apart from the load limit; <see cref="Facts.Unknown"/>
    /// when nobody does.
    /// </summary>
    public long LoadMinutes { get; }

    /// <summary>
    /// Chooses by <c>assign.prefer</c> among those who meet <c>assign.need</c>; a crew fixed by the row leaves only its own. When nobody does: where
    /// the priority says so, in the same way among those on call who have the skills (<see cref="Assignment.OnCall"/>); else the work waits in the
    /// queue of the fixed crew, or else of the crew of the best of those who have the skills, those on shift before those off it and the absent last;
    /// with no such technician <see cref="Assignment.Crew"/> is null: the site's queue. Nobody who is absent is ever chosen, even where
    /// <c>assign.need</c> does not ask for a shift.
    /// </summary>
    /// <param name="then">The row's result; with <see cref="RowResult.Assign"/> false nobody is chosen.</param>
    /// <param name="explain">Whether <see cref="Assignment.Rejected"/> is filled, in order of id; what is chosen is the same.</param>
    public Assignment Assign(RowResult then, bool explain = false)
    {
        if (!then.Assign) return new(then.Crew, null, null, "the row assigns nobody", []);

        var (best, second) = ranking.BestTwo(i => InCrew(i, then.Crew) && Qualifies(i));
        if (best >= 0) return Chosen(then, best, second, onCall: false, explain);

        var calls = then.Priority is { } priority && rules.IfNone.GetValueOrDefault(priority) == IfNone.OnCall;
        if (calls) (best, second) = ranking.BestTwo(i => InCrew(i, then.Crew) && CanBeCalled(i));
        return best >= 0 ? Chosen(then, best, second, onCall: true, explain) : Queued(then, calls, explain);
    }

    private Assignment Chosen(RowResult then, int best, int second, bool onCall, bool explain)
    {
        var technician = roster[best];
        var decidedBy = second >= 0 ? ranking.Tell(best, second) : onCall ? "only one on call" : "only one qualified";
        var rejected = explain ? Rejections(then.Crew, best, onCall, onCall) : [];
        return new(technician.CrewId, technician.TechnicianId, technician.Name, decidedBy, rejected) { OnCall = onCall };
    }

    private Assignment Queued(RowResult then, bool called, bool explain)
    {
        var crew = then.Crew ?? CrewWithSkills();
        var nobody = called ? "nobody qualified or on call" : "nobody qualified";
        var queue = crew is null ? "waits in the site's queue" : $"waits in the queue of {crew}";
        return new(crew, null, null, $"{nobody}: {queue}", explain ? Rejections(then.Crew, -1, onCall: false, called) : []);
    }

    private string? CrewWithSkills()
    {
        foreach (var hindrance in (ReadOnlySpan<Standing>)[Standing.Fit, Standing.OffShift, Standing.Absent])
        {
            var (best, _) = ranking.BestTwo(i => (standings[i] & Standing.Unfit) == hindrance);
            if (best >= 0) return roster[best].CrewId;
        }

        return null;
    }

    private ImmutableArray<RejectedTechnician> Rejections(string? crew, int chosen, bool onCall, bool called)
    {
        var rejected = ImmutableArray.CreateBuilder<RejectedTechnician>();
        for (var i = 0; i < standings.Length; i++)
        {
            if (i != chosen) rejected.Add(new(roster[i].TechnicianId, string.Join("; ", Reasons(i, crew, chosen, onCall, called))));
        }

        return rejected.ToImmutable();
    }

    private IEnumerable<string> Reasons(int i, string? crew, int chosen, bool onCall, bool called)
    {
        if (!InCrew(i, crew))
        {
            yield return $"not in crew {crew}";
            yield break;
        }

        if (Is(i, Standing.LacksSkill))
        {
            var missing = neededSkills.Where(s => !roster.Has(i, s)).Distinct().ToArray();
            yield return (missing.Length == 1 ? "missing skill " : "missing skills ") + string.Join(", ", missing);
        }

        if (Is(i, Standing.Absent)) yield return "absent";
        if (Is(i, Standing.OffShift)) yield return "off shift";
        if (Is(i, Standing.AtLoadLimit))
        {
            var limit = roster.LoadLimit(i, rules);
            yield return (ranking.LoadOf(i) > limit ? "over load limit " : "at load limit ") + DurationText.Work(limit);
        }

        if (called && !Is(i, Standing.OnCall)) yield return "not on call";
        if (chosen >= 0 && (onCall ? CanBeCalled(i) : Qualifies(i))) yield return ranking.Tell(i, chosen);
    }

    private bool InCrew(int i, string? crew) => crew is null || roster[i].CrewId == crew;

    private bool Qualifies(int i) => !Is(i, Standing.Unfit | Standing.AtLoadLimit);

    private bool CanBeCalled(int i) => Is(i, Standing.OnCall) && !Is(i, Standing.LacksSkill);

    private bool Is(int i, Standing standing) => (standings[i] & standing) != Standing.Fit;
}
