using System.Net.Sockets;
using System.Text.Json.Nodes;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Runs an operation where the data folder is: in the server that holds it, or here when none runs.</summary>
internal static class ControlClient
{
    /// <exception cref="DataFolderException">The folder cannot be used, or who holds it does not answer.</exception>
    public static async Task<ControlResult> Run(
        string dataFolder, string operation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        if (DataFolder.IsHeld(dataFolder)) return await Ask(dataFolder, operation, arguments, body, report, ct);
        await using var installation = await Installation.Open(DataFolder.Hold(dataFolder), new InstallationOptions(), ct);
        return await ControlOperations.Run(installation, operation, arguments, body, report, ct);
    }

    private static async Task<ControlResult> Ask(
        string dataFolder, string operation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(DataFolder.SocketOf(dataFolder)), token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var query = string.Join('&', arguments.Select(a => $"{Uri.EscapeDataString(a.Key)}={Uri.EscapeDataString(a.Value)}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://scanward/control/{operation}?{query}") { Content = new StreamContent(body) };
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                var message = JsonNode.Parse(line)!.AsObject();
                if (message["progress"] is JsonObject p) report(new((string)p["stage"]!, (int)p["done"]!, (int)p["total"]!));
                else if (message["exit"] is { } exit) return new((int)exit, message["result"]!.DeepClone().AsObject());
            }

            throw new DataFolderException($"The server that holds {dataFolder} ended before it had answered.");
        }
        catch (HttpRequestException e)
        {
            throw new DataFolderException($"Another process holds {dataFolder} but does not answer on its socket: {e.Message} Stop it, or wait until it has started.", e);
        }
    }
}
