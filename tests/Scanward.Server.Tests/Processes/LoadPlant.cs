using System.Globalization;
using System.Text;
using Scanward.Resolution.Plants;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Processes;

/// <summary>A plant and a policy under which nearly every scan makes a work order with parts, so that a load stirs numbers, stock and technicians' loads.</summary>
internal static class LoadPlant
{
    public const int AssetsOfSite = 40;

    /// <summary>Two, so that both write side by side.</summary>
    public static readonly string[] Sites = ["east", "west"];

    public static readonly string[] FailureModes = ["noise", "leak", "other"];

    public const string Policy =
        """
        policy: every-scan
        version: 1
        timezone: UTC
        route:
          - { id: short, when: { scan: corrective, parts: short }, then: parts_pending P3 }
          - { id: fix, when: { scan: corrective }, then: corrective_wo P2 }
          - { id: again, when: { last_scan_ago: under 1m, open_inspection: yes }, then: duplicate of last_scan }
          - { id: look, then: inspection_wo P4 }
        response:
          P2: { acknowledge: 1h, on_site: 8h, done: 2d, clock: site }
          P3: { acknowledge: 1d, on_site: 3d, done: 7d, clock: site }
          P4: { acknowledge: 3d, on_site: 14d, done: 30d, clock: site }
        parts: { need: asset, reserve: when_created }
        """;

    public static Plant Plant { get; } = Make();

    /// <summary>Fills a data folder and makes a device key for each site, without a process of its own.</summary>
    public static async Task<Dictionary<string, string>> Furnish(string folder)
    {
        var data = DataFolder.Hold(folder);
        await File.WriteAllTextAsync(data.Policy, Policy);
        await using var installation = await Installation.Open(data, new InstallationOptions(), CancellationToken.None);
        await installation.ImportPlant(Plant, _ => { }, CancellationToken.None);
        var keys = new Dictionary<string, string>();
        foreach (var site in installation.Sites.All) keys[site.Value.Site.SiteId] = await installation.MakeDeviceKey(site.Key, "test device", CancellationToken.None);
        return keys;
    }

    private static Plant Make()
    {
        var yaml = new StringBuilder(
            """
            sites:
              - { id: east, name: East, code: EA, time_zone: UTC }
              - { id: west, name: West, code: WE, time_zone: America/Chicago }
            parts:
              - { id: bearing, name: Bearing }
              - { id: seal, name: Seal }
            stock:
              east: { bearing: { on_hand: 1000000 }, seal: { on_hand: 300, reorder_point: 50, reorder_quantity: 100 } }
              west: { bearing: { on_hand: 1000000 }, seal: { on_hand: 200 } }
            classes:
              - id: machine
                minutes: 1
                repairs: { noise: { parts: { bearing: 2 } }, leak: { parts: { bearing: 1, seal: 1 } }, any: { minutes: 2 } }
            crews:
              - { id: east_crew, name: East crew, site: east }
              - { id: west_crew, name: West crew, site: west }
            technicians:
              - { id: e1, name: Ada, site: east, crew: east_crew, skills: [mechanical], shifts: [{ days: daily, hours: 00:00-24:00 }] }
              - { id: e2, name: Bo, site: east, crew: east_crew, skills: [mechanical], shifts: [{ days: daily, hours: 00:00-24:00 }] }
              - { id: w1, name: Cy, site: west, crew: west_crew, skills: [mechanical], shifts: [{ days: daily, hours: 00:00-24:00 }] }
            assets:

            """);
        foreach (var site in Sites)
        {
            for (var i = 0; i < AssetsOfSite; i++) yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: {site}-{i:D4}, name: Machine {i}, site: {site}, class: machine, criticality: {1 + (i % 5)} }}\n");
        }

        return TestPlants.Read(yaml.ToString());
    }
}
