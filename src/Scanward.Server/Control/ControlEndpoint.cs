using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>
/// Takes operations of the command line over the data folder's local socket, which only its owner can open. Answers in NDJSON: lines of
/// <c>progress</c>, then one with <c>exit</c> and <c>result</c>, or with <c>failed</c>, the reason.
/// </summary>
internal static class ControlEndpoint
{
    public static void MapControl(this IEndpointRouteBuilder app) => app.MapPost("/control/{operation}", Handle);

    private static async Task Handle(string operation, HttpContext context, Installation installation)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily != AddressFamily.Unix)
        {
            await ProblemResult.Write(context, Problems.NotFound, "There is nothing here.");
            return;
        }

        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true; // YAML is read synchronously, on a thread of its own
        context.Response.ContentType = "application/x-ndjson";
        var writing = new Lock();
        var arguments = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        var pending = Task.CompletedTask;
        void Line(JsonObject line)
        {
            lock (writing)
            {
                var bytes = Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
                pending = pending.ContinueWith(
                    _ => context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask(), TaskScheduler.Default).Unwrap();
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, installation.StoppingToken);
        try
        {
            var result = await ControlOperations.Run(
                installation, operation, arguments, context.Request.Body,
                p => Line(new() { ["progress"] = new JsonObject { ["stage"] = p.Stage, ["done"] = p.Done, ["total"] = p.Total } }), stop.Token);
            Line(new() { ["exit"] = result.ExitCode, ["result"] = result.Result });
        }
        catch (StoreException e)
        {
            Line(new() { ["failed"] = e.Message });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Line(new() { ["failed"] = $"The server could not do it: {e.Message}" });
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            Line(new() { ["failed"] = "The server is stopping and did not finish; run the command again." });
        }

        await pending;
    }
}
