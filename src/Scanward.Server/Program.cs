using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Scanward.Server.Commands;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

OwnerOnly.Begin();
var root = new Command("scanward", "Scanward turns the scan of an asset tag into the right maintenance work order.")
{
    new HelpOption(),
    new VersionOption(),
    ServeCommand.Create(),
    DemoCommand.Create(),
    ImportCommand.Create(),
    KeyCommand.Create(),
    TagCommand.Create(),
    PolicyCommand.Create(),
    ReplayCommand.Create(),
};

// A tag may begin with '@'; it is no file of arguments.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Action is ParseErrorAction) return BadUsage.Tell(parsed, Console.Error);
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
catch (Exception e) when (e is DataFolderException or StoreException or PolicyRefusedException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCode.BadUsage;
}
catch (OperationCanceledException)
{
    return ExitCode.CheckFailed;
}
