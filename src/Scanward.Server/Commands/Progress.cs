using Scanward.Server.Control;
using Spectre.Console;

namespace Scanward.Server.Commands;

/// <summary>A progress bar on the error stream where that is a terminal, else silence; machine output stays clean.</summary>
internal static class Progress
{
    public static async Task<T> Show<T>(Func<Action<ControlProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(_ => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                var tasks = new Dictionary<string, ProgressTask>();
                var gate = new Lock();
                return await work(p =>
                {
                    lock (gate)
                    {
                        if (!tasks.TryGetValue(p.Stage, out var task))
                            tasks[p.Stage] = task = bars.AddTask(Markup.Escape(p.Stage), maxValue: Math.Max(1, p.Total));
                        task.IsIndeterminate = p.Total == 0;
                        if (p.Total == 0) task.Description = Markup.Escape($"{p.Stage}: {p.Done:N0}");
                        else task.Value = p.Done;
                    }
                });
            });
    }
}
