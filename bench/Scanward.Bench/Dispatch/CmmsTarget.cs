using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Scanward.Server.Tests.Dispatch;

namespace Scanward.Bench.Dispatch;

/// <summary>The maintenance system of the dispatcher's tests in a process of its own, to dispatch to and to kill.</summary>
internal static class CmmsTarget
{
    public static Command Command()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 for any that is free." };
        var latency = new Option<double>("--latency-ms") { Description = "How long it takes for each request; many wait at once." };
        var ledger = new Option<FileInfo?>("--ledger") { Description = "File to which each request is appended before it is answered, a line of JSON each; what it says is known again after a start." };
        var doubles = new Option<bool>("--no-uniqueness") { Description = "A repeat of a key makes another work order." };
        var assets = new Option<FileInfo?>("--assets") { Description = "File with an asset a line, as GET /api/v2/assets/{asset_id} answers it." };
        var status = new Option<int?>("--status") { Description = "Answers everything with this status, and does nothing." };
        var command = new Command("cmms", "Serves the contract of the embedded maintenance system, with a ledger, until it is stopped. Prints its address once it listens.") { port, latency, ledger, doubles, assets, status };
        command.SetAction((parsed, ct) => Run(parsed.GetValue(port), parsed.GetValue(latency), parsed.GetValue(ledger), !parsed.GetValue(doubles), parsed.GetValue(assets), parsed.GetValue(status), ct));
        return command;
    }

    private static async Task Run(int port, double latencyMs, FileInfo? ledger, bool isUnique, FileInfo? assets, int? status, CancellationToken ct)
    {
        await using var cmms = await RecordedCmms.Start(port, ledger?.FullName);
        cmms.IsUnique = isUnique;
        cmms.Behaviour = status is { } always ? CmmsBehaviour.Answers(always) with { Latency = TimeSpan.FromMilliseconds(latencyMs) } : CmmsBehaviour.Slow(TimeSpan.FromMilliseconds(latencyMs));
        if (assets is not null) await AddAssets(cmms, assets, ct);
        Console.WriteLine(cmms.Url);
        var over = new TaskCompletionSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, over));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, over));
        await over.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cmms.Requests.Count} requests, {cmms.Creates} work orders"));
    }

    private static async Task AddAssets(RecordedCmms cmms, FileInfo file, CancellationToken ct)
    {
        await foreach (var line in File.ReadLinesAsync(file.FullName, ct))
        {
            using var asset = System.Text.Json.JsonDocument.Parse(line);
            cmms.AddAsset(asset.RootElement.GetProperty("asset_id").GetString()!, line);
        }
    }

    private static void End(PosixSignalContext context, TaskCompletionSource over)
    {
        context.Cancel = true;
        over.TrySetResult();
    }
}
