using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution.Plants.Demo;

/// <summary>What is special about a demo scan.</summary>
public enum DemoScanKind
{
    /// <summary>A first scan of an asset that is known.</summary>
    Ordinary,

    /// <summary>The same asset and failure as a scan shortly before, with a key of its own: somebody scans twice.</summary>
    Repeated,

    /// <summary>The same request as one before, byte for byte: a client that got no answer.</summary>
    Retried,

    /// <summary>A well-formed tag that no asset has.</summary>
    UnknownTag,

    /// <summary>A tag that cannot be read.</summary>
    MalformedTag,

    /// <summary>Scanned kilometres away from the site.</summary>
    OffSite,
}

/// <summary>One request to <c>POST /api/v1/scans</c>.</summary>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="SiteId">The site whose credential sends it.</param>
/// <param name="AssetId">The asset that it names; null where it names none.</param>
public sealed record DemoScan(ImmutableArray<byte> Body, string SiteId, Guid IdempotencyKey, ScanType Type, string? AssetId, DemoScanKind Kind);

/// <summary>What technicians of a plant scan in the course of time. Equal arguments make equal scans, keys and all.</summary>
public static class DemoScans
{
    private static readonly string[] Malformed =
    [
        "]C1800302112345678901ABC", "]C18004ABC123456", "]d2800309520123456788ABC123\u001d80049520614141234567",
        "]Q1https://id.gs1.org/8004/9520614141234567/21/1", "AHU\u20110001",
    ];

    private static readonly string[] Notes = ["louder than yesterday", "ward has been told", "second time this month", "stopped it for now", "needs two people"];

    /// <param name="count">How many; <see cref="int.MaxValue"/> for as many as are asked for.</param>
    /// <param name="start">The client's clock at the first scan: <c>sent_at</c>; scans lie up to two minutes before it.</param>
    /// <param name="step">How far the client's clock moves on from one scan to the next.</param>
    /// <param name="withFaults">Whether one in twelve is unknown, malformed or off-site.</param>
    public static IEnumerable<DemoScan> Make(Plant plant, int seed, int count, Instant start, Duration step = default, bool withFaults = false)
    {
        var maker = new Maker(plant, new Random(seed), start);
        for (var i = 0; i < count; i++) yield return maker.Next(start + (step * i), withFaults);
    }

    private sealed class Maker
    {
        private const int Remembered = 64;

        private readonly Random random;
        private readonly ImmutableArray<AssetProfile> assets;
        private readonly AssetProfile[] dueSoon;
        private readonly Dictionary<string, Site> sites;
        private readonly Dictionary<string, string[]> operators;
        private readonly List<(DemoScan Scan, AssetProfile Asset, string? Mode)> recent = [];

        public Maker(Plant plant, Random random, Instant start)
        {
            if (plant.Assets.IsEmpty) throw new ArgumentException("A plant without assets has nothing to scan.", nameof(plant));
            this.random = random;
            assets = plant.Assets;
            var today = start.InUtc().Date;
            dueSoon = [.. assets.Where(asset => asset.Preventive is { } plan && plan.Next >= today.PlusDays(-60) && plan.Next <= today.PlusDays(10))];
            sites = plant.Sites.ToDictionary(site => site.SiteId, StringComparer.Ordinal);
            operators = plant.Rosters.Where(roster => !roster.Technicians.IsEmpty)
                .ToDictionary(
                    roster => roster.SiteId, roster => roster.Technicians.Select(technician => technician.TechnicianId).ToArray(),
                    StringComparer.Ordinal);
        }

        public DemoScan Next(Instant sentAt, bool withFaults)
        {
            if (withFaults && random.Next(12) == 0) return MakeFaulty(sentAt);
            var chance = recent.Count == 0 ? 99 : random.Next(100);
            if (chance < 1) return recent[random.Next(recent.Count)].Scan with { Kind = DemoScanKind.Retried };
            if (chance < 5)
            {
                var (scan, again, sameMode) = recent[random.Next(recent.Count)];
                return Make(again, scan.Type, sameMode, TagOf(again), sentAt, DemoScanKind.Repeated);
            }

            var type = random.Next(100) switch { < 60 => ScanType.Corrective, < 85 => ScanType.Inspection, _ => ScanType.Preventive };
            var asset = type == ScanType.Preventive && dueSoon.Length > 0 && random.Next(5) > 0
                ? dueSoon[random.Next(dueSoon.Length)]
                : assets[random.Next(assets.Length)];
            var mode = type == ScanType.Corrective ? ModeOf(asset) : null;
            var made = Make(asset, type, mode, random.Next(10) == 0 ? null : TagOf(asset), sentAt, DemoScanKind.Ordinary);
            if (recent.Count < Remembered) recent.Add((made, asset, mode));
            else recent[random.Next(Remembered)] = (made, asset, mode);
            return made;
        }

        private DemoScan MakeFaulty(Instant sentAt)
        {
            var asset = assets[random.Next(assets.Length)];
            var mode = ModeOf(asset);
            switch (random.Next(3))
            {
                case 0:
                    var unknown = string.Create(CultureInfo.InvariantCulture, $"]C180049520614{random.Next(900_000_000, 1_000_000_000)}");
                    return Make(asset, ScanType.Corrective, mode, (unknown, null), sentAt, DemoScanKind.UnknownTag);
                case 1:
                    return Make(
                        asset, ScanType.Corrective, mode, (Malformed[random.Next(Malformed.Length)], null), sentAt, DemoScanKind.MalformedTag);
                default:
                    return Make(asset, ScanType.Corrective, mode, TagOf(asset), sentAt, DemoScanKind.OffSite);
            }
        }

