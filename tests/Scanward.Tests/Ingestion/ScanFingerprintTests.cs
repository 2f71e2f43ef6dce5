using System.Collections.Immutable;
using System.Text.Json;

namespace Scanward.Tests.Ingestion;

/// <summary>Equal for every spelling of one request, different for any two requests.</summary>
public sealed class ScanFingerprintTests
{
    /// <summary>The hashes were made from the documented form by another program (Python's struct and hashlib).</summary>
    [Fact]
    public void Fingerprint_IsStableOverReleases() // stored beside keys for 14 days: a change needs a new version of the form
    {
        Assert.Equal("918afcb48416d36c14f52608007c85cf1084d2d6c357020c40a7fae358cb2bb7", Convert.ToHexStringLower(Payload.Full.Scan().Fingerprint.AsSpan()));
        Assert.Equal("5e24ea3901e44dd3b99f05c29e5d4ef256afed416813fec67bef5b9da2899925", Convert.ToHexStringLower(Payload.Least.Scan().Fingerprint.AsSpan()));
    }

    [Theory]
    [InlineData("device", "{\"id\": \"dev-2\"}")]
    [InlineData("sent_at", "\"2026-11-23T07:00:00Z\"")]
    [InlineData("scan_timestamp", "\"2026-11-22T09:00:00.000+02:00\"")]
    [InlineData("scan_timestamp", "\"2026-11-22t07:00:00-00:00\"")]
    [InlineData("geolocation", "[5.20907e1, 5.12140]")]
    [InlineData("readings", "{\"starts\": 1.7e1, \"run_hours\": 8123.500}")]
    [InlineData("asset_id", "\"\\u0041HU\\u002d000123\"")]
    [InlineData("idempotency_key", "\"6F1C0C5E-3B0A-4D7E-9A51-0D6A2F3B4C5D\"")]
    public void Fingerprint_IsEqual_ForAnotherSpelling(string member, string json) =>
        Assert.Equal(Payload.Full.Scan().Fingerprint, Payload.Full.With(member, json).Scan().Fingerprint);

    [Fact]
    public void Fingerprint_IsEqual_InAnyOrderAndLayout()
    {
        var random = new Random(7);
        var expected = Payload.Full.Scan().Fingerprint;
        for (var i = 0; i < 200; i++)
        {
            var payload = new Payload([.. Payload.Full.Members.OrderBy(_ => random.Next()).Select(m => (m.Name, random.Next(2) == 0 ? m.Json : $"\r\n\t {m.Json} "))]);
            Assert.Equal(expected, payload.Scan().Fingerprint);
        }

        Assert.Equal(expected, Payload.Full.Without("device").Without("sent_at").Scan().Fingerprint);
        Assert.Equal(Payload.Least.Scan().Fingerprint, Payload.Least.And("readings", "{}").Scan().Fingerprint);
    }

    /// <summary>Thousands of scans out of values that lie near each other: equal members if and only if equal fingerprints.</summary>
    [Fact]
    public void Fingerprint_IsEqual_IffTheMembersAre()
    {
        var random = new Random(99);
        (string Name, string?[] Json)[] choices =
        [
            ("operator_id", ["\"a\"", "\"b\"", "\"ab\""]),
            ("scan_type", ["\"corrective\"", "\"inspection\""]),
            ("scan_timestamp", ["\"2026-11-22T07:00:00Z\"", "\"2026-11-22T08:00:00+01:00\"", "\"2026-11-22T07:00:00.000000001Z\"", "\"1969-12-31T23:59:59.9Z\"", "\"1970-01-01T00:00:00.1Z\""]),
            ("failure_mode", [null, "\"a\"", "\"b\"", "\"ab\""]),
            ("note", [null, "\"\"", "\"a\"", "\"ab\"", "\"\\u0061b\"", "\"\\n\""]),
            ("symbology", [null, "\"]Q1\"", "\"]Q2\""]),
            ("geolocation", [null, "[1, 2]", "[2, 1]", "[1.0, 2.0]", "[0, 0]", "[-0.0, 0]"]),
            ("readings", [null, "{}", "{\"a\": 1}", "{\"a\": 1.0}", "{\"a\": 10}", "{\"a\": 0.1}", "{\"a\": -1}", "{\"b\": 1}", "{\"a\": 1, \"b\": 1}", "{\"b\": 1, \"a\": 1}", "{\"ab\": 1}"]),
            ("idempotency_key", [$"\"{Payload.Key}\"", $"\"{Payload.OtherKey}\""]),
            ("device", [null, "{\"id\": \"x\"}"]),
        ];
        var byMembers = new Dictionary<string, string>(StringComparer.Ordinal);
        var byFingerprint = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < 4_000; i++)
        {
            var payload = new Payload([("asset_id", random.Next(2) == 0 ? "\"AHU-0001\"" : "\"AHU-0002\"")]);
            foreach (var (name, json) in choices)
            {
                if (json[random.Next(json.Length)] is { } value) payload = payload.And(name, value);
            }

            var scan = payload.Scan();
            var members = JsonSerializer.Serialize(new
            {
                scan.AssetId, scan.Type, At = scan.ScannedAt.ToString("uuuu-MM-dd'T'HH:mm:ss.fffffffff", null), scan.OperatorId, scan.Geolocation, scan.IdempotencyKey,
                scan.FailureMode, scan.Note, scan.Symbology, Readings = scan.Readings.Select(r => (r.Meter + "=" + r.Value)),
            });
            var fingerprint = Convert.ToHexString(scan.Fingerprint.AsSpan());
            Assert.Equal(fingerprint, byMembers.GetValueOrDefault(members, fingerprint));
            Assert.Equal(members, byFingerprint.GetValueOrDefault(fingerprint, members));
            (byMembers[members], byFingerprint[fingerprint]) = (fingerprint, members);
        }

        Assert.True(byMembers.Count > 2_000);
    }

    [Fact]
    public void Fingerprint_TellsAnIdFromATag_AndOneTagFromAnother()
    {
        var tagged = Payload.Least.Without("asset_id");
        var all = new[]
        {
            Payload.Least.Scan().Fingerprint, tagged.And("tag", "\"AHU-000123\"").Scan().Fingerprint, tagged.And("tag", "\"AHU-000123 \"").Scan().Fingerprint,
            tagged.And("tag", "\"AHU-000123\\r\\n\"").Scan().Fingerprint,
        };

        Assert.Equal(all.Length, all.Select(f => Convert.ToHexString(f.AsSpan())).ToImmutableHashSet(StringComparer.Ordinal).Count);
    }

    [Fact]
    public void Fingerprint_OfTheLargestScan_IsMade()
    {
        var readings = "{" + string.Join(",", Enumerable.Range(0, 32).Select(i => $"\"{i:00}{new string('m', 62)}\":-999999999999.999999999")) + "}";
        var note = string.Concat(Enumerable.Repeat("🔧", 1999));
        var payload = Payload.Full.With("note", $"\"{note}a\"").With("readings", readings).With("operator_id", $"\"{string.Concat(Enumerable.Repeat("🔧", 64))}\"");

        Assert.NotEqual(payload.Scan().Fingerprint, payload.With("note", $"\"{note}b\"").Scan().Fingerprint);
    }
}
