using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Scanward.Server.Tests.Processes;

/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record ProgramEnd(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}--- error\n{Error}---";
}

/// <summary>The built program, or a tool beside it, as a process of its own.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    /// <summary>A step that takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new(), error = new();
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly Task<ProgramEnd> end;

    private ProgramProcess(string file, IEnumerable<string> arguments, string? folder)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (folder is not null) start.WorkingDirectory = folder;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Take(output, e.Data);
        process.ErrorDataReceived += (_, e) => Take(error, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        end = End();
    }

    public int Id => process.Id;

    /// <summary>How the process ended; not cancelled when the wait is.</summary>
    public Task<ProgramEnd> Ended => end.WaitAsync(Patience, TimeProvider.System);

    /// <summary>The built program, for a tool that starts it.</summary>
    public static string Dll { get; } = FindDll();

    /// <summary>Starts <c>scanward</c> with the arguments.</summary>
    public static ProgramProcess Start(params string[] arguments) => new("dotnet", [Dll, .. arguments], null);

    /// <summary>Starts another program that becomes <c>scanward</c> with the arguments, with the same process id.</summary>
    /// <param name="tool">The program and its own arguments.</param>
    public static ProgramProcess StartUnder(string[] tool, params string[] arguments) => new(tool[0], [.. tool[1..], "dotnet", Dll, .. arguments], null);

    /// <summary>Starts some other program.</summary>
    public static ProgramProcess StartTool(string file, params string[] arguments) => new(file, arguments, null);

    /// <summary>Runs <c>scanward</c> with the arguments to its end.</summary>
    public static Task<ProgramEnd> Run(params string[] arguments) => RunToEnd(Start(arguments));

    /// <summary>The same, in a working folder.</summary>
    public static Task<ProgramEnd> RunIn(string folder, params string[] arguments) => RunToEnd(new("dotnet", [Dll, .. arguments], folder));

    /// <summary>Runs some other program to its end.</summary>
    public static Task<ProgramEnd> RunTool(string file, params string[] arguments) => RunToEnd(StartTool(file, arguments));

    /// <summary>Runs a shell script in a working folder to its end; it may take as long as several programs.</summary>
    public static async Task<ProgramEnd> RunScript(string folder, string script)
    {
        await using var shell = new ProgramProcess("bash", ["-c", script], folder);
        return await shell.end.WaitAsync(4 * Patience, TimeProvider.System);
    }

    /// <summary>The first line, of either stream, that holds the text.</summary>
    public async Task<string> Line(string containing)
    {
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync().WithTimeout(Patience))
            {
                if (line.Contains(containing)) return line;
            }
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"No line says '{containing}' within {Patience}.\n{output}{error}", e);
        }

        throw new InvalidOperationException($"It ended without saying '{containing}': {await Ended}");
    }

    /// <summary>kill -9.</summary>
    public async Task<ProgramEnd> Kill()
    {
        process.Kill();
        return await Ended;
    }

    /// <summary>Sends a signal by name, such as <c>TERM</c>.</summary>
    public async Task Signal(string name)
    {
        var sent = await RunTool("kill", $"-{name}", $"{process.Id}");
        Assert.True(sent.ExitCode == 0, $"kill -{name}: {sent}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await end;
        process.Dispose();
    }

    private static async Task<ProgramEnd> RunToEnd(ProgramProcess process)
    {
        await using (process) return await process.Ended;
    }

    private static string FindDll()
    {
        // artifacts/bin/Scanward.Server.Tests/CONFIGURATION/ → artifacts/bin/Scanward.Server/CONFIGURATION/
        var tests = new DirectoryInfo(AppContext.BaseDirectory);
        var dll = Path.Combine(tests.Parent!.Parent!.FullName, "Scanward.Server", tests.Name, "Scanward.Server.dll");
        return File.Exists(dll) ? dll : throw new InvalidOperationException($"The program is not built: there is no {dll}.");
    }

    private async Task<ProgramEnd> End()
    {
        await process.WaitForExitAsync(); // also until both streams are read
        lines.Writer.TryComplete();
        lock (output) return new(process.ExitCode, output.ToString(), error.ToString());
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (output) text.Append(line).Append('\n');
        lines.Writer.TryWrite(line);
    }
}

file static class Waiting
{
    /// <summary>Gives up with a <see cref="TimeoutException"/> when the next item takes longer.</summary>
    public static async IAsyncEnumerable<T> WithTimeout<T>(this IAsyncEnumerable<T> items, TimeSpan patience)
    {
        await using var at = items.GetAsyncEnumerator();
        while (await at.MoveNextAsync().AsTask().WaitAsync(patience, TimeProvider.System)) yield return at.Current;
    }
}
