using System.Collections.Immutable;
using System.Text;
using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;

namespace Scanward.Tests.Resolution;

/// <summary>Plants as text to compare (records that hold arrays are equal only when they hold the same arrays), and short plant files to change.</summary>
internal static class PlantTexts
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 0);

    public const string Site = "sites: [{ id: north-clinic, name: North Clinic, code: NC, time_zone: America/Chicago }]\n";

    public static PlantReading Read(string text) => new PlantReader(new TagReader(), Now).Read(text);

    public static Plant ReadPlant(string text) => Read(text) switch
    {
        Plant plant => plant,
        PlantFaults faults => throw new Xunit.Sdk.XunitException($"{faults.Total} faults:\n{string.Join('\n', faults.Faults)}\nin:\n{text}"),
        _ => throw new InvalidOperationException("a reading is one of the two."),
    };

    public static ImmutableArray<FileFault> ReadFaults(string text) => Assert.IsType<PlantFaults>(Read(text)).Faults;

    /// <summary>One line for each thing that the plant holds.</summary>
    public static string[] Lines(Plant plant) =>
    [
        .. plant.Sites.Select(site => Encoding.UTF8.GetString(RegistryJson.Write(site))),
        .. plant.Assets.Select(asset => Encoding.UTF8.GetString(RegistryJson.Write(asset))),
        .. plant.Parts.Select(part => part.ToString()),
        .. plant.Stock.Select(stock => Encoding.UTF8.GetString(RegistryJson.Write(stock))),
        .. plant.Rosters.Select(roster => Encoding.UTF8.GetString(RegistryJson.Write(roster))),
        .. plant.History.SelectMany(asset => asset.Value.Select(failure => $"{asset.Key}: {failure}")),
    ];
}
