using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Demo;

namespace Scanward.Tests.Resolution;

public sealed class DemoScansTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 22, 7, 0);
    private static readonly Plant Plant = DemoPlant.Make(1, new LocalDate(2026, 11, 22));

    [Fact]
    public void Make_GivesTheSameScansForTheSameSeed()
    {
        var bodies = Make(7, 200).Select(scan => Convert.ToHexString([.. scan.Body])).ToList();

        Assert.Equal(bodies, Make(7, 200).Select(scan => Convert.ToHexString([.. scan.Body])));
        Assert.NotEqual(bodies, Make(8, 200).Select(scan => Convert.ToHexString([.. scan.Body])));
    }

    [Fact]
    public void Make_MixesTypesAndRepeats()
    {
        var scans = Make(1, 4000);

        Assert.InRange(scans.Count(scan => scan.Type == ScanType.Corrective), 2200, 2600);
        Assert.InRange(scans.Count(scan => scan.Type == ScanType.Inspection), 850, 1150);
        Assert.InRange(scans.Count(scan => scan.Type == ScanType.Preventive), 480, 720);
        Assert.InRange(scans.Count(scan => scan.Kind == DemoScanKind.Repeated), 100, 220);
        Assert.InRange(scans.Count(scan => scan.Kind == DemoScanKind.Retried), 15, 80);
        Assert.DoesNotContain(scans, scan => scan.Kind is DemoScanKind.UnknownTag or DemoScanKind.MalformedTag or DemoScanKind.OffSite);
    }

    [Fact]
    public void Make_GivesEachScanAKeyOfItsOwn_ButToARetryTheSameBody()
    {
        var scans = Make(2, 4000);

        Assert.All(scans.GroupBy(scan => scan.IdempotencyKey), group => Assert.Single(group.Select(scan => Convert.ToHexString([.. scan.Body])).Distinct(StringComparer.Ordinal)));
        Assert.Equal(scans.Count(scan => scan.Kind != DemoScanKind.Retried), scans.Select(scan => scan.IdempotencyKey).Distinct().Count());
        Assert.Equal([4, 7], scans.Select(scan => scan.IdempotencyKey.Version).Distinct().Order());
    }

    [Fact]
    public void EveryKnownTag_IsOneOfItsAssetsTags_WhateverItsCarrier()
    {
        var reader = new TagReader();
        var keys = Plant.Assets.ToDictionary(asset => asset.AssetId, asset => asset.Tags.Select(tag => ((Tag)reader.Read(tag)).Key).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var read = 0;
        foreach (var scan in Make(3, 2000, withFaults: true))
        {
            using var body = JsonDocument.Parse(scan.Body.AsMemory());
            if (!body.RootElement.TryGetProperty("tag", out var tag)) continue;
            var reading = reader.Read(tag.GetString()!, body.RootElement.TryGetProperty("symbology", out var symbology) ? symbology.GetString() : null);
            if (scan.Kind == DemoScanKind.MalformedTag) Assert.IsType<TagFault>(reading);
            else if (scan.Kind == DemoScanKind.UnknownTag) Assert.DoesNotContain(Assert.IsType<Tag>(reading).Key, keys.Values.SelectMany(known => known));
            else Assert.Contains(Assert.IsType<Tag>(reading).Key, keys[scan.AssetId!]);
            read++;
        }

        Assert.True(read > 1500);
    }

    [Fact]
    public void EveryScan_LiesShortlyBeforeItIsSent_AndTheClockMovesOn()
    {
        var place = 0;
        foreach (var scan in DemoScans.Make(Plant, 4, 300, Start, Duration.FromSeconds(10)))
        {
            using var body = JsonDocument.Parse(scan.Body.AsMemory());
            var scannedAt = InstantPattern.ExtendedIso.Parse(body.RootElement.GetProperty("scan_timestamp").GetString()!).Value;
            var sentAt = InstantPattern.ExtendedIso.Parse(body.RootElement.GetProperty("sent_at").GetString()!).Value;
            Assert.InRange(sentAt - scannedAt, Duration.Zero, Duration.FromMinutes(2));
            if (scan.Kind != DemoScanKind.Retried) Assert.Equal(Start + Duration.FromSeconds(10 * place), sentAt);
            place++;
        }
    }

    [Fact]
    public void Make_WithFaults_HoldsEachSort() =>
        Assert.Equal(Enum.GetValues<DemoScanKind>(), Make(5, 1000, withFaults: true).Select(scan => scan.Kind).Distinct().Order());

    private static List<DemoScan> Make(int seed, int count, bool withFaults = false) => [.. DemoScans.Make(Plant, seed, count, Start, withFaults: withFaults)];
}
