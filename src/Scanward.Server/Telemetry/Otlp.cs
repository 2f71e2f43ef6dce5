using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Scanward.Server.Telemetry;

/// <summary>
/// Sends traces and metrics to a collector over OTLP, and exists only where one is named: by <c>--otlp URL</c> (OTLP over HTTP, the collector's base address), or by
/// OTEL_EXPORTER_OTLP_ENDPOINT, to which OpenTelemetry's other variables apply.
/// </summary>
internal sealed class Otlp : IDisposable
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    /// <param name="collector">Null for the one that the environment names.</param>
    public Otlp(Uri? collector)
    {
        traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource("Microsoft.AspNetCore", ScanSpans.SourceName)
            .AddOtlpExporter(o => Aim(o, collector, "v1/traces")).Build();
        metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(ScanMeter.MeterName)
            .AddOtlpExporter(o => Aim(o, collector, "v1/metrics")).Build();
    }

    /// <summary>Whether the environment names a collector.</summary>
    public static bool IsNamed => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));

    /// <summary>Why the collector that the environment names cannot be used; null where nothing speaks against it.</summary>
    public static string? Fault => !IsNamed || IsAddress(Environment.GetEnvironmentVariable(EndpointVariable))
        ? null : $"{EndpointVariable} needs the address of a collector, such as http://127.0.0.1:4317; unset it to send nothing.";

    /// <summary>Whether a collector can be reached there.</summary>
    public static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Sends what is left, for a few seconds at most.</summary>
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService("scanward", serviceVersion: MetricsEndpoint.Version);

    private static void Aim(OtlpExporterOptions options, Uri? collector, string path)
    {
        if (collector is null) return;
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
