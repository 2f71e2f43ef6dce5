using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Crews;

/// <summary>
/// The order of preference among a roster's technicians, who are named by their place in it. Places follow ids, so nothing ever ties.
/// </summary>
internal sealed class Ranking(DutyRoster roster, ImmutableArray<AssignPreference> preferences, Instant now, TechnicianLoad?[] loads)
{
    public int LoadOf(int technician) => loads[technician]?.Minutes ?? 0;

    /// <summary>The first and the second of those admitted; -1 where there is none.</summary>
    public (int Best, int Second) BestTwo(Func<int, bool> admitted)
    {
        int best = -1, second = -1;
        for (var i = 0; i < loads.Length; i++)
        {
            if (!admitted(i)) continue;
            if (best < 0 || Compare(i, best, out _) < 0) (best, second) = (i, best);
            else if (second < 0 || Compare(i, second, out _) < 0) second = i;
        }

        return (best, second);
    }

    /// <summary>
    /// The preference that parts <paramref name="one"/> from <paramref name="other"/>, told from the first's side, such as <c>least_loaded 3h &lt;
    /// 5h</c>.
    /// </summary>
    public string Tell(int one, int other)
    {
        var order = Compare(one, other, out var decisive);
        return decisive switch
        {
            AssignPreference.SameSite => order < 0 ? "same_site yes > no" : "same_site no < yes",
            AssignPreference.LeastLoaded =>
                $"least_loaded {DurationText.Work(LoadOf(one))} {(order < 0 ? '<' : '>')} {DurationText.Work(LoadOf(other))}",
            AssignPreference.LongestIdle => TellIdle(loads[one]?.LastAssignedAt, loads[other]?.LastAssignedAt, order < 0 ? '>' : '<'),
            _ => $"technician_id {roster[one].TechnicianId} {(order < 0 ? '<' : '>')} {roster[other].TechnicianId}",
        };
    }

    /// <summary>Negative when <paramref name="one"/> comes first; 0 only for itself.</summary>
    private int Compare(int one, int other, out AssignPreference decisive)
    {
        foreach (var preference in preferences)
        {
            decisive = preference;
            var order = preference switch
            {
                AssignPreference.SameSite => IsBasedHere(other).CompareTo(IsBasedHere(one)),
                AssignPreference.LeastLoaded => LoadOf(one).CompareTo(LoadOf(other)),
                AssignPreference.LongestIdle => LastAssigned(one).CompareTo(LastAssigned(other)),
                _ => one.CompareTo(other),
            };
            if (order != 0) return order;
        }

        decisive = AssignPreference.TechnicianId;
        return one.CompareTo(other);
    }

    private bool IsBasedHere(int technician) => roster[technician].HomeSiteId == roster.SiteId;

    /// <summary>Never counts as longest ago.</summary>
    private Instant LastAssigned(int technician) => loads[technician]?.LastAssignedAt ?? Instant.MinValue;

    private string TellIdle(Instant? one, Instant? other, char sign)
    {
        string Idle(Instant? last) => last is { } at ? DurationText.Elapsed(now - at) : "never assigned";
        string Exact(Instant? last) => last is { } at ? InstantPattern.ExtendedIso.Format(at) : "never";
        var (left, right) = (Idle(one), Idle(other));
        return left == right ? $"longest_idle since {Exact(one)} {(sign == '>' ? '<' : '>')} {Exact(other)}" : $"longest_idle {left} {sign} {right}";
    }
}
