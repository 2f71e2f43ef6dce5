using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server.Labels;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Labels;

/// <summary>A server whose one site has assets with hard names, and a host for their labels.</summary>
internal static class LabelPlant
{
    public const string Site = "lab";

    /// <summary>Letters of several scripts, marks that combine, text from right to left, and what should do no harm.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "Air handler, roof east", "Centrifugal pump for condenser water loop 2, basement plant room", "Türöffner Größe XL – Süd", "Насос охлаждающей воды №4", "Αντλία νερού Δ-7",
        "مضخة مياه التبريد 12 (P-7)", "משאבת מים ראשית 3", "Pompe a\u0300 vide n° 3 — bâtiment «Est»", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "evil \u202egnp.exe\u202c end", "Unbreakablenamewithoutspacesinit",
    ];

    public static TagReaderOptions Tags { get; } = new() { OwnHosts = ["tags.example.org"], RetiredHosts = ["old.example.org"] };

    public static Task<RunningServer> Start(int assets = 24) => Start(assets, _ => "");

    /// <param name="tags">Tags of the asset by its number from 0, as YAML.</param>
    public static Task<RunningServer> Start(int assets, Func<int, string> tags) => RunningServer.Start(o => o with { Plant = Plant(assets, tags), Tags = Tags });

    public static string IdOf(int number) => $"AHU-{number + 1:D6}";

    public static int SiteNo(this RunningServer server) => server.Installation.Sites.NumberOf(Site)!.Value;

    public static async Task<LabelSheet> Print(this RunningServer server, LabelOrder order)
    {
        var answer = await server.Installation.Labels.Print(server.SiteNo(), order, AuditActor.CommandLine, TestContext.Current.CancellationToken);
        return answer as LabelSheet ?? throw new InvalidOperationException(string.Join('\n', ((LabelsRefused)answer).Faults.Select(f => f.Detail)));
    }

    public static async Task<IReadOnlyList<LabelFault>> Refused(this RunningServer server, LabelOrder order) =>
        Assert.IsType<LabelsRefused>(await server.Installation.Labels.Print(server.SiteNo(), order, AuditActor.CommandLine, TestContext.Current.CancellationToken)).Faults;

    private static Plant Plant(int assets, Func<int, string> tags)
    {
        var yaml = new StringBuilder("sites:\n  - { id: lab, name: North Clinic, code: NC, time_zone: Europe/Amsterdam }\nclasses:\n  - id: pump\n  - id: fan\nassets:\n");
        for (var i = 0; i < assets; i++)
        {
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"  - {{ id: {IdOf(i)}, name: {JsonValue.Create(Names[i % Names.Length])!.ToJsonString()}, site: lab, class: {(i % 2 == 0 ? "pump" : "fan")}, criticality: 3, location: \"Building {i % 7}, floor {i % 5}\"{tags(i)} }}\n");
        }

        return (Plant)new PlantReader(new TagReader(Tags), NodaTime.Instant.FromDateTimeOffset(TestPlants.Start)).Read(yaml.ToString());
    }
}
