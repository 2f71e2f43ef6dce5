using System.Text;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion;

public sealed class ScanReaderTests
{
    [Fact]
    public void Read_EveryMember_GivesTheScan()
    {
        var scan = Payload.Full.Scan();

        Assert.Equal("AHU-000123", scan.AssetId);
        Assert.Null(scan.Tag);
        Assert.Equal(ScanType.Corrective, scan.Type);
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 7, 0), scan.ScannedAt);
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 7, 0, 2), scan.SentAt);
        Assert.Equal("op-17", scan.OperatorId);
        Assert.Equal(new GeoPoint(52.0907, 5.1214), scan.Geolocation);
        Assert.Equal(Guid.Parse(Payload.Key), scan.IdempotencyKey);
        Assert.Equal("bearing_noise", scan.FailureMode);
        Assert.Equal("Rattles at the drive end", scan.Note);
        Assert.Equal([new MeterReading("run_hours", 8123.5m), new MeterReading("starts", 17m)], scan.Readings);
        Assert.Equal("]Q1", scan.Symbology);
        Assert.Equal(new DeviceReport("dev-1", 71, "4.2.0"), scan.Device);
        Assert.Equal(32, scan.Fingerprint.Length);
    }

    [Fact]
    public void Read_RequiredMembersOnly_LeavesTheRestAbsent()
    {
        var scan = Payload.Least.Scan();

        Assert.Null(scan.Geolocation);
        Assert.Null(scan.FailureMode);
        Assert.Null(scan.Note);
        Assert.Null(scan.Symbology);
        Assert.Null(scan.SentAt);
        Assert.Null(scan.Device);
        Assert.Empty(scan.Readings);
    }

    [Fact]
    public void Read_Tag_IsReadWithTheSymbologyBesideIt()
    {
        var scan = Payload.Tagged.Scan();

        Assert.Null(scan.AssetId);
        Assert.Equal("]C180049520614141234567", scan.Tag!.Raw);
        Assert.Equal("]C1", scan.Symbology);
    }

    [Theory]
    [InlineData("\"]d2800309520123456788ABC123\\u001d\"", "]d2800309520123456788ABC123\u001d")]
    [InlineData("\"PUMP-0001\\r\\n\"", "PUMP-0001\r\n")]
    [InlineData("\"PUMP-0001\\u0000\"", "PUMP-0001\0")]
    public void Read_TagWithWhatScannersSend_KeepsItExactly(string json, string raw) =>
        Assert.Equal(raw, Payload.Tagged.Without("symbology").With("tag", json).Scan().Tag!.Raw);

    [Theory]
    [InlineData("]C180049520614141234567")]
    [InlineData("]C18004ABC123456")]
    [InlineData("]C1800302112345678901ABC")]
    [InlineData("]d2800309520123456788ABC123\u001d80049520614141234567")]
    [InlineData("https://id.gs1.org/8003/9520123456788ABC123")]
    [InlineData("PUMP-Ä1")]
    public void Read_Tag_CarriesWhatTheTagReaderSays(string raw)
    {
        var payload = Payload.Tagged.Without("symbology").With("tag", System.Text.Json.JsonSerializer.Serialize(raw));
        switch (new TagReader().Read(raw))
        {
            case Tag tag:
                Assert.Equal(tag.Key, payload.Scan().Tag!.Key);
                break;
            case TagFault fault:
                var carried = payload.Fault("/tag", $"tag_{fault.Code}");
                Assert.Contains(fault.Detail, carried.Detail, StringComparison.Ordinal);
                Assert.Contains($"character {fault.Position}", carried.Detail, StringComparison.Ordinal);
                break;
        }
    }

    [Theory]
    [InlineData("corrective", ScanType.Corrective)]
    [InlineData("preventive", ScanType.Preventive)]
    [InlineData("inspection", ScanType.Inspection)]
    public void Read_ScanType_IsOneOfThree(string wire, ScanType type) => Assert.Equal(type, Payload.Least.With("scan_type", $"\"{wire}\"").Scan().Type);

    [Fact]
    public void Read_EscapedNamesAndValues_AreTheSameScan()
    {
        var escaped = Payload.Least.Without("asset_id").Without("scan_type")
            .And("asset\\u005fid", "\"\\u0041HU-000123\"").And("scan_typ\\u0065", "\"\\u0063orrective\"");

        Assert.Equal(Payload.Least.Scan().Fingerprint, escaped.Scan().Fingerprint);
    }

    [Fact]
    public void Read_ByteOrderMarkAndWhitespace_AreSkipped()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. " \r\n\t"u8, .. Payload.Least.Bytes(), .. "\n"u8];

        Assert.IsType<Scan>(Payload.Reader.Read(body));
    }

    [Theory]
    [InlineData("asset_id", 8, 64)]
    [InlineData("operator_id", 1, 64)]
    [InlineData("failure_mode", 1, 64)]
    [InlineData("note", 0, 2000)]
    public void Read_TextLength_IsBoundedInclusively(string member, int min, int max)
    {
        Payload.Full.With(member, $"\"{new string('a', min)}\"").Scan();
        Payload.Full.With(member, $"\"{new string('a', max)}\"").Scan();
        Payload.Full.With(member, $"\"{new string('a', max + 1)}\"").Fault($"/{member}", "too_long");
        if (min > 0) Payload.Full.With(member, $"\"{new string('a', min - 1)}\"").Fault($"/{member}", "too_short");
    }

    [Fact]
    public void Read_Tag_IsBoundedAt2048()
    {
        var payload = Payload.Tagged.Without("symbology");
        payload.With("tag", $"\"{new string('A', 2049)}\"").Fault("/tag", "too_long");
        payload.With("tag", "\"\"").Fault("/tag", "too_short");
        payload.With("tag", "\" \\r\\n\"").Fault("/tag", "too_short");
        Assert.DoesNotContain(
            (payload.With("tag", $"\"{new string('A', 2048)}\"").Read() as Refused)?.Faults ?? [], f => f.Code is "too_long");
    }

    [Fact]
    public void Read_Lengths_CountCodePointsNotUnits()
    {
        var note = string.Concat(Enumerable.Repeat("🔧", 2000));
        Assert.Equal(note, Payload.Full.With("note", $"\"{note}\"").Scan().Note);
        Payload.Full.With("note", $"\"{note}🔧\"").Fault("/note", "too_long");
        Assert.Equal(note, Payload.Full.With("note", "\"" + string.Concat(Enumerable.Repeat("\\ud83d\\udd27", 2000)) + "\"").Scan().Note);
    }

    [Theory]
    [InlineData(Payload.Key)]
    [InlineData($"\"{Payload.Key}\"")]
    [InlineData($"  {Payload.Key}\t")]
    [InlineData("6F1C0C5E-3B0A-4D7E-9A51-0D6A2F3B4C5D")]
    public void Read_KeyInHeader_CountsAloneAndBesideAnEqualOne(string header)
    {
        Assert.Equal(Guid.Parse(Payload.Key), Payload.Least.Without("idempotency_key").Scan(header).IdempotencyKey);
        Assert.Equal(Payload.Least.Scan().Fingerprint, Payload.Least.Scan(header).Fingerprint);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100")]
    [InlineData("7.1e1")]
    [InlineData("50.0")]
    [InlineData("-0")]
    public void Read_BatteryPercent_IsAnyWholeNumberUpTo100(string number)
    {
        var device = Payload.Full.With("device", $"{{\"battery_percent\": {number}}}").Scan().Device!;
        Assert.Equal(new DeviceReport(null, (int)double.Parse(number, System.Globalization.CultureInfo.InvariantCulture), null), device);
    }

    [Fact]
    public void Read_EmptyObjects_AreTaken()
    {
        var scan = Payload.Full.With("device", "{}").With("readings", "{}").Scan();

        Assert.Equal(new DeviceReport(null, null, null), scan.Device);
        Assert.Empty(scan.Readings);
    }

    [Fact]
    public void Read_32Readings_AreTakenInTheOrderOfTheirMeters()
    {
        var meters = Enumerable.Range(0, 32).Select(i => $"m{(i * 13) % 32:00}").ToList();
        var scan = Payload.Full.With("readings", "{" + string.Join(",", meters.Select(m => $"\"{m}\":{m[1..].TrimStart('0').PadLeft(1, '0')}")) + "}").Scan();

        Assert.Equal(meters.Order(StringComparer.Ordinal), scan.Readings.Select(r => r.Meter));
        Assert.All(scan.Readings, r => Assert.Equal(decimal.Parse(r.Meter[1..], System.Globalization.CultureInfo.InvariantCulture), r.Value));
    }

    [Theory]
    [InlineData("[90, 180]", 90, 180)]
    [InlineData("[-90, -180]", -90, -180)]
    [InlineData("[9e1, 0.0]", 90, 0)]
    [InlineData("[-0.0, -0]", 0, 0)]
    public void Read_Geolocation_TakesTheBorders(string json, double latitude, double longitude)
    {
        var point = Payload.Full.With("geolocation", json).Scan().Geolocation!.Value;
        Assert.Equal(new GeoPoint(latitude, longitude), point);
        Assert.False(double.IsNegative(point.Latitude) && latitude == 0);
    }

    [Fact]
    public void Read_Note_TakesLinesTabsAndAnyScript()
    {
        const string Note = "line 1\r\nline 2\tend — مضخة 泵 \u200f🔧";
        Assert.Equal(Note, Payload.Full.With("note", System.Text.Json.JsonSerializer.Serialize(Note)).Scan().Note);
    }

    [Fact]
    public void Read_IsTheSameFromTwoMegabytesOfWhitespace()
    {
        var body = Encoding.UTF8.GetBytes(new string(' ', 2_000_000) + Payload.Full);
        Assert.Equal(Payload.Full.Scan().Fingerprint, Assert.IsType<Scan>(Payload.Reader.Read(body)).Fingerprint);
        Assert.Equal(InstantPattern.General.Parse("2026-11-22T07:00:00Z").Value, Payload.Full.Scan().ScannedAt);
    }
}
