using System.CommandLine;
using System.CommandLine.Help;

namespace Scanward.Server.Commands;

/// <summary>The command line: <c>scanward VERB …</c>.</summary>
internal static class Verbs
{
    /// <summary>No <see cref="RootCommand"/>, which would call itself by the name of the assembly.</summary>
    public static Command Root() => new("scanward", "Scanward turns the scan of an asset tag into the right maintenance work order.")
    {
        new HelpOption { Recursive = true },
        new VersionOption(),
        ServeCommand.Create(),
        DemoCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        KeyCommand.Create(),
        PersonCommand.Create(),
        AuditCommand.Create(),
        DeadLettersCommand.Create(),
        CmmsCommand.Create(),
        TagCommand.Create(),
        LabelsCommand.Create(),
        PolicyCommand.Create(),
        ReplayCommand.Create(),
        DoctorCommand.Create(),
        ConfigCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        OpenApiCommand.Create(),
    };

    /// <summary>A tag may begin with '@'; it is no file of arguments.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) =>
        Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
}
