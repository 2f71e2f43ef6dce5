using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Server.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Dead letters for the command line, of all sites or one.</summary>
internal static class DeadLetterOperations
{
    private const int HandLetters = 500;

    public static async Task<ControlResult> List(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        if (SitesOf(installation, arguments) is not { } sites) return NoSite(installation, arguments);
        var most = int.TryParse(arguments.GetValueOrDefault("most"), CultureInfo.InvariantCulture, out var given) && given > 0 ? Math.Min(given, 10_000) : 50;
        var filters = Filters(arguments).ToList();
        if (Wire.TryParse<DeadLetterState>(arguments.GetValueOrDefault("state"), out var state)) filters.Add(new("state", (int)state));
        var found = new List<DeadLetterRecord>();
        foreach (var siteNo in sites) found.AddRange(await installation.Reads.DeadLetters(siteNo, filters, null, most, ct));
        return new(0, new JsonObject
        {
            ["items"] = new JsonArray([.. found.OrderByDescending(l => l.DeadLetterId).Take(most).Select(l => Told(installation, l, whole: false))]),
        });
    }

    public static async Task<ControlResult> Show(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct) =>
        await Find(installation, arguments.GetValueOrDefault("id", ""), ct) is { } letter
            ? new(0, Told(installation, letter, whole: true))
            : ControlResult.Bad($"There is no dead letter '{arguments.GetValueOrDefault("id")}'.");

    public static Task<ControlResult> Replay(Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, CancellationToken ct)
    {
        var dryRun = arguments.ContainsKey("dry_run");
        return Act(installation, arguments, report, letter => installation.DeadLetters.Replay(letter, AuditActor.CommandLine, dryRun, ct), ct);
    }

    public static Task<ControlResult> Discard(Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, CancellationToken ct) =>
        Act(installation, arguments, report, letter => installation.DeadLetters.Discard(letter, AuditActor.CommandLine, arguments.GetValueOrDefault("reason", "")), ct);

    private static async Task<ControlResult> Act(
        Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, Func<DeadLetterRecord, Task<DeadLetterResult>> act, CancellationToken ct)
    {
        var results = new List<DeadLetterResult>();
        if (arguments.GetValueOrDefault("ids") is { } ids)
        {
            var letters = new List<DeadLetterRecord>();
            foreach (var id in ids.Split(','))
            {
                if (await Find(installation, id, ct) is not { } letter) return ControlResult.Bad($"There is no dead letter '{id}'; nothing was done.");
                letters.Add(letter);
            }

            foreach (var letter in letters) results.Add(await act(letter));
        }
        else
        {
            if (SitesOf(installation, arguments) is not { } sites) return NoSite(installation, arguments);
            var rate = int.TryParse(arguments.GetValueOrDefault("per_second"), CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 50;
            foreach (var siteNo in sites)
            {
                for (long? after = 0; after is { } from;)
                {
                    var run = await installation.DeadLetters.Run(siteNo, [.. Filters(arguments)], from, HandLetters, rate, act, ct);
                    results.AddRange(run.Results);
                    report(new("dead letters", results.Count, 0));
                    after = run.Next;
                }
            }
        }

        return new(results.Exists(r => r.Outcome == DeadLetterOutcome.Failed) ? 1 : 0, new JsonObject
        {
            ["counts"] = new JsonObject(results.CountBy(r => r.Outcome).OrderBy(g => g.Key).Select(g => KeyValuePair.Create(Wire.Name(g.Key), (JsonNode?)g.Value))),
            ["items"] = new JsonArray([.. results.Select(r => new JsonObject
            {
                ["id"] = TimeOrderedId.Format(r.DeadLetterId),
                ["result"] = Wire.Name(r.Outcome),
                ["why"] = r.Why,
                ["scan_id"] = r.ScanId is { } scan ? TimeOrderedId.Format(scan) : null,
            })]),
        });
    }

    private static JsonObject Told(Installation installation, DeadLetterRecord letter, bool whole)
    {
        var told = JsonNode.Parse(WireJson.Write((letter, whole), static (json, of) => DeadLetterEndpoints.Write(json, of.letter, of.whole)))!.AsObject();
        told.Insert(1, "site", installation.Sites[letter.SiteNo].Site.SiteId);
        return told;
    }

    private static async Task<DeadLetterRecord?> Find(Installation installation, string id, CancellationToken ct)
    {
        if (!TimeOrderedId.TryParse(id, out var letterId)) return null;
        foreach (var siteNo in installation.Sites.All.Keys)
        {
            if (await installation.Reads.DeadLetter(siteNo, letterId, ct) is { } letter) return letter;
        }

        return null;
    }

    private static IEnumerable<Filter> Filters(IReadOnlyDictionary<string, string> arguments) =>
        ((string[])["code", "connector"]).Where(arguments.ContainsKey).Select(name => new Filter(name, arguments[name]));

    /// <summary>Null where a site is named that there is not.</summary>
    private static ImmutableArray<int>? SitesOf(Installation installation, IReadOnlyDictionary<string, string> arguments) => arguments.GetValueOrDefault("site") is not { } site
        ? [.. installation.Sites.All.Keys.Order()]
        : installation.Sites.NumberOf(site) is { } siteNo ? [siteNo] : null;

    private static ControlResult NoSite(Installation installation, IReadOnlyDictionary<string, string> arguments) => ControlResult.Bad(
        $"There is no site '{arguments["site"]}'; there are {string.Join(", ", installation.Sites.All.Values.Select(s => s.Site.SiteId).Order(StringComparer.Ordinal))}.");
}
