using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Server.OpenApi;

namespace Scanward.Server.Commands;

/// <summary><c>scanward openapi</c>: prints what <c>GET /openapi/v1.json</c> answers, without a server.</summary>
internal static class OpenApiCommand
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("openapi", "Print the API as an OpenAPI 3.1 document.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(((JsonNode)ApiDocument.Make()).ToJsonString(indented)));
        return command;
    }
}
