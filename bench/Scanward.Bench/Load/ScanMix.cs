using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Scanward.Bench.Load;

/// <summary>
/// The mix of scans that every load test sends: 60 % corrective over 40 failure modes (a few common, many rare), 25 % inspection, 15 % preventive.
/// It is written to a file once and read by both generators, wrk's script and <see cref="OpenLoop"/>, so that both send the same.
/// </summary>
/// <remarks>
/// The file's first line is <c>assets N</c>; each other line is a JSON body that holds each placeholder once. A generator takes a random line, overwrites the
/// placeholders in place (they are as long as what replaces them) with an asset of the N, a fresh UUID and the present second, and so sends every body once.
/// </remarks>
internal static class ScanMix
{
    /// <summary>Stands for an asset id; the six digits are replaced by 000001 to N.</summary>
    public const string AssetPlaceholder = "LOAD-000000";

    /// <summary>Stands for the idempotency key.</summary>
    public const string KeyPlaceholder = "00000000-0000-4000-8000-000000000000";

    /// <summary>Stands for the time of the scan.</summary>
    public const string TimePlaceholder = "2000-01-01T00:00:00Z";

    /// <summary>Most assets that six digits can name.</summary>
    public const int AssetsMax = 999_999;

    private const int BodyCount = 2_000;
    private const int CorrectivePercent = 60;
    private const int InspectionPercent = 25;
    private const int Seed = 20_261_122;

    /// <summary>From common to rare; the n-th is reported with weight 1/n.</summary>
    public static readonly string[] FailureModes =
    [
        "bearing_noise", "seal_leak", "belt_wear", "overheating", "vibration", "filter_clogged", "motor_trip", "valve_stuck", "low_pressure", "sensor_drift",
        "oil_leak", "coupling_wear", "fan_imbalance", "refrigerant_low", "pump_cavitation", "gasket_leak", "door_jammed", "relay_failed", "fuse_blown", "loose_wiring",
        "corrosion", "hose_burst", "gear_wear", "shaft_misaligned", "control_fault", "display_dead", "battery_low", "compressor_short_cycle", "drain_blocked", "damper_stuck",
        "lubricant_low", "chain_stretch", "brake_wear", "roller_seized", "nozzle_clogged", "insulation_damage", "pressure_surge", "weld_crack", "ice_build_up", "unusual_odour",
    ];

    private static readonly string[] Notes =
        ["Louder than last week", "Stopped twice this morning", "Water below the casing, cordoned off", "Runs, but hot to the touch", "Operator reports a burning smell"];

    public static Command Command()
    {
        var assets = new Option<int>("--assets") { Description = "Assets to spread the scans over: LOAD-000001 and so on.", DefaultValueFactory = _ => 10_000 };
        var file = new Option<FileInfo>("--out") { Description = "File to write.", Required = true };
        var command = new Command("mix", "Writes the bodies that the load generators send.") { assets, file };
        command.SetAction(parsed =>
        {
            using var stream = parsed.GetRequiredValue(file).Create();
            Write(stream, parsed.GetValue(assets));
        });
        return command;
    }

    /// <summary>The bodies alone, with their placeholders.</summary>
    public static string[] Bodies()
    {
        using var stream = new MemoryStream();
        Write(stream, AssetsMax);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    private static void Write(Stream stream, int assets)
    {
        if (assets is < 1 or > AssetsMax)
        {
            throw new ArgumentOutOfRangeException(nameof(assets), assets, $"Between 1 and {AssetsMax} assets can be named.");
        }

        stream.Write(Encoding.ASCII.GetBytes($"assets {assets}\n"));
        var random = new Random(Seed);
        for (var i = 0; i < BodyCount; i++)
        {
            using (var json = new Utf8JsonWriter(stream))
            {
                WriteBody(json, i * 100 / BodyCount, random);
            }

            stream.WriteByte((byte)'\n');
        }
    }

    private static void WriteBody(Utf8JsonWriter json, int percentile, Random random)
    {
        var type = percentile < CorrectivePercent ? "corrective" : percentile < CorrectivePercent + InspectionPercent ? "inspection" : "preventive";
        json.WriteStartObject();
        json.WriteString("asset_id", AssetPlaceholder);
        json.WriteString("scan_timestamp", TimePlaceholder);
        json.WriteString("operator_id", $"op-{random.Next(1, 201):D3}");
        json.WriteStartArray("geolocation");
        // Within some 50 m of the load plant's assets, as a phone indoors reports it.
        json.WriteNumberValue(Math.Round(LoadPlant.Latitude + ((random.NextDouble() - 0.5) * 0.0008), 5));
        json.WriteNumberValue(Math.Round(LoadPlant.Longitude + ((random.NextDouble() - 0.5) * 0.0008), 5));
        json.WriteEndArray();
        json.WriteString("scan_type", type);
        json.WriteString("idempotency_key", KeyPlaceholder);
        if (type == "corrective")
        {
            json.WriteString("failure_mode", PickFailureMode(random));
            if (random.Next(100) < 20)
            {
                json.WriteString("note", Notes[random.Next(Notes.Length)]);
            }
        }
        else if (random.Next(100) < 50)
        {
            json.WriteStartObject("readings");
            json.WriteNumber("run_hours", random.Next(10_000, 99_999) / 10m);
            json.WriteEndObject();
        }

        json.WriteStartObject("device");
        json.WriteString("id", $"dev-{random.Next(1, 51):D2}");
        json.WriteNumber("battery_percent", random.Next(15, 101));
        json.WriteString("firmware", "4.2.0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string PickFailureMode(Random random)
    {
        var total = 0.0;
        for (var n = 1; n <= FailureModes.Length; n++)
        {
            total += 1.0 / n;
        }

        var at = random.NextDouble() * total;
        var index = 0;
        while (index < FailureModes.Length - 1 && (at -= 1.0 / (index + 1)) > 0)
        {
            index++;
        }

        return FailureModes[index];
    }
}
