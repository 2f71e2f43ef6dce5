using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging.Console;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Cmms.Embedded;
using Scanward.Server.Configuration;
using Scanward.Server.Configuration.Https;
using Scanward.Server.Control;
using Scanward.Server.Devices;
using Scanward.Server.Ingestion;
using Scanward.Server.Labels;
using Scanward.Server.Links;
using Scanward.Server.Mirror;
using Scanward.Server.OpenApi;
using Scanward.Server.Parts;
using Scanward.Server.People;
using Scanward.Server.People.Pages;
using Scanward.Server.Photos;
using Scanward.Server.Plants;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;
using Scanward.Server.Web;
using Scanward.Server.WebConsole;
using Scanward.Server.WorkOrders;

namespace Scanward.Server;

/// <param name="Urls">Such as <c>http://127.0.0.1:5080</c>.</param>
/// <param name="BenchBare">Adds an endpoint that only parses and answers, for the benchmark.</param>
/// <param name="OpenMetrics">Answers <c>/metrics</c> without a key, with the figures of all sites.</param>
internal sealed record HttpOptions(string Urls, bool BenchBare = false, bool OpenMetrics = false)
{
    /// <summary>How many requests a second are taken.</summary>
    public RateLimitOptions Limits { get; init; } = RateLimitOptions.None;

    /// <summary>Where people may sign in besides; null where only here.</summary>
    public SignInService? SignInService { get; init; }

    /// <summary>Where people reach the server; null where that is the address that a request comes to.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What addresses with https show; null where there are none.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>Whether browsers are told to come by HTTPS only.</summary>
    public bool Hsts { get; init; }

    /// <summary>Addresses and networks of reverse proxies that are believed.</summary>
    public IReadOnlyCollection<string> Proxies { get; init; } = [];
}

