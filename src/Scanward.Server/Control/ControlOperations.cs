using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <param name="Stage">What is going on, such as <c>storing assets</c>.</param>
/// <param name="Total">0 where it is not known.</param>
internal readonly record struct ControlProgress(string Stage, int Done, int Total);

/// <param name="ExitCode">0 done, 1 the check failed, 2 bad usage.</param>
internal sealed record ControlResult(int ExitCode, JsonObject Result)
{
    public static ControlResult Bad(string detail) => new(2, new JsonObject { ["error"] = detail });
}

/// <summary>
/// What the command line asks of an installation. The same operations run inside a server that holds the data folder (over its local socket) and in
/// the command itself when no server runs.
/// </summary>
internal static class ControlOperations
{
    public static Task<ControlResult> Run(
        Installation installation, string operation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report,
        CancellationToken ct) =>
        operation switch
        {
            "import" => Import(installation, body, report, ct),
            "key-create" => MakeKey(installation, arguments, ct),
            "dead-letters-list" => DeadLetterOperations.List(installation, arguments, ct),
            "dead-letters-show" => DeadLetterOperations.Show(installation, arguments, ct),
            "dead-letters-replay" => DeadLetterOperations.Replay(installation, arguments, report, ct),
            "dead-letters-discard" => DeadLetterOperations.Discard(installation, arguments, report, ct),
            "replay-verify" => VerifyReplay(installation, report, ct),
            "backup" => CopyStore(installation, arguments, report, ct),
            _ => Task.FromResult(
                ControlResult.Bad($"There is no operation '{operation}'; the command line and the server are of different versions.")),
        };

    /// <summary>Only reads the plant and says what is wrong with it.</summary>
    public static async Task<ControlResult> Check(TagReader tags, Instant now, Stream body, Action<ControlProgress> report, CancellationToken ct) =>
        await Read(tags, now, body, report, ct) switch
    {
        PlantFaults faults => Faulty(faults),
        Plant plant => new(0, new JsonObject
        {
            ["sites"] = plant.Sites.Length,
            ["assets"] = plant.Assets.Length,
            ["parts"] = plant.Parts.Length,
            ["stock"] = plant.Stock.Length,
            ["dry_run"] = true,
        }),
        var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
    };

    private static async Task<ControlResult> Import(Installation installation, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        switch (await Read(installation.TagReader, installation.Clock.Now(), body, report, ct))
        {
            case PlantFaults faults:
                return Faulty(faults);
            case Plant plant:
                var (summary, replayed) = await installation.ImportPlant(plant, p => report(new("storing assets", p.Done, p.Total)), ct);
                return new(0, new JsonObject
                {
                    ["sites"] = summary.Sites,
                    ["assets"] = summary.Assets,
                    ["assets_changed"] = summary.AssetsChanged,
                    ["parts"] = summary.Parts,
                    ["stock"] = summary.Stock,
                    ["dead_letters_replayed"] = replayed,
                });
            case var other:
                throw new InvalidOperationException($"A reading of a plant is not {other}.");
        }
    }

    /// <summary>The whole file is checked before anything is stored. Reading is synchronous, so it goes to a thread of its own.</summary>
    private static Task<PlantReading> Read(
        TagReader tags, Instant now, Stream body, Action<ControlProgress> report, CancellationToken ct) => Task.Run(
        () =>
        {
            using var text = new StreamReader(body);
            return new PlantReader(tags, now).Read(text, p => report(new($"reading {p.Section}", p.Entries, 0)));
        }, ct);

    private static ControlResult Faulty(PlantFaults faults) => new(1, new JsonObject
    {
        ["total"] = faults.Total,
        ["faults"] = new JsonArray(
            [.. faults.Faults.Select(f => new JsonObject { ["line"] = f.Line, ["column"] = f.Column, ["code"] = f.Code, ["detail"] = f.Detail })]),
    });

    private static async Task<ControlResult> MakeKey(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        var siteId = arguments.GetValueOrDefault("site", "");
        if (installation.Sites.NumberOf(siteId) is not { } siteNo)
        {
            var known = string.Join(", ", installation.Sites.All.Values.Select(s => s.Site.SiteId).Order(StringComparer.Ordinal));
            return ControlResult.Bad(
                known.Length == 0 ? "There are no sites yet; import a plant first." : $"There is no site '{siteId}'; there are {known}.");
        }

        var key = await installation.MakeDeviceKey(siteNo, arguments.GetValueOrDefault("name", "device"), ct);
        return new(0, new JsonObject { ["key"] = key, ["site"] = siteId });
    }

    /// <summary>Copies the store to the file <c>to</c>, at <c>rate</c> MB a second at most.</summary>
    private static async Task<ControlResult> CopyStore(Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, CancellationToken ct)
    {
        var to = arguments.GetValueOrDefault("to", "");
        if (to.Length == 0 || !int.TryParse(arguments.GetValueOrDefault("rate", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) || rate == 0)
            return ControlResult.Bad("A copy needs 'to', a file, and 'rate', MB a second.");
        await new StoreCopying(installation.Writer, installation.Clock.Time).Run(to, rate, (done, total) => report(new("copying the store", done, total)), ct);
        return new(0, new JsonObject { ["policy"] = installation.PolicyPath, ["at_ms"] = installation.Clock.Now().ToUnixTimeMilliseconds() });
    }

    private static async Task<ControlResult> VerifyReplay(Installation installation, Action<ControlProgress> report, CancellationToken ct)
    {
        var total = (int)await installation.Reads.Count("decision", ct);
        var verified = await new Replay(installation.Reads, installation.Decisions).Verify(done => report(new("deciding again", done, total)), ct);
        return new(verified.Different == 0 ? 0 : 1, new JsonObject
        {
            ["decided"] = verified.Decided,
            ["different"] = verified.Different,
            ["other_engine"] = verified.OtherEngine,
            ["differences"] = new JsonArray(
                [.. verified.Differences.Select(d => new JsonObject { ["decision"] = d.Decision, ["scan"] = d.Scan, ["difference"] = d.Difference })]),
        });
    }
}
