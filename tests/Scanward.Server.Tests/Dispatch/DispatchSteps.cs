using System.Text.Json.Nodes;
using Scanward.Server.Dispatch;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>The dispatcher driven by hand, under a clock that the test moves.</summary>
internal static class DispatchSteps
{
    public static Task<RunningServer> Start(PlayedCmms cmms, ConnectorLimits? limits = null, List<string>? told = null) =>
        RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector(limits)]), Tell = line => Tell(told, line) });

    /// <summary>Sends what can be sent now, and waits for what becomes of it.</summary>
    public static async Task<int> Dispatch(this RunningServer server)
    {
        var taken = 0;
        foreach (var dispatcher in server.Installation.Dispatchers)
        {
            while (await dispatcher.Step(CancellationToken.None) is > 0 and var some)
            {
                taken += some;
                await dispatcher.Idle();
            }
        }

        return taken;
    }

    /// <summary>Moves the clock in steps and dispatches at each.</summary>
    public static async Task DispatchFor(this RunningServer server, TimeSpan time, TimeSpan step)
    {
        for (var gone = TimeSpan.Zero; gone < time; gone += step)
        {
            server.Clock.Advance(step);
            await server.Dispatch();
        }
    }

    /// <summary>The work order that the scan makes.</summary>
    public static async Task<string> Scan(this RunningServer server, string asset, string failureMode = "bearing_noise")
    {
        var answer = await server.North.Scan(TestScans.Corrective(asset, failureMode));
        return $"/api/v1/work-orders/{(string)answer.Json["work_order"]!["id"]!}";
    }

    public static async Task<JsonNode> WorkOrder(this RunningServer server, string workOrder) => (await server.North.Get(workOrder)).Json;

    /// <summary>How the messages of a work order stand: <c>create 1 settled</c>.</summary>
    public static async Task<string> Messages(this RunningServer server, string workOrder) =>
        string.Join(", ", (await server.WorkOrder(workOrder))["dispatch"]!.AsArray().Select(d => $"{(string)d!["operation"]!} {(int)d["revision"]!} {(string)d["state"]!}"));

    private static void Tell(List<string>? told, string line)
    {
        if (told is null) return;
        lock (told) told.Add(line);
    }
}
