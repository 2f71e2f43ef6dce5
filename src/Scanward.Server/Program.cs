using System.CommandLine;
using Scanward.Server.Commands;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

var parsed = Verbs.Parse(args);
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    return parsed.Errors.Count > 0 ? ExitCode.BadUsage : code;
}
catch (Exception e) when (e is DataFolderException or StoreException or PolicyRefusedException or IOException or UnauthorizedAccessException or ArgumentException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCode.BadUsage;
}
catch (OperationCanceledException)
{
    return ExitCode.CheckFailed;
}
