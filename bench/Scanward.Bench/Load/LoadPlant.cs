using System.CommandLine;
using System.Globalization;

namespace Scanward.Bench.Load;

/// <summary>
/// A plant for load tests: one site, 60 technicians around the clock, 24 parts of which four soon run short, and as many assets as asked for.
/// It is written as it is made, so that a plant of a million assets takes no memory. The same day and number give the same file.
/// </summary>
internal static class LoadPlant
{
    public const string Site = "load-site";

    /// <summary>Degrees north of the plant's middle.</summary>
    public const double Latitude = 52.0907;

    /// <summary>Degrees east of the plant's middle.</summary>
    public const double Longitude = 5.1214;

    private const int Technicians = 60;
    private const int Parts = 24;
    private const int ScarceEvery = 6;
    private const int Seed = 20_261_123;

    private static readonly string[] Classes = ["air_handler", "pump", "conveyor", "chiller", "compressor", "door", "lift", "boiler"];
    private static readonly string[] Skills = ["mechanical", "electrical", "hvac"];
    private static readonly string[] ShiftHours = ["06:00-14:00", "14:00-22:00", "22:00-06:00"];

    public static Command Command()
    {
        var assets = new Option<int>("--assets") { Description = "Assets: LOAD-000001 and so on.", DefaultValueFactory = _ => 10_000 };
        var file = new Option<FileInfo>("--out") { Description = "File to write.", Required = true };
        var command = new Command("plant", "Writes a plant file for load tests.") { assets, file };
        command.SetAction(parsed =>
        {
            using var writer = parsed.GetRequiredValue(file).CreateText();
            writer.NewLine = "\n";
            Write(writer, parsed.GetValue(assets), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        });
        return command;
    }

    private static void Write(TextWriter yaml, int assets, DateOnly today)
    {
        if (assets is < 1 or > ScanMix.AssetsMax)
        {
            throw new ArgumentOutOfRangeException(nameof(assets), assets, $"Between 1 and {ScanMix.AssetsMax} assets can be named.");
        }

        WriteSite(yaml);
        WriteParts(yaml);
        WriteCrews(yaml);
        yaml.WriteLine("classes:");
        foreach (var name in Classes)
        {
            yaml.WriteLine($"  - {{ id: {name}, minutes: 2h, preventive: {{ window: {{ before: 7, after: 7 }} }} }}");
        }

        var random = new Random(Seed);
        yaml.WriteLine("assets:");
        for (var number = 1; number <= assets; number++)
        {
            WriteAsset(yaml, number, today, random);
        }
    }

    private static void WriteSite(TextWriter yaml)
    {
        yaml.WriteLine("sites:");
        yaml.WriteLine(Invariant($"  - {{ id: {Site}, name: Load test, code: LD, time_zone: Europe/Amsterdam, hours: {{ mon-fri: 07:00-18:00 }}, geofence: {{ center: [{Latitude}, {Longitude}], radius_m: 800 }} }}"));
    }

    private static void WriteParts(TextWriter yaml)
    {
        yaml.WriteLine("parts:");
        for (var part = 1; part <= Parts; part++)
        {
            yaml.WriteLine(Invariant($"  - {{ id: part-{part:D2}, name: Part {part} }}"));
        }

        yaml.WriteLine("stock:");
        yaml.WriteLine($"  {Site}:");
        for (var part = 1; part <= Parts; part++)
        {
            // Most never run out however long a test runs; every sixth does at once, so that waiting and replenishment are in the mix.
            yaml.WriteLine(Invariant($"    part-{part:D2}: {{ on_hand: {(part % ScarceEvery == 0 ? 200 : 100_000_000)}, safety_stock: 20, reorder_point: 100, lead_time_days: 7 }}"));
        }
    }

    private static void WriteCrews(TextWriter yaml)
    {
        yaml.WriteLine("crews:");
        foreach (var skill in Skills)
        {
            yaml.WriteLine($"  - {{ id: {skill}, name: {skill} }}");
        }

        yaml.WriteLine("technicians:");
        for (var technician = 1; technician <= Technicians; technician++)
        {
            var skill = technician % Skills.Length;
            var shift = technician / Skills.Length % ShiftHours.Length;
            yaml.WriteLine(Invariant($"  - {{ id: tech-{technician:D2}, name: Technician {technician}, crew: {Skills[skill]}, skills: [{Skills[skill]}, {Skills[(skill + 1) % Skills.Length]}], load_limit: 100000m, shifts: [{{ days: daily, hours: {ShiftHours[shift]} }}], on_call: [{{ days: daily, hours: {ShiftHours[(shift + 1) % ShiftHours.Length]} }}] }}"));
        }
    }

    private static void WriteAsset(TextWriter yaml, int number, DateOnly today, Random random)
    {
        var mode = ScanMix.FailureModes[random.Next(ScanMix.FailureModes.Length)];
        var latitude = Latitude + ((random.NextDouble() - 0.5) * 0.0008);
        var longitude = Longitude + ((random.NextDouble() - 0.5) * 0.0008);
        yaml.WriteLine(Invariant($"  - id: LOAD-{number:D6}"));
        yaml.WriteLine(Invariant($"    name: {Classes[number % Classes.Length]} {number}"));
        yaml.WriteLine($"    site: {Site}");
        yaml.WriteLine($"    class: {Classes[number % Classes.Length]}");
        yaml.WriteLine(Invariant($"    criticality: {1 + random.Next(5)}"));
        yaml.WriteLine(Invariant($"    location: Hall {1 + (number % 20)}, row {1 + (number / 20 % 50)}"));
        yaml.WriteLine(Invariant($"    geolocation: [{latitude:F5}, {longitude:F5}]"));
        yaml.WriteLine($"    skills: [{Skills[random.Next(Skills.Length)]}]");
        yaml.WriteLine(Invariant($"    repairs: {{ {mode}: {{ parts: {{ part-{1 + random.Next(Parts):D2}: 2 }}, minutes: 90m }}, any: {{ parts: [part-{1 + random.Next(Parts):D2}] }} }}"));
        yaml.WriteLine(Invariant($"    preventive: {{ next: {today.AddDays(random.Next(-20, 60)):yyyy-MM-dd}, every: 90d, parts: [part-{1 + random.Next(Parts):D2}] }}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
