using NodaTime;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Calendar;

/// <summary><c>GET /calendar</c>: a month, a week (<c>?view=week&amp;on=</c>), a day (<c>?day=</c>), or all that is overdue (<c>?overdue=yes</c>).</summary>
internal static class CalendarEndpoint
{
    private const string ListName = "calendar-day";

    private const int WorkMost = 100;

    private static readonly Dictionary<string, (string, Func<string, object?>)> parameters = new()
    {
        ["view"] = ("view", text => text is "week" or "month" ? text : null), ["on"] = ("on", text => text), ["day"] = ("day", text => text), ["overdue"] = ("overdue", text => text == "yes" ? text : null),
    };

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var today = visit.Now.InZone(visit.Zone).Date;
        var (query, faults) = ListQuery.Read(Given.Of(context.Request.Query), ListName, parameters);
        string? Value(string name) => query?.Filters.FirstOrDefault(f => f.Column == name).Value as string;
        var (on, day) = (Value("on"), Value("day"));
        var fault = query is null ? faults[0].Detail : (on ?? day) is { } text && CalendarDays.Of(text, today) is null ? "A day is written such as 2026-11-30, within ten years." : "";
        if (fault.Length == 0 && Value("overdue") is not null) return await Day(visit, null, today, query!, reads, pool, ct);
        if (fault.Length == 0 && day is not null) return await Day(visit, CalendarDays.Of(day, today), today, query!, reads, pool, ct);
        var around = CalendarDays.Of(on, today) ?? today;
        var isWeek = Value("view") == "week";
        var first = Monday(isWeek ? around : new LocalDate(around.Year, around.Month, 1));
        var days = isWeek ? 7 : (Period.DaysBetween(first, Monday(new LocalDate(around.Year, around.Month, 1).PlusMonths(1).PlusDays(-1))) + 7);
        var read = await CalendarDays.Read(visit, first, days, reads, ct);
        return Page.Of<CalendarPage>(visit, new CalendarModel
        {
            IsWeek = isWeek, On = around, Today = today, Fault = fault, Weeks = [.. read.Chunk(7).Select(week => System.Collections.Immutable.ImmutableArray.Create(week))],
            Overdue = await reads.PmOverdue(visit.SiteNo, CalendarDays.Iso(today), CalendarModel.OverdueMost, ct),
        }, fault.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <param name="day">Null for all that is overdue.</param>
    private static async Task<IResult> Day(Visit visit, LocalDate? day, LocalDate today, ListQuery query, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var (from, to) = day is { } one ? (CalendarDays.Iso(one), CalendarDays.Iso(one)) : ("0001-01-01", CalendarDays.Iso(today.PlusDays(-1)));
        var rows = await reads.PmAssets(visit.SiteNo, from, to, query.Before, query.Limit + 1, ct);
        return Page.Of<DayPage>(visit, new DayModel
        {
            Day = (await CalendarDays.Read(visit, day ?? today, 1, reads, ct))[0], Today = today, IsOverdue = day is null, IsFirst = query.Before is null,
            Assets = [.. rows.Take(query.Limit).Select(r => new DueAsset(RegistryJson.ReadProfile(r.Profile, pool), r.Connector))],
            Work = day is null ? [] : [.. await reads.PmWorkOrders(visit.SiteNo, from, WorkMost, ct)],
            Next = rows.Count > query.Limit ? $"/calendar?{(day is null ? "overdue=yes" : $"day={from}")}&cursor={ListQuery.Cursor(ListName, rows[query.Limit - 1].AssetNo)}" : null,
        });
    }

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);
}
