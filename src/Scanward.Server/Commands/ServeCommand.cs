using System.CommandLine;
using System.CommandLine.Parsing;
using Scanward.Server.Configuration;
using Scanward.Server.People;

namespace Scanward.Server.Commands;

/// <summary><c>scanward serve</c>: runs the server on a data folder.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var file = ConfigCommand.File();
        var urls = CommonOptions.Urls();
        var policy = new Option<string?>("--policy")
        {
            Description = "The policy file; by default policy.yaml in the data folder, which is made from the starter policy.", HelpName = "FILE",
        };
        var log = new Option<string>("--log") { Description = "What the standard error tells beside mishaps: 'scans', one line for each.", HelpName = "scans|none", DefaultValueFactory = _ => "none" };
        log.AcceptOnlyFromAmong("scans", "none");
        var format = new Option<string>("--log-format") { Description = "How: logfmt, or JSON.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var openMetrics = new Option<bool>("--open-metrics") { Description = "Answer /metrics without a key, with the figures of all sites." };
        var otlp = CommonOptions.Otlp();
        var https = CommonOptions.Https();
        var httpsKey = new Option<string?>("--https-key") { Description = "The certificate's private key, where its file does not hold it.", HelpName = "FILE" };
        var bare = new Option<bool>("--bench-bare") { Hidden = true };
        var rates = RateOptions.Make();
        var serve = new Command("serve", "Run the server until it is stopped.") { data, file, urls, https, httpsKey, policy, log, format, openMetrics, otlp, bare };
        foreach (var rate in rates) serve.Add(rate);
        serve.SetAction((parsed, ct) =>
        {
            MadeLink? welcome = null;
            var options = ConfigurationReader.Read(parsed.GetValue(data)!, parsed.GetValue(file), Given(parsed, [urls, https, httpsKey, policy, log, format, otlp, openMetrics, .. rates])).Options;
            return Serving.Run(
                parsed.GetValue(data)!, options, parsed.GetValue(bare), _ => { }, async installation => welcome = await installation.Reception.Links.Welcome(),
                (installation, urls) =>
                {
                    Console.WriteLine($"Scanward listens on {string.Join(", ", urls)} with {installation.Sites.All.Count} sites and policy {installation.Policies.Current.Compiled.Policy.Name}.");
                    if (welcome is not null) Console.WriteLine(WelcomeText(installation, welcome));
                }, ct);
        });
        return serve;
    }

    /// <summary>What to do where nobody can sign in yet who may do everything.</summary>
    public static string WelcomeText(Installation installation, MadeLink welcome) => $"No admin can sign in yet. Whoever opens this link within 24 hours becomes one; it is good once:\n  {installation.Address}{welcome.Path}";

    /// <summary>The options that stand on the command line, and not their defaults, which would hide what the file says.</summary>
    private static Dictionary<string, string> Given(ParseResult parsed, params Option[] options) =>
        options.Select(parsed.GetResult).OfType<OptionResult>().Where(r => !r.Implicit).ToDictionary(r => r.Option.Name, r => r.Tokens is [var value, ..] ? value.Value : "yes");
}
