using System.CommandLine;

namespace Scanward.Server.Commands;

/// <summary>Says what is wrong with a command line, and where to look; the whole help would bury it.</summary>
internal static class BadUsage
{
    public static int Tell(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var words = Words(parsed);
        if (command.Subcommands.Count == 0 || command.Action is not null) error.WriteLine(string.Join('\n', parsed.Errors.Select(e => e.Message).Distinct()));
        else
        {
            var unknown = parsed.UnmatchedTokens.FirstOrDefault();
            var known = string.Join(", ", command.Subcommands.Select(c => c.Name));
            error.WriteLine(unknown is null ? $"'{words}' needs one of: {known}." : $"'{words}' does not know '{unknown}'; it knows: {known}.");
        }

        error.WriteLine($"'{words} --help' says more.");
        return ExitCode.BadUsage;
    }

    private static string Words(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult) names.Add(at.Command.Name);
        names.Reverse();
        return string.Join(' ', names);
    }
}
