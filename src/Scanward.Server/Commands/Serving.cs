using System.Net.Sockets;
using Scanward.Server.Configuration;
using Scanward.Server.Configuration.Https;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;

namespace Scanward.Server.Commands;

/// <summary>Runs an installation behind HTTP until it is told to stop.</summary>
internal static class Serving
{
    /// <summary>How long requests that are under way, and then connections, have to end.</summary>
    private static readonly TimeSpan finishWithin = TimeSpan.FromSeconds(15);

    /// <param name="benchBare">Adds an endpoint that only parses and answers, for the benchmark.</param>
    /// <param name="furnish">Called with the folder before anything in it is opened.</param>
    /// <param name="prepare">Called once the store is open and before anything listens.</param>
    /// <param name="started">Called once requests are taken, with the addresses on which they are.</param>
    public static async Task<int> Run(
        string dataFolder, ServerOptions options, bool benchBare, Action<DataFolder> furnish, Func<Installation, Task> prepare, Action<Installation, string[]> started, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var broken = false;
        if (options.Otlp is null && Otlp.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return ExitCode.BadUsage;
        }

        var folder = DataFolder.Hold(dataFolder);
        furnish(folder);
        await using var installation = await Installation.Open(folder, InstallationOptions.Of(options, dataFolder) with
        {
            ScanLog = options.LogScans ? Console.OpenStandardError() : null,
            ScanLogFormat = options.LogFormat,
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
        using var otlp = options.Otlp is not null || Otlp.IsNamed ? new Otlp(options.Otlp) : null; // ends first, while there are figures to send
        try
        {
            await prepare(installation);
            var code = await Serve(installation, folder, options, benchBare, started, stop.Token);
            return broken ? ExitCode.StoreBroken : code;
        }
        catch (Exception e) when (broken && (e is StoreException or OperationCanceledException))
        {
            return ExitCode.StoreBroken; // it has been said why
        }
    }

    private static async Task<int> Serve(
        Installation installation, DataFolder folder, ServerOptions options, bool benchBare, Action<Installation, string[]> started, CancellationToken stop)
    {
        IEnumerable<string> names = [.. options.Tags.OwnHosts, .. options.PublicUrl is { } url ? [url.Host] : (string[])[]];
        var certificate = options.Https.IsOn ? ServerCertificate.Open(options.Https, folder.Root, [.. names], installation.Clock.Time) : null;
        var http = new HttpOptions(string.Join(';', options.Listening), benchBare, options.OpenMetrics)
        {
            Certificate = certificate,
            Hsts = options.Https.Hsts,
            Proxies = options.Proxies,
            Limits = options.Limits,
            SignInService = options.SignInService.Authority is null ? null : options.SignInService,
            PublicUrl = options.PublicUrl,
        };
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
        if (certificate is not null) installation.Follow(ct => certificate.Watch(Console.Error.WriteLine, ct));
        string[] addresses = [.. app.Urls.Where(u => !u.StartsWith("http://unix:", StringComparison.Ordinal))];
        installation.Address = options.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? addresses[0];
        started(installation, addresses);
        if (certificate is not null && options.Https.SelfMade) Console.WriteLine(TrialText.Of(certificate.Fingerprint, addresses, options.PublicUrl));
        await Told(stop);
        installation.Stopping();
        if (installation.Writer.Broken is null) await Task.Delay(options.Drain.ToTimeSpan(), installation.Clock.Time, CancellationToken.None);
        using var enough = new CancellationTokenSource(finishWithin, installation.Clock.Time);
        await app.StopAsync(enough.Token);
        return ExitCode.Done;
    }

    private static Task Told(CancellationToken stop)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stop.Register(told.SetResult);
        return told.Task;
    }
}