        /// <param name="tag">The tag and the symbology sent beside it; null to send the asset's id.</param>
        private DemoScan Make(
            AssetProfile asset, ScanType type, string? mode, (string Raw, string? Symbology)? tag, Instant sentAt, DemoScanKind kind)
        {
            var scannedAt = sentAt - Duration.FromMilliseconds(random.Next(0, 120_000));
            var key = MakeKey(scannedAt);
            var bytes = new ArrayBufferWriter<byte>(512);
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                if (tag is { } scanned)
                {
                    json.WriteString("tag"u8, scanned.Raw);
                    if (scanned.Symbology is not null) json.WriteString("symbology"u8, scanned.Symbology);
                }
                else
                {
                    json.WriteString("asset_id"u8, asset.AssetId);
                }

                json.WriteMoment("scan_timestamp"u8, scannedAt);
                json.WriteString("operator_id"u8, operators.TryGetValue(asset.SiteId, out var people) ? people[random.Next(people.Length)] : "op-1");
                if (PlaceOf(asset, kind) is { } place) json.WritePoint("geolocation"u8, place);
                json.WriteString("scan_type"u8, Wire.Name(type));
                json.WriteString("idempotency_key"u8, key);
                json.WriteOptional("failure_mode"u8, mode);
                if (random.Next(12) == 0) json.WriteString("note"u8, Notes[random.Next(Notes.Length)]);
                WriteReading(json, asset);
                json.WriteMoment("sent_at"u8, sentAt);
                WriteDevice(json, asset.SiteId);
                json.WriteEndObject();
            }

            var isKnown = kind is not (DemoScanKind.UnknownTag or DemoScanKind.MalformedTag);
            return new DemoScan([.. bytes.WrittenSpan], asset.SiteId, key, type, isKnown ? asset.AssetId : null, kind);
        }

        /// <summary>One of the failures that its repairs name, earlier ones more often.</summary>
        private string ModeOf(AssetProfile asset)
        {
            string[] modes = [.. asset.Repairs.Keys.Where(mode => mode != JobReading.AnyMode)];
            var draw = random.NextDouble();
            return modes.Length == 0 ? "other" : modes[(int)(draw * draw * modes.Length)];
        }

        /// <summary>One of the asset's tags as some scanner would send it: with or without a symbology identifier, on a label or in a link.</summary>
        private (string Raw, string? Symbology)? TagOf(AssetProfile asset)
        {
            if (asset.Tags.IsEmpty) return null;
            var tag = asset.Tags[random.Next(asset.Tags.Length)];
            const string label = "]C18004", link = "https://id.gs1.org/8004/";
            var giai = tag.StartsWith(label, StringComparison.Ordinal)
                ? tag[label.Length..]
                : tag.StartsWith(link, StringComparison.Ordinal)
                ? tag[link.Length..]
                : null;
            var draw = random.Next(6);
            if (giai is null) return draw switch { 0 => ($"]C0{tag}", null), 1 => (tag, "]Q0"), _ => (tag, null) };
            return draw switch
            {
                0 => ($"]d28004{giai}", null),
                1 => ($"]Q1{link}{giai}", null),
                2 => ($"{link}{giai}", "]Q1"),
                3 => ($"(8004){giai}", null),
                _ => ($"{label}{giai}", null),
            };
        }

        private GeoPoint? PlaceOf(AssetProfile asset, DemoScanKind kind)
        {
            var site = sites[asset.SiteId];
            if ((asset.Geolocation ?? site.Geofence?.Center) is not { } place) return null;
            if (kind == DemoScanKind.OffSite)
                return DemoPlant.Near(random, new GeoPoint(Math.Clamp(place.Latitude + 0.2, -89, 89), place.Longitude), 3000);
            return !site.GeolocationRequired && random.Next(8) == 0 ? null : DemoPlant.Near(random, place, 15);
        }

        private void WriteReading(Utf8JsonWriter json, AssetProfile asset)
        {
            if (asset.Preventive is not { Meter: { } meter, MeterDueAt: { } dueAt } || random.Next(3) > 0) return;
            json.WriteStartObject("readings"u8);
            json.WriteNumber(meter, Math.Round(dueAt * (decimal)(0.7 + (random.NextDouble() * 0.4)), 1));
            json.WriteEndObject();
        }

        private void WriteDevice(Utf8JsonWriter json, string siteId)
        {
            json.WriteStartObject("device"u8);
            json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"{siteId}-{random.Next(1, 25):D2}"));
            json.WriteNumber("battery_percent"u8, random.Next(8, 101));
            json.WriteString("firmware"u8, random.Next(4) == 0 ? "4.1.7" : "4.2.0");
            json.WriteEndObject();
        }

        /// <summary>Three in four UUID version 7 of the time of the scan, the others version 4.</summary>
        private Guid MakeKey(Instant at)
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            var version = random.Next(4) > 0 ? 7 : 4;
            if (version == 7)
            {
                var milliseconds = at.ToUnixTimeMilliseconds();
                for (var i = 0; i < 6; i++) bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
            }

            bytes[6] = (byte)((bytes[6] & 0x0F) | (version << 4));
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            return new Guid(bytes, bigEndian: true);
        }
    }
}
