using System.Globalization;
using System.Text.Json.Nodes;
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
            "import" => ImportOperation.Run(installation, arguments, body, report, ct),
            "key-create" => KeyOperations.Create(installation, arguments, ct),
            "key-list" => KeyOperations.List(installation, arguments, ct),
            "key-rotate" => KeyOperations.Rotate(installation, arguments, ct),
            "key-revoke" => KeyOperations.Revoke(installation, arguments, ct),
            "person-add" => PersonOperations.Add(installation, arguments, ct),
            "person-list" => Task.FromResult(PersonOperations.List(installation)),
            "person-link" => PersonOperations.Link(installation, arguments, ct),
            "person-roles" => PersonOperations.Roles(installation, arguments, ct),
            "person-disable" => PersonOperations.Disable(installation, arguments, ct),
            "person-enable" => PersonOperations.Enable(installation, arguments, ct),
            "audit-verify" => AuditOperations.Verify(installation, arguments, report, ct),
            "dead-letters-list" => DeadLetterOperations.List(installation, arguments, ct),
            "dead-letters-show" => DeadLetterOperations.Show(installation, arguments, ct),
            "dead-letters-replay" => DeadLetterOperations.Replay(installation, arguments, report, ct),
            "dead-letters-discard" => DeadLetterOperations.Discard(installation, arguments, report, ct),
            "cmms-status" => CmmsOperations.Status(installation, ct),
            "cmms-resume" => CmmsOperations.Resume(installation, arguments),
            "cmms-sync" => CmmsOperations.Sync(installation, arguments, report, ct),
            "labels" => LabelOperations.Print(installation, arguments, body, isBlank: false, ct),
            "labels-blank" => LabelOperations.Print(installation, arguments, body, isBlank: true, ct),
            "replay-verify" => VerifyReplay(installation, report, ct),
            "backup" => CopyStore(installation, arguments, report, ct),
            _ => Task.FromResult(
                ControlResult.Bad($"There is no operation '{operation}'; the command line and the server are of different versions.")),
        };

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
