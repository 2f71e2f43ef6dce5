using System.CommandLine;
using System.Globalization;
using System.Text;
using NodaTime.Text;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Demo;
using Scanward.Server.Configuration;
using Scanward.Server.People;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary><c>scanward demo</c>: a plant to play with, everything embedded, and what to try next.</summary>
internal static class DemoCommand
{
    private const int PlantSeed = 2026;

    private const string ExampleSite = "north-clinic";

    public static Command Create()
    {
        var urls = CommonOptions.Urls();
        var https = CommonOptions.Https();
        var data = CommonOptions.Data("scanward-demo");
        var scans = new Option<int>("--scans") { Description = "Play so many scans, say what was routed where, and stop.", HelpName = "N" };
        scans.Validators.Add(result =>
        {
            // Asking the option for its value would throw where that is no number.
            if (!int.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count is < 1 or > 1_000_000)
                result.AddError("--scans takes a number from 1 to 1,000,000.");
        });
        var demo = new Command("demo", "Make a demo plant, start everything embedded and say what to try.") { urls, https, data, scans };
        demo.SetAction(async (parsed, ct) =>
        {
            var folder = parsed.GetValue(data)!;
            if (parsed.GetValue(scans) is > 0 and var count) return await Play(folder, count, ct);
            var (key, people) = ("", (IReadOnlyList<string>)[]);
            MadeLink? welcome = null;
            var given = new Dictionary<string, string> { ["--urls"] = parsed.GetValue(urls)! };
            if (parsed.GetResult(https) is { Implicit: false } wanted) given["--https"] = wanted.Tokens is [var certificate, ..] ? certificate.Value : "yes";
            var options = ConfigurationReader.Read(folder, null, new Dictionary<string, string>(), given).Options; // with a scanward.yaml that lies in the demo's folder
            return await Serving.Run(
                folder, options, false, WritePolicy,
                async installation =>
                {
                    key = await Prepare(installation, folder, ct);
                    if (DemoPeople.IsLoopback(options.Listening) && options.Proxies.IsEmpty && options.PublicUrl is null) people = await DemoPeople.Prepare(installation, folder, ExampleSite, Technician(installation), ct);
                    else await installation.Reception.People.DisableDemo(ct);
                    welcome = await installation.Reception.Links.Welcome();
                },
                (installation, addresses) => Greet(installation, addresses[0], folder, key, people, welcome), ct);
        });
        return demo;
    }

    /// <summary>Makes the plant and a key where they are missing; a folder from before goes on as it was left.</summary>
    private static async Task<string> Prepare(Installation installation, string folder, CancellationToken ct)
    {
        if (installation.Sites.All.Count == 0)
        {
            await Progress.Show(async report =>
            {
                await installation.ImportPlant(Plant(installation), p => report(new("making the demo plant", p.Done, p.Total)), ct);
                return true;
            });
        }

        var keyFile = Path.Combine(folder, "demo-device.key");
        if (File.Exists(keyFile)) return (await File.ReadAllTextAsync(keyFile, ct)).Trim();
        var key = await installation.MakeDeviceKey(installation.Sites.NumberOf(ExampleSite)!.Value, "demo device", ct);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(keyFile, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(key + "\n"), ct);
        return key;
    }

    private static Plant Plant(Installation installation) => DemoPlant.Make(PlantSeed, installation.Clock.Now().InUtc().Date);

    private static async Task<int> Play(string folder, int count, CancellationToken ct)
    {
        var held = DataFolder.Hold(folder);
        WritePolicy(held);
        await using var installation = await Installation.Open(held, new InstallationOptions { Tell = Console.Error.WriteLine }, ct);
        await Prepare(installation, folder, ct);
        var now = installation.Clock.Now();
        var scans = DemoScans.Make(Plant(installation), unchecked((int)now.ToUnixTimeSeconds()), count, now, withFaults: true);
        var tally = await Progress.Show(report => DemoPlay.Run(installation, scans, done => report(new("scanning", done, count)), ct));
        DemoPlay.Tell(tally, Console.Out);
        return ExitCode.Done;
    }

    /// <summary>The demo runs the larger of the two sample policies; one that is there already stays.</summary>
    private static void WritePolicy(DataFolder folder)
    {
        if (!File.Exists(folder.Policy)) File.WriteAllText(folder.Policy, Samples.Policy("plant-routing"));
    }

    private static string Technician(Installation installation) => installation.Sites[installation.Sites.NumberOf(ExampleSite)!.Value].Roster.Technicians[0].TechnicianId;

    private static void Greet(Installation installation, string address, string folder, string key, IReadOnlyList<string> people, MadeLink? welcome)
    {
        var technician = Technician(installation);
        var now = InstantPattern.General.Format(installation.Clock.Now());
        var body = $$"""{"asset_id":"{{DemoPlant.ExampleAssetId}}","scan_timestamp":"{{now}}","operator_id":"{{technician}}","scan_type":"corrective","failure_mode":"bearing_noise","idempotency_key":"{{Guid.NewGuid()}}"}""";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Scanward runs at {address} with a demo plant: {installation.Sites.All.Count} sites, policy {installation.Policies.Current.Compiled.Policy.Name} ({Path.Combine(folder, "policy.yaml")}).

            {SignIn(installation, address, people, welcome)}

            A device key of {ExampleSite} (also in {Path.Combine(folder, "demo-device.key")}):
              {key}

            Scan an air handler with a noisy bearing; the same line again gives the same answer:

            curl -i {address}/api/v1/scans -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{body}'

            Then, in a browser:
              {address}/labels                        print a sheet of labels
              {address}/scan                          the scanner: sign on as technician, hold a label to the camera
              {address}/work-orders                   the board, on which the work order appears by itself

            Or look around by hand (each with the same Authorization header):
              {address}/api/v1/work-orders            the work orders
              {address}/api/v1/scans/ID/explanation   why a scan went where it went
              {address}/api/v1/assets                 what can be scanned
              {address}/api/v1/dead-letters           what was refused
              {address}/readyz                        is all well? (open)

            Stop with Ctrl-C. 'scanward demo --scans 500' plays a day of scans on the same plant.
            """));
    }

    private static string SignIn(Installation installation, string address, IReadOnlyList<string> people, MadeLink? welcome)
    {
        if (people.Count > 0) return $"Sign in at {address}/sign-in as one of (for this machine alone):\n{string.Join('\n', people.Select(p => $"  {p}"))}";
        return welcome is null ? $"Sign in at {address}/sign-in." : ServeCommand.WelcomeText(installation, welcome);
    }
}
