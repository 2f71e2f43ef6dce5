using Scanward.Server.Dispatch;
using Scanward.Server.Mirror;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Connectors;

/// <summary><c>/connectors</c>: the maintenance systems behind the site, how they stand, and what can be done about it.</summary>
internal static class ConnectorPages
{
    private const string Root = "/connectors";

    private const int ConflictsShown = 50, AttemptsShown = 30;

    public static void MapConnectorPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root, GetList);
        pages.MapGet(Root + "/{name}", GetOne);
        pages.MapPost(Root + "/{name}/resume", Resume);
        pages.MapPost(Root + "/{name}/sync", BeginSync);
    }

    private static async Task<IResult> GetList(HttpContext context, Visits visits, ConnectorDesk desk, StoreReads reads, DispatchFigures figures, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var waiting = await reads.OutboxWaiting(ct);
        var standings = new List<ConnectorStanding>();
        foreach (var connector in desk.Connectors.All.Where(c => desk.Connectors.Serves(c, visit.SiteId))) standings.Add(await Standing(visit, connector, desk, reads, figures, waiting, ct));
        return Page.Of<ConnectorsPage>(visit, new ConnectorsModel([.. standings]));
    }

    private static async Task<IResult> GetOne(string name, HttpContext context, Visits visits, ConnectorDesk desk, StoreReads reads, DispatchFigures figures, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        if (Find(visit, desk, name) is not { } connector) return NotFound(visit);
        var conflicts = await reads.Conflicts(connector.Name, visit.SiteNo, context.Request.Query.Filter("after") ?? "", ConflictsShown + 1, ct);
        var takesWork = desk.Connectors.WorkOrdersOf(visit.SiteId) == connector;
        return Page.Of<ConnectorPage>(visit, new ConnectorModel
        {
            Standing = await Standing(visit, connector, desk, reads, figures, await reads.OutboxWaiting(ct), ct),
            TakesWorkOrders = takesWork,
            Kinds = [.. desk.SyncOf(connector.Name)?.Kinds.Select(k => QueryText.Words(Wire.Name(k))) ?? []],
            Syncs = await reads.Syncs(connector.Name, ct),
            Conflicts = [.. conflicts.Take(ConflictsShown)],
            MoreConflicts = conflicts.Count > ConflictsShown ? conflicts[ConflictsShown - 1].Subject : null,
            Attempts = takesWork ? await reads.LateAttempts(visit.SiteNo, AttemptsShown, ct) : [],
            DeadLetters = (await reads.OpenCauses(visit.SiteNo, ct)).Where(c => c.Connector == connector.Name).Sum(c => c.Count),
            Just = context.Request.Query.Filter("just"),
        });
    }

    private static async Task<IResult> Resume(string name, HttpContext context, Visits visits, ConnectorDesk desk)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        if (Find(visit, desk, name) is not { } connector) return NotFound(visit);
        await desk.Resume(desk.DispatcherOf(connector.Name)!, visit.By, visit.SiteNo);
        return Redirect.To($"{Root}/{Uri.EscapeDataString(connector.Name)}?just=resumed");
    }

    private static async Task<IResult> BeginSync(string name, HttpContext context, Visits visits, ConnectorDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        if (Find(visit, desk, name) is not { } connector) return NotFound(visit);
        var (form, why) = await SentForm.Read(context, ct);
        if (form is null) return Refusal.BadForm(visit, why);
        if (desk.SyncOf(connector.Name) is not { } sync || !sync.Kinds.Any()) return Refusal.NotFound(visit, $"Nothing can be pulled from {connector.Name}: its mapping says no list.", $"{Root}/{Uri.EscapeDataString(connector.Name)}", connector.Name);
        sync.Ask(form.Has("full"));
        return Redirect.To($"{Root}/{Uri.EscapeDataString(connector.Name)}?just=sync");
    }

    private static async Task<ConnectorStanding> Standing(
        Visit visit, Connector connector, ConnectorDesk desk, StoreReads reads, DispatchFigures figures, IReadOnlyList<WaitingRecord> waiting, CancellationToken ct)
    {
        var dispatcher = desk.DispatcherOf(connector.Name)!;
        var of = waiting.FirstOrDefault(w => w.Connector == connector.Name);
        var counts = figures.Totals.FirstOrDefault(t => t.Connector == connector.Name);
        return new(
            connector, dispatcher.Gate.Read(visit.Now), of?.Waiting ?? 0, of is { Oldest: > 0 and var oldest } ? TimeOrderedId.UnixMs(oldest) : null, dispatcher.InHand,
            counts.Settled, counts.GivenUp, await reads.CountConflicts(connector.Name, ct));
    }

    private static Connector? Find(Visit visit, ConnectorDesk desk, string name) => desk.Connectors.Named(name) is { } connector && desk.Connectors.Serves(connector, visit.SiteId) ? connector : null;

    private static IResult NotFound(Visit visit) => Refusal.NotFound(visit, "There is no such connector, or it serves other sites.", Root, "Connectors");
}
