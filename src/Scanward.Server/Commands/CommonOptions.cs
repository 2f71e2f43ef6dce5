using System.CommandLine;

namespace Scanward.Server.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public const string LoopbackUrl = "http://127.0.0.1:5080";

    public static Option<string> Data(string folder = "scanward-data") => new("--data")
    {
        Description = "The folder in which everything is kept.",
        DefaultValueFactory = _ => folder,
        HelpName = "DIR",
    };

    public static Option<string> Urls()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several with ';'. Only this machine can reach the default.",
            DefaultValueFactory = _ => LoopbackUrl,
            HelpName = "URL",
        };
        urls.Validators.Add(result =>
        {
            var given = HttpServer.Split(result.GetValueOrDefault<string>() ?? "");
            if (given.Length == 0) result.AddError($"--urls needs an address such as {LoopbackUrl}.");
            foreach (var url in given)
            {
                if (HttpServer.WhyNot(url) is { } fault) result.AddError(fault);
            }
        });
        return urls;
    }

    public static Option<string?> Otlp()
    {
        var otlp = new Option<string?>("--otlp")
        {
            Description = "Send traces and metrics to this collector, over OTLP/HTTP; by default to the one in OTEL_EXPORTER_OTLP_ENDPOINT, if any.", HelpName = "URL",
        };
        otlp.Validators.Add(result =>
        {
            if (!Telemetry.Otlp.IsAddress(result.GetValueOrDefault<string>())) result.AddError("--otlp needs the address of a collector, such as http://127.0.0.1:4318.");
        });
        return otlp;
    }

    public static Option<string?> Https() => new("--https")
    {
        Description = "Speak HTTPS with the certificate in this file, PEM or PFX; without a file with one that is made for a trial.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne,
    };

    public static Option<bool> Json() => new("--json") { Description = "Machine-readable output." };
}
