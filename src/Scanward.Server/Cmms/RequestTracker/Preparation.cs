using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>
/// Whether a Request Tracker is prepared: it answers a search by a field that it does not have with "none", and drops that field of a new ticket, both without a word. So a "none" counts, and a ticket
/// is made, only where the field was seen to be there; that is asked again now and then.
/// </summary>
internal sealed class Preparation(RequestTrackerApi api, RequestTrackerOptions options, TimeProvider time)
{
    private static readonly TimeSpan believed = TimeSpan.FromMinutes(10);

    private long ticketsAt, assetsAt; // ticks in UTC; a race costs a question more

    /// <summary>Done where the queue has the field of the reference.</summary>
    public Task<RequestTrackerAnswer> Tickets(CancellationToken ct) => Believed(ref ticketsAt, AskTickets, () => Interlocked.Exchange(ref ticketsAt, Now), ct);

    /// <summary>Done where the catalogue's assets have the field of the tag.</summary>
    public Task<RequestTrackerAnswer> Assets(CancellationToken ct) => Believed(ref assetsAt, AskAssets, () => Interlocked.Exchange(ref assetsAt, Now), ct);

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>Everything at once, and anew.</summary>
    public async Task<ImmutableArray<CheckStep>> Check(CancellationToken ct)
    {
        var root = await api.Get("rt", ct);
        if (root.Ending != CmmsEnding.Done) return [Step("server", root, "")];
        var steps = ImmutableArray.CreateBuilder<CheckStep>();
        steps.Add(Step("server", root, $"is Request Tracker {Shown.Line(Ticket.Text(root.Json!.Value, "Version") ?? "", 40)}, and takes the token"));
        steps.Add(Step("reference", await AskTickets(ct), $"the queue '{options.Queue}' has the field '{options.ReferenceField}'"));
        var queue = await api.Get(QueuePath, ct);
        if (queue is { Ending: CmmsEnding.Done, Json: { } shown })
        {
            var may = Ticket.Elements(shown, "_hyperlinks").Any(l => Ticket.Text(l, "ref") == "create");
            steps.Add(may ? new("right", CheckState.Ok, $"tickets may be made in the queue '{options.Queue}'")
                : new("right", CheckState.Failed, $"These credentials may make no tickets in the queue '{options.Queue}'.", "Grant their user CreateTicket there; docs/connectors/request-tracker.md lists all rights."));
            var names = FieldNames(shown);
            foreach (var (field, _) in options.Filled)
                steps.Add(names.Contains(field) ? new("field", CheckState.Ok, $"the queue '{options.Queue}' has the field '{field}'") : new("field", CheckState.Failed, NoField(field, names)));
        }

        steps.Add(Step("tag", await AskAssets(ct), $"assets of the catalogue '{options.Catalog}' have the field '{options.TagField}'"));
        return steps.ToImmutable();
    }

    private string QueuePath => $"queue/{Uri.EscapeDataString(options.Queue)}";

    private static CheckStep Step(string name, RequestTrackerAnswer answer, string good) => answer.Ending == CmmsEnding.Done ? new(name, CheckState.Ok, good) : new(name, CheckState.Failed, answer.Why);

    private static ImmutableArray<string> FieldNames(JsonElement queue) => [.. Ticket.Elements(queue, "TicketCustomFields").Select(f => Ticket.Text(f, "name") ?? "").Order(StringComparer.Ordinal)];

    private Task<RequestTrackerAnswer> Believed(ref long seenAt, Func<CancellationToken, Task<RequestTrackerAnswer>> ask, Action seen, CancellationToken ct)
    {
        var at = Interlocked.Read(ref seenAt);
        return at != 0 && Now - at < believed.Ticks ? Task.FromResult(new RequestTrackerAnswer(CmmsEnding.Done, "")) : Ask();

        async Task<RequestTrackerAnswer> Ask()
        {
            var answer = await ask(ct);
            if (answer.Ending == CmmsEnding.Done) seen();
            return answer;
        }
    }

    /// <summary>What it lacks is made by a person there, and nothing is lost until then: so nothing is sent, and all of it waits.</summary>
    private async Task<RequestTrackerAnswer> AskTickets(CancellationToken ct)
    {
        var answer = (await api.Get(QueuePath, ct)).BeforeSending;
        if (answer.Ending != CmmsEnding.Done)
            return answer.Status is 403 or 404 ? answer with { Why = $"These credentials do not see the queue '{options.Queue}'. Make it, and grant their user SeeQueue there, or write its name into the option 'queue'." } : answer;
        var names = FieldNames(answer.Json!.Value);
        return names.Contains(options.ReferenceField) ? answer : answer with { Ending = CmmsEnding.NotSent, Why = NoField(options.ReferenceField, names) };
    }

    private async Task<RequestTrackerAnswer> AskAssets(CancellationToken ct)
    {
        var query = Uri.EscapeDataString($"Catalog={RequestTrackerApi.Quoted(options.Catalog)}");
        var answer = (await api.Get($"assets?query={query}&fields=CustomFields&per_page=1", ct)).BeforeSending;
        if (answer.Ending != CmmsEnding.Done) return answer;
        var first = Ticket.Elements(answer.Json!.Value, "items").Select(i => (JsonElement?)i).FirstOrDefault();
        if (first is not { } asset)
            return answer with { Ending = CmmsEnding.NotSent, Why = $"These credentials see no asset in the catalogue '{options.Catalog}'. Make one, and grant their user ShowCatalog and ShowAsset there, or write its name into the option 'catalog'." };
        var names = Ticket.Elements(asset, "CustomFields").Select(f => Ticket.Text(f, "name") ?? "").Order(StringComparer.Ordinal).ToImmutableArray();
        return names.Contains(options.TagField) ? answer
            : answer with { Ending = CmmsEnding.NotSent, Why = $"Assets of the catalogue '{options.Catalog}' have no field '{options.TagField}' that these credentials see; they see {Listed(names)}. Make it, apply it to the catalogue and grant SeeCustomField there, or write its name into the option 'tag_field'." };
    }

    private string NoField(string field, ImmutableArray<string> names) =>
        $"Tickets of the queue '{options.Queue}' have no custom field '{field}' that these credentials see; they see {Listed(names)}. Make it (EnterOneValue, for tickets), apply it to the queue and grant their user SeeCustomField and ModifyCustomField there, or correct its name in the connector's options.";

    private static string Listed(ImmutableArray<string> names) => names.IsEmpty ? "none" : string.Join(", ", names.Select(n => $"'{Shown.Line(n, 60)}'"));
}
