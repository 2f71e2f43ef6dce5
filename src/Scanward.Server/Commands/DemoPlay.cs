using System.Text.Json;
using Scanward.Resolution.Plants.Demo;
using Scanward.Server.Access;
using Scanward.Server.Ingestion;
using Spectre.Console;

namespace Scanward.Server.Commands;

/// <summary>Plays scans through the intake, as devices of each site would send them, and counts where they went and why.</summary>
internal sealed class DemoPlay
{
    private const int AtOnce = 16;

    private readonly Dictionary<string, int> outcomes = [];
    private readonly Dictionary<(string Row, string Outcome), (int Count, string Example)> rows = [];
    private int replayed;

    public static async Task<DemoPlay> Run(Installation installation, IEnumerable<DemoScan> scans, Action<int> report, CancellationToken ct)
    {
        var play = new DemoPlay();
        var callers = new Dictionary<string, Caller>();
        foreach (var (siteNo, ground) in installation.Sites.All)
        {
            callers[ground.Site.SiteId] = new Caller(0, siteNo, ground.Site.SiteId, "demo play");
        }

        var done = 0;
        foreach (var hand in scans.Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(hand.Select(s => installation.Intake.Take([.. s.Body], null, callers[s.SiteId], ct)));
            foreach (var answer in answers) await play.Count(installation, answer, ct);
            report(done += hand.Length);
        }

        return play;
    }

    public static void Tell(DemoPlay play, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var where = new Table()
            .Border(TableBorder.Rounded).Title("Where they went").AddColumn("outcome").AddColumn(new TableColumn("scans").RightAligned());
        foreach (var (outcome, count) in play.outcomes.OrderByDescending(o => o.Value)) where.AddRow(Markup.Escape(outcome), $"{count}");
        console.Write(where);
        var why = new Table().Border(TableBorder.Rounded)
            .Title("Why").AddColumn("row or fault").AddColumn("outcome").AddColumn(new TableColumn("scans").RightAligned()).AddColumn("for example");
        foreach (var ((row, outcome), (count, example)) in play.rows.OrderByDescending(r => r.Value.Count))
            why.AddRow(Markup.Escape(row), Markup.Escape(outcome), $"{count}", Markup.Escape(example));
        console.Write(why);
        if (play.replayed > 0) output.WriteLine($"{play.replayed} were repeats of a request and got the first one's answer.");
    }

    private async Task Count(Installation installation, ScanAnswer answer, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(answer.Body);
        var root = document.RootElement;
        if (answer.Replayed) replayed++;
        if (answer.Problem)
        {
            Add("refused", root.GetProperty("code").GetString()!, root.GetProperty("detail").GetString()!);
            return;
        }

        if (!root.TryGetProperty("outcome", out var outcome))
        {
            Add("resolving", "resolving", root.GetProperty("reason").GetString()!);
            return;
        }

        _ = TimeOrderedId.TryParse(root.GetProperty("scan_id").GetString(), out var scanId);
        var decisions = await installation.Reads.Decisions(scanId, ct);
        Add(outcome.GetString()!, decisions[^1].RowId, root.GetProperty("reason").GetString()!);
    }

    private void Add(string outcome, string row, string example)
    {
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        var (count, first) = rows.GetValueOrDefault((row, outcome), (0, example));
        rows[(row, outcome)] = (count + 1, first);
    }
}
