using System.CommandLine;

namespace Scanward.Server.Commands;

/// <summary>The command line: <c>scanward VERB …</c>.</summary>
internal static class Verbs
{
    public static RootCommand Root() => new("Scanward turns the scan of an asset tag into the right maintenance work order.")
    {
        ServeCommand.Create(),
        DemoCommand.Create(),
        ImportCommand.Create(),
        KeyCommand.Create(),
        TagCommand.Create(),
        PolicyCommand.Create(),
        ReplayCommand.Create(),
    };

    /// <summary>A tag may begin with '@'; it is no file of arguments.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) => Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
}
