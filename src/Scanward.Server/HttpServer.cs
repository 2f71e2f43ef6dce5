using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Cmms.Embedded;
using Scanward.Server.Control;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;
using Scanward.Server.WorkOrders;

namespace Scanward.Server;

/// <param name="Urls">Such as <c>http://127.0.0.1:5080</c>.</param>
/// <param name="BenchBare">Adds an endpoint that only parses and answers, for the benchmark.</param>
internal sealed record HttpOptions(string Urls, bool BenchBare = false);

/// <summary>An installation behind HTTP.</summary>
internal static class HttpServer
{
    /// <summary>Builds the server; it listens once started.</summary>
    /// <exception cref="ArgumentException">An address cannot be used.</exception>
    public static WebApplication Build(Installation installation, string socket, HttpOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(c => c.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // each endpoint that reads a body has its own limit, and keeps the beginning of what is over it
            foreach (var url in options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Listen(kestrel, url);
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket);
        });
        builder.Services.AddSingleton(installation).AddSingleton(installation.Intake).AddSingleton(installation.Reads).AddSingleton(installation.Decisions).AddSingleton(installation.Clock)
            .AddSingleton(new RegistryPool());
        var app = builder.Build();
        app.UseExceptionHandler(errors => errors.Run(ReplyToFault));
        app.Use(next => context =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.UseRouting();
        app.UseProblemsOfRouting();
        app.UseDeviceKeys(installation.Callers);
        var api = app.MapGroup("").RequireDeviceKey();
        api.MapScanIntake(installation.Intake);
        api.MapScanStories();
        api.MapWorkOrders();
        api.MapAssets();
        api.MapDeadLetters();
        api.MapEmbeddedCmms();
        app.MapHealth();
        app.MapProblems();
        app.MapControl();
        if (options.BenchBare) app.MapBare(installation.ScanReader);
        return app;
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"'{url}' is not an address to listen on; write one such as http://127.0.0.1:5080.", nameof(url));
        if (address.Host == "localhost") kestrel.ListenLocalhost(address.Port);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port);
        else throw new ArgumentException($"'{address.Host}' is not an IP address; write 127.0.0.1, or 0.0.0.0 to listen on all.", nameof(url));
    }

    /// <summary>What goes wrong unexpectedly is logged; the client gets a problem document and no trace of the inside.</summary>
    private static Task ReplyToFault(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemResult.Write(context, Problems.TooLarge, Problems.TooLarge.Advice),
        BadHttpRequestException e => ProblemResult.Write(context, Problems.MalformedRequest, e.Message),
        StoreException e => ProblemResult.Write(context, Problems.NotDurable, e.Message),
        _ => ProblemResult.Write(context, Problems.Fault, "The request failed; the server's log says why."),
    };
}
