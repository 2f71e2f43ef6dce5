using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Configuration;
using Spectre.Console;

namespace Scanward.Server.Commands;

/// <summary><c>scanward config check|show</c>: what a server on the data folder would run with.</summary>
internal static class ConfigCommand
{
    public static Option<string?> File() => new("--config") { Description = "The configuration file; by default scanward.yaml in the data folder, where it is there.", HelpName = "FILE" };

    public static Command Create() => new("config", "Check and show the configuration.") { Check(), Show() };

    private static Command Check()
    {
        var (data, file) = (CommonOptions.Data(), File());
        var check = new Command("check", "Say everything that is wrong with the configuration.") { data, file };
        check.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration;
            try
            {
                var read = ConfigurationReader.Read(parsed.GetValue(data)!, parsed.GetValue(file));
                var connected = InstallationOptions.Of(read.Options, parsed.GetValue(data)!).Connectors.All;
                output.Output.WriteLine(
                    $"{read.File ?? "The configuration without a file"} is fine: {read.Settings.Count(s => s.From != "default")} of {read.Settings.Length} settings are given.");
                if (!connected.IsEmpty) output.Output.WriteLine($"Connectors: {string.Join(", ", connected.Select(c => c.Name))}.");
                return ExitCode.Done;
            }
            catch (ConfigurationException e)
            {
                output.Error.WriteLine(e.Message);
                return ExitCode.CheckFailed;
            }
        });
        return check;
    }

    private static Command Show()
    {
        var (data, file, json) = (CommonOptions.Data(), File(), CommonOptions.Json());
        var show = new Command("show", "Show every setting, and where it comes from.") { data, file, json };
        show.SetAction(parsed =>
        {
            var settings = ConfigurationReader.Read(parsed.GetValue(data)!, parsed.GetValue(file)).Settings;
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) output.WriteLine(new JsonArray([.. settings.Select(s => new JsonObject { ["key"] = s.Setting.Key, ["value"] = s.Value, ["from"] = s.From })]).ToJsonString());
            else Tell(settings, output);
            return ExitCode.Done;
        });
        return show;
    }

    private static void Tell(IEnumerable<EffectiveSetting> settings, TextWriter output)
    {
        var table = new Table().Border(TableBorder.None).AddColumn("setting").AddColumn("value").AddColumn("from");
        foreach (var s in settings) table.AddRow(Markup.Escape(s.Setting.Key), Markup.Escape(s.Value), Markup.Escape(s.From));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 400;
        console.Write(table);
    }
}
