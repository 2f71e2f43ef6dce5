using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Measurements = System.Collections.Generic.IReadOnlyList<(string Name, double Nanoseconds, long AllocatedBytes)>;

namespace Scanward.Bench.Micro;

/// <summary>
/// Runs the micro benchmarks: every type of this program whose name ends in <c>Bench</c> and that has a static
/// <c>Run()</c> answering name, nanoseconds and allocated bytes of one operation.
/// </summary>
internal static class MicroBenches
{
    public static Command Command()
    {
        var only = new Argument<string?>("bench") { Description = "Only benches whose type name contains this.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON object on the last line." };
        var command = new Command("micro", "Times single operations in this process: reading tags and scans, deciding by a policy.") { only, json };
        command.SetAction(parsed => Run(parsed.GetValue(only), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? only, bool json)
    {
        var benches = Find().Where(b => only is null || b.Type.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (benches.Count == 0)
        {
            Console.Error.WriteLine(only is null ? "micro: there are no benches in this program." : $"micro: no bench has '{only}' in its name.");
            return 2;
        }

        var all = new List<(string Bench, string Name, double Nanoseconds, long AllocatedBytes)>();
        Console.WriteLine($"{"bench",-18} {"operation",-48} {"ns",12} {"bytes",10}");
        foreach (var (type, run) in benches)
        {
            foreach (var (name, nanoseconds, bytes) in run())
            {
                all.Add((type.Name, name, nanoseconds, bytes));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type.Name,-18} {name,-48} {nanoseconds,12:N1} {bytes,10:N0}"));
            }
        }

        if (json)
        {
            Console.WriteLine(Json(all));
        }

        return 0;
    }

    private static IEnumerable<(Type Type, Func<Measurements> Run)> Find() =>
        from type in typeof(MicroBenches).Assembly.GetTypes()
        where type.Name.EndsWith("Bench", StringComparison.Ordinal)
        let run = type.GetMethod("Run", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [])
        where run is not null && typeof(Measurements).IsAssignableFrom(run.ReturnType)
        orderby type.Name
        select (type, run.CreateDelegate<Func<Measurements>>());

    private static string Json(IEnumerable<(string Bench, string Name, double Nanoseconds, long AllocatedBytes)> all) => JsonSerializer.Serialize(new
    {
        micro = all.Select(m => new { bench = m.Bench, name = m.Name, ns = Math.Round(m.Nanoseconds, 2), allocated_bytes = m.AllocatedBytes }),
    });
}
