using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Cmms;
using Scanward.Server.Cmms.Rest;
using Scanward.Server.Configuration;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary><c>scanward cmms mappings|check|status|resume|sync</c>: connectors to maintenance systems.</summary>
internal static class CmmsCommand
{
    public static Command Create() => new("cmms", "Connect maintenance systems (docs/connectors/mapping.md).") { ListMappings(), Check(), CmmsRunCommand.Status(), CmmsRunCommand.Resume(), CmmsRunCommand.Sync() };

    private static Command ListMappings()
    {
        var name = new Argument<string?>("NAME") { Description = "The mapping to print; without it they are listed.", Arity = ArgumentArity.ZeroOrOne };
        var mappings = new Command("mappings", "List the mappings that come with Scanward, or print one, to begin your own from.") { name };
        mappings.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(name) is not { } given)
            {
                foreach (var known in Mappings.Names) output.WriteLine($"{known,-20} {About(known)}");
                return ExitCode.Done;
            }

            if (Mappings.Text(given) is { } text)
            {
                output.Write(text);
                return ExitCode.Done;
            }

            error.WriteLine($"No mapping '{given}' comes with Scanward{NearestName.Hint(given, Mappings.Names, $"; there are {string.Join(", ", Mappings.Names)}.")}");
            return ExitCode.BadUsage;
        });
        return mappings;
    }

    private static Command Check()
    {
        var name = new Argument<string>("NAME") { Description = "The connector: its file's name, without .yaml." };
        var (data, config, json) = (CommonOptions.Data(), ConfigCommand.File(), CommonOptions.Json());
        var asset = new Option<string?>("--asset") { Description = "Also look this asset up, which the system has: its id or its tag.", HelpName = "ID_OR_TAG" };
        var create = new Option<bool>("--create") { Description = $"Also make a work order ('{ConnectorCheck.Title}'), look for it, change it and cancel it." };
        var check = new Command("check", "Try a connector against the live system, step by step, and say what to do.") { name, data, config, asset, create, json };
        check.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var settings = ConfigurationReader.Read(parsed.GetValue(data)!, parsed.GetValue(config)).Options;
            var folder = settings.ConnectorsPath ?? Path.Combine(DataFolder.FullPath(parsed.GetValue(data)!), ConnectorFiles.FolderName);
            var path = Path.Combine(folder, $"{parsed.GetRequiredValue(name)}.yaml");
            if (!File.Exists(path))
            {
                error.WriteLine($"There is no connector '{parsed.GetRequiredValue(name)}': {path} is not there.{Others(parsed.GetRequiredValue(name), folder)}");
                return ExitCode.BadUsage;
            }

            var (file, faults) = ConnectorFiles.ReadFile(path);
            foreach (var fault in faults) error.WriteLine(fault.In(fault.File ?? path));
            if (file is null) return ExitCode.CheckFailed;
            return await Run(new(file, new(parsed.GetValue(asset), parsed.GetValue(create), settings.Tags), TimeProvider.System), parsed.GetValue(json), output, ct);
        });
        return check;
    }

    private static async Task<int> Run(ConnectorCheck check, bool json, TextWriter output, CancellationToken ct)
    {
        var steps = new List<CheckStep>();
        await foreach (var step in check.Run(ct))
        {
            steps.Add(step);
            if (json) continue;
            output.WriteLine($"{Wire.Name(step.State),-8} {step.Name,-14} {step.What}");
            if (step.ToDo.Length > 0) output.WriteLine($"{new string(' ', 24)}→ {step.ToDo}");
        }

        var failed = steps.Count(s => s.State == CheckState.Failed);
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["failed"] = failed > 0,
                ["steps"] = new JsonArray([.. steps.Select(s => new JsonObject { ["step"] = s.Name, ["state"] = Wire.Name(s.State), ["what"] = s.What, ["to_do"] = s.ToDo.Length == 0 ? null : s.ToDo })]),
            }.ToJsonString());
        }
        else
        {
            output.WriteLine(failed == 0 ? "All that was tried is well." : $"{failed} failed.");
        }

        return failed == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static string About(string mapping) => MappingReader.Read(Mappings.Text(mapping)!, new(mapping))?.About ?? "";

    private static string Others(string given, string folder)
    {
        if (!Directory.Exists(folder)) return "";
        var names = Directory.EnumerateFiles(folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) return "";
        return NearestName.Of(given, names) is { } near ? $" Did you mean '{near}'?" : $" There are {string.Join(", ", names)}.";
    }
}
