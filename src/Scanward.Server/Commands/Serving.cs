using System.Net.Sockets;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;

namespace Scanward.Server.Commands;

/// <summary>What a server tells of its scans to others than its clients.</summary>
/// <param name="LogScans">A line for each scan on the standard error.</param>
/// <param name="Otlp">A collector's base address; null for the one that the environment names, if any.</param>
internal sealed record TelemetryOptions(bool LogScans, LogFormat LogFormat, Uri? Otlp)
{
    public static readonly TelemetryOptions None = new(false, LogFormat.Text, null);
}

/// <summary>Runs an installation behind HTTP until it is told to stop.</summary>
internal static class Serving
{
    /// <param name="policyPath">Null for the data folder's own.</param>
    /// <param name="furnish">Called with the folder before anything in it is opened.</param>
    /// <param name="prepare">Called once the store is open and before anything listens.</param>
    /// <param name="started">Called once requests are taken, with the addresses on which they are.</param>
    public static async Task<int> Run(
        string dataFolder, string? policyPath, HttpOptions http, TelemetryOptions telemetry, Action<DataFolder> furnish, Func<Installation, Task> prepare, Action<Installation, string[]> started, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var broken = false;
        if (telemetry.Otlp is null && Otlp.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return ExitCode.BadUsage;
        }

        var folder = DataFolder.Hold(dataFolder);
        furnish(folder);
        await using var installation = await Installation.Open(folder, new InstallationOptions
        {
            PolicyPath = policyPath,
            ScanLog = telemetry.LogScans ? Console.OpenStandardError() : null,
            ScanLogFormat = telemetry.LogFormat,
            Tell = Console.Error.WriteLine,
            OnBroken = e =>
            {
                broken = true;
                Console.Error.WriteLine(
                    $"The store can no longer be trusted to be durable, so Scanward stops: {e.Message}\nCheck the disk, then start again; "
                        + "nothing that was acknowledged is lost.");
                stop.CancelAfter(0);
            },
        }, ct);
        using var otlp = telemetry.Otlp is not null || Otlp.IsNamed ? new Otlp(telemetry.Otlp) : null; // ends first, while there are figures to send
        try
        {
            await prepare(installation);
            var code = await Serve(installation, folder, http, started, stop.Token);
            return broken ? ExitCode.StoreBroken : code;
        }
        catch (Exception e) when (broken && (e is StoreException or OperationCanceledException))
        {
            return ExitCode.StoreBroken; // it has been said why
        }
    }

    private static async Task<int> Serve(
        Installation installation, DataFolder folder, HttpOptions http, Action<Installation, string[]> started, CancellationToken stop)
    {
        await using var app = HttpServer.Build(installation, folder.Socket, http);
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(
                $"Cannot listen on {http.Urls}: {(e.GetBaseException() is SocketException cause ? cause.Message : e.Message)}. "
                    + "Give another address with --urls.");
            return ExitCode.BadUsage;
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Announce();
        installation.Start();
        started(
            installation,
            [.. app.Urls.Where(u => u.StartsWith("http://", StringComparison.Ordinal) && !u.StartsWith("http://unix:", StringComparison.Ordinal))]);
        await app.WaitForShutdownAsync(stop);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }
}
