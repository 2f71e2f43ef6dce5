using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Crews;

/// <summary><c>GET /crews</c>: a timeline of a day or a week.</summary>
internal static class CrewsEndpoint
{
    private const int SkillsMost = 20;

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, PolicyKeeper policies, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var query = context.Request.Query;
        var today = visit.Now.InZone(visit.Zone).Date;
        var (given, fault) = ((string?)query["from"], "");
        var from = today;
        if (given is { Length: > 0 } && LocalDatePattern.Iso.Parse(given) is { Success: true } read && Math.Abs(Period.DaysBetween(today, read.Value)) <= 3660) from = read.Value;
        else if (given is { Length: > 0 }) fault = "The first day is one such as 2026-11-30, within ten years.";
        var days = (string?)query["days"] == "7" ? 7 : 1;
        ImmutableArray<string> asked = [.. query["skill"].OfType<string>().Where(s => s.Length is > 0 and <= 64).Distinct(StringComparer.Ordinal).Take(SkillsMost)];

        var rules = policies.Current.Compiled.Policy.Assign;
        var loads = (await reads.TechnicianLoads(visit.SiteNo, ct)).ToDictionary(
            l => l.TechnicianId, l => new TechnicianLoad(l.TechnicianId, l.Minutes, l.LastAssignedAt is { } at ? Instant.FromUnixTimeMilliseconds(at) : null), StringComparer.Ordinal);
        var next = visit.Ground.Duty.At(visit.Now, asked, rules, loads).Assign(new RowResult { Outcome = Outcome.CorrectiveWo, Priority = Priority.P1 }, explain: true);
        var whyNot = next.Rejected.ToDictionary(r => r.Technician, r => r.Why, StringComparer.Ordinal);
        var roster = visit.Ground.Roster;
        var names = roster.Crews.ToDictionary(c => c.CrewId, c => c.Name, StringComparer.Ordinal);
        return Page.Of<CrewsPage>(visit, new CrewsModel
        {
            From = from, Days = days, Begin = visit.Zone.AtStartOfDay(from).ToInstant(), End = visit.Zone.AtStartOfDay(from.PlusDays(days)).ToInstant(), Asked = asked, Next = next, Fault = fault,
            Skills = [.. roster.Technicians.SelectMany(t => t.Skills).Concat(asked).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Crews =
            [
                .. roster.Technicians.GroupBy(t => t.CrewId).OrderBy(g => names.GetValueOrDefault(g.Key, g.Key), StringComparer.Ordinal).Select(crew => new CrewRows(crew.Key, names.GetValueOrDefault(crew.Key, crew.Key),
                [
                    .. crew.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => new TechnicianRow(
                        t, [.. DutyBar.Of(t, from, from.PlusDays(days), visit.Zone)], loads.GetValueOrDefault(t.TechnicianId)?.Minutes ?? 0, t.LoadLimitMinutes ?? rules.LoadLimitMinutes,
                        whyNot.GetValueOrDefault(t.TechnicianId))),
                ])),
            ],
        }, fault.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