/// <summary>An installation behind HTTP.</summary>
internal static class HttpServer
{
    /// <summary>Builds the server; it listens once started.</summary>
    /// <exception cref="ArgumentException">An address cannot be used.</exception>
    public static WebApplication Build(Installation installation, string socket, HttpOptions options)
    {
        // Empty: what it is told comes from this program's options, not from files and variables that lie about, and no folder is watched for changes of those;
        // where the store lies in it, each of its writes would be an event.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "scanward" });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Logging.AddSimpleConsole(c => c.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None) // it only tells, with a stack trace, what StartAsync throws
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error); // at each page it warns that it says no-cache where the page says no-store
        builder.Services.Configure<ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace); // the standard output belongs to answers
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // each endpoint that reads a body has its own limit, and keeps the beginning of what is over it
            foreach (var url in Split(options.Urls)) kestrel.Listen(url, options.Certificate);
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket);
        });
        var limits = new RateLimits(options.Limits, installation.Clock.Time);
        Register(builder.Services, installation, limits, options);
        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = ReplyToFault,
            SuppressDiagnosticsCallback = suppress => suppress.Exception is BadHttpRequestException, // the client's fault, and it is told
        });
        app.UseProxies(options.Proxies);
        app.Use(next => context =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (options.Hsts && context.Request.IsHttps) context.Response.Headers.StrictTransportSecurity = "max-age=31536000";
            return next(context);
        });
        app.UseRouting();
        app.UseSlashesInIds();
        app.UseProblemsOfRouting();
        app.UseKeys(new Gate(installation.Callers, limits, installation.Sites.EverNumberOf, installation.Sites.IsRetired, installation.Clock));
        app.UsePeople(new PersonGate(
            installation.Reception.Sessions, installation.Reception.Accounts, installation.Sites.EverNumberOf, installation.Sites.IsRetired, installation.Sites.First,
            app.Services.GetRequiredService<IAntiforgery>(), PersonPages.Notice));
        Map(app, installation, options);
        return app;
    }

    /// <summary>What endpoints ask for.</summary>
    private static void Register(IServiceCollection services, Installation installation, RateLimits limits, HttpOptions options)
    {
        services.AddSingleton(installation)
            .AddSingleton(installation.Intake).AddSingleton(installation.Reads).AddSingleton(installation.Decisions).AddSingleton(installation.Clock).AddSingleton(installation.ScanFigures)
            .AddSingleton(installation.RegistryDesk).AddSingleton(installation.Retirements).AddSingleton(installation.Tags).AddSingleton(installation.DeadLetters).AddSingleton(installation.Stock).AddSingleton(installation.WorkOrders).AddSingleton(installation.Sites).AddSingleton(installation.Writer).AddSingleton(installation.Ids)
            .AddSingleton(new RegistryPool()).AddSingleton(installation.DispatchNews).AddSingleton(installation.DispatchFigures).AddSingleton(installation.ConnectorDesk).AddSingleton(installation.Pushes)
            .AddSingleton(installation.TagReader).AddSingleton(installation.Policies).AddSingleton(installation.PolicyDesk).AddSingleton(installation.ScanReader);
        services.AddSingleton(installation.Keys).AddSingleton(installation.Quarantine).AddSingleton(limits);
        services.AddSingleton(installation.Devices).AddSingleton(installation.DeviceBook).AddSingleton(installation.Firmware).AddSingleton(installation.Photos).AddSingleton(installation.Guests).AddSingleton(installation.Labels)
            .AddSingleton(new DeviceJson(installation.DeviceBook, installation.Sites, installation.Clock)).AddSingleton(new PublicAddress(options.PublicUrl));
        services.AddConsole();
        services.AddPeople(installation.Reception, new SignInPolicy(options.SignInService?.Button), installation.Root);
        if (options.SignInService is { } service) services.AddSingleton(of => new SignInServiceFlow(service, installation.ReceptionFor(service), PersonPages.Notice, of.GetRequiredService<IDataProtectionProvider>(), of.GetRequiredService<ILoggerFactory>()));
    }

    private static void Map(WebApplication app, Installation installation, HttpOptions options)
    {
        var api = app.MapGroup("").RequireRole(Role.Device); // what asks for more says so itself
        api.MapScanIntake(installation.Intake, installation.ScanFigures, installation.Quarantine);
        api.MapScanStories();
        api.MapWorkOrders();
        api.MapAssets();
        api.MapParts();
        api.MapRegistry();
        api.MapPlant(installation.Plants);
        api.MapLabels(installation.Labels);
        api.MapDeadLetters();
        api.MapConnectors();
        api.MapEmbeddedCmms();
        api.MapKeys(installation.Sites.NumberOf);
        api.MapAudit();
        api.MapDevices();
        app.MapOwnDevice(installation.Clock.Time);
        api.MapFirmwareRules();
        api.MapPhotos();
        api.MapAlerts();
        api.MapPeople(installation.Sites.NumberOf);
        api.MapRoutingFigures();
        api.MapReliabilityFigures();
        app.MapPushes();
        app.MapHealth();
        app.MapMetrics(options.OpenMetrics);
        app.MapProblems();
        app.MapOpenApi();
        app.MapControl();
        app.MapWebFiles();
        app.MapSession();
        app.MapSessionDevice();
        app.MapPhotoPages();
        app.MapLinks(installation.Clock.Time);
        app.MapPasskeys();
        app.MapPersonPages();
        app.MapConsole();
        if (options.SignInService is not null) app.MapSignInService();
        if (options.BenchBare) app.MapBare(installation.ScanReader);
    }

    /// <summary>One or several addresses with ';' between them.</summary>
    public static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Why the server cannot listen there; null where nothing speaks against it.</summary>
    public static string? WhyNot(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            return $"'{url}' is not an address to listen on; write one such as http://127.0.0.1:5080.";
        if (address.PathAndQuery != "/") return $"'{url}' has a path; write only {address.Scheme}://{address.Authority}.";
        if (address.Host == "localhost" && address.Port == 0) return "'localhost' is two addresses, which cannot share port 0; write 127.0.0.1.";
        return address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _)
            ? null : $"'{address.Host}' is not an IP address; write 127.0.0.1, or 0.0.0.0 to listen on all.";
    }

    /// <summary>What goes wrong unexpectedly is logged; the client gets a problem document and no trace of the inside.</summary>
    private static Task ReplyToFault(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var (problem, detail) = fault switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (Problems.TooLarge, Problems.TooLarge.Advice),
            BadHttpRequestException e => (Problems.MalformedRequest, e.Message),
            StoreException e => (Problems.NotDurable, e.Message),
            DbException => (Problems.Unavailable, "The store did not answer; the server's log says why."),
            _ => (Problems.Fault, "The request failed; the server's log says why."),
        };
        context.Response.Headers.XContentTypeOptions = "nosniff"; // a fault takes all headers back
        if (fault is BadHttpRequestException) context.Response.Headers.Connection = "close"; // where the next request would begin is not known
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
        return ProblemResult.Write(context, problem, detail);
    }
}
