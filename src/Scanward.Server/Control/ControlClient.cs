using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Server.Configuration;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Runs an operation where the data folder is: in the server that holds it, or here when none runs.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan readyWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>How often to look for a server that is starting, or a command that is ending.</summary>
    private const int LooksMax = 50;

    /// <param name="make">Whether a folder that is missing is made.</param>
    /// <exception cref="DataFolderException">The folder cannot be used, or who holds it does not answer.</exception>
    /// <exception cref="StoreException">The store did not take it.</exception>
    public static async Task<ControlResult> Run(
        string dataFolder, bool make, string operation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        if (!make && !DataFolder.Exists(dataFolder))
            throw new DataFolderException($"There is no data folder {Path.GetFullPath(dataFolder)}. Say with --data where it is.");
        for (var looks = 1; ; looks++)
        {
            if (DataFolder.TryHold(dataFolder) is { } folder)
            {
                await using var installation = await Installation.Open(folder, InstallationOptions.Of(ConfigurationReader.Read(dataFolder).Options, dataFolder), ct);
                return await ControlOperations.Run(installation, operation, arguments, body, report, ct);
            }

            var holder = DataFolder.HolderOf(dataFolder);
            if (holder.Socket is { } socket) return await Ask(holder, socket, operation, arguments, body, report, ct);
            if (looks == LooksMax)
                throw new DataFolderException(
                    $"Another process works on {Path.GetFullPath(dataFolder)} and takes no commands: {holder}. Wait until it is done, or stop it.");
            await Task.Delay(lookAgain, TimeProvider.System, ct);
        }
    }

    private static async Task<ControlResult> Ask(
        FolderHolder holder, string socket, string operation, IReadOnlyDictionary<string, string> arguments, Stream body, Action<ControlProgress> report, CancellationToken ct)
    {
        using var client = Client(socket);
        var query = string.Join('&', arguments.Select(a => $"{Uri.EscapeDataString(a.Key)}={Uri.EscapeDataString(a.Value)}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://scanward/control/{operation}?{query}")
        {
            Content = new StreamContent(body),
        };
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
            while (await lines.ReadLineAsync(ct) is { } line)
            {
                var message = JsonNode.Parse(line)!.AsObject();
                if (message["progress"] is JsonObject p) report(new((string)p["stage"]!, (int)p["done"]!, (int)p["total"]!));
                else if (message["failed"] is { } reason) throw new StoreException((string)reason!);
                else if (message["exit"] is { } exit) return new((int)exit, message["result"]!.DeepClone().AsObject());
            }

            throw new DataFolderException($"The server ({holder}) ended before it had answered; look at what it printed.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new DataFolderException($"The server ({holder}) did not answer the command: {e.Message} Look at what it printed.", e);
        }
    }

    /// <summary>Why the server that holds a folder is not ready; nothing where it is.</summary>
    public static async Task<IReadOnlyList<string>> NotReady(FolderHolder holder, CancellationToken ct)
    {
        using var client = Client(holder.Socket!);
        try
        {
            using var response = await client.GetAsync(new Uri("http://scanward/readyz"), ct).WaitAsync(readyWithin, TimeProvider.System, ct);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!;
            return [.. answer["reasons"]!.AsArray().Select(r => (string)r!)];
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TimeoutException)
        {
            return [$"It does not answer: {e.Message}"];
        }
    }

    private static HttpClient Client(string socket) =>
        new(new SocketsHttpHandler { ConnectCallback = (_, token) => Connect(socket, token) }) { Timeout = Timeout.InfiniteTimeSpan };

    private static async ValueTask<Stream> Connect(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
