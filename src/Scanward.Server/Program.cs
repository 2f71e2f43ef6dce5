using System.CommandLine;
using System.CommandLine.Invocation;
using Scanward.Server.Commands;
using Scanward.Server.Configuration;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

OwnerOnly.Begin();
var parsed = Verbs.Parse(args);
if (parsed.Action is ParseErrorAction) return BadUsage.Tell(parsed, Console.Error);
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
catch (Exception e) when (e is DataFolderException or ConfigurationException or StoreException or PolicyRefusedException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCode.BadUsage;
}
catch (BackupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.Damaged ? ExitCode.CheckFailed : ExitCode.BadUsage;
}
catch (OperationCanceledException)
{
    return ExitCode.CheckFailed;
}
