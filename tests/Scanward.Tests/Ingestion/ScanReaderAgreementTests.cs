using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

/// <summary>The two passes are one reader: the fast one accepts exactly what the patient one finds no fault in, and gives the same scan.</summary>
public sealed class ScanReaderAgreementTests
{
    private static readonly string[] Names =
    [
        "asset_id", "tag", "scan_timestamp", "operator_id", "scan_type", "idempotency_key", "geolocation", "failure_mode", "note", "readings", "symbology",
        "sent_at", "device", "colour", "asset\\u005fid", "n\\u006fte", "Asset_Id", "id", "\\ud800", "",
    ];

    private static readonly string[] Values =
    [
        "\"AHU-000123\"", "\"PUMP-0001\"", "\"]C180049520614141234567\"", "\"\"", "\" \"", "\"a\"", "\"a\\nb\"", "\"\\u202e\"", "\"\\ud800\"", "\"\\ud83d\\udd27\"", "\"é\"",
        "\"corrective\"", "\"insp\\u0065ction\"", "\"2026-11-22T07:00:00Z\"", "\"2026-11-22t09:00:00.5+02:00\"", "\"2026-11-22T07:00:00\"", "\"2026-11-22T07:00:60Z\"",
        $"\"{Payload.Key}\"", $"\"{Payload.OtherKey}\"", "\"6f1c0c5e-3b0a-1d7e-9a51-0d6a2f3b4c5d\"", "\"]Q1\"", "\"]\\u00511\"", "\"bearing_noise\"",
        "[1, 2]", "[91, 2]", "[1, -181]", "[1]", "[1, 2, 3]", "[\"1\", 2]", "[]", "[1, [2]]", "[-0.0, 1e1]",
        "{}", "{\"h\": 1}", "{\"h\": 1, \"h\": 1}", "{\"h\": 1, \"\\u0068\": 2}", "{\"h\": 1e13}", "{\"h\": 1.0000000001}", "{\"h\": null}", "{\"H\": 1}", "{\"id\": \"x\"}",
        "{\"id\": \"x\", \"id\": \"x\"}", "{\"battery_percent\": 7}", "{\"battery_percent\": 7.5}", "{\"battery_percent\": 101}", "{\"firmware\": \"1\", \"id\": \"2\"}",
        "null", "true", "0", "-0", "1e400", "17", "[[[[[[[[[[1]]]]]]]]]]",
    ];

    private static readonly string?[] Headers = [null, null, null, Payload.Key, $"\"{Payload.Key}\"", Payload.OtherKey, "abc", ""];

    [Fact]
    public void Passes_Agree_OnMutatedMembers()
    {
        var random = new Random(20261122);
        var accepted = 0;
        for (var i = 0; i < 12_000; i++)
        {
            var payload = Pick(random, [Payload.Least, Payload.Full, Payload.Tagged]);
            for (var n = random.Next(4); n > 0; n--)
            {
                payload = random.Next(5) switch
                {
                    0 => payload.Without(Pick(random, Names)),
                    1 => payload.And(Pick(random, Names), Pick(random, Values)),
                    2 => payload.With(Pick(random, payload.Members).Name, Pick(random, Values)),
                    3 => new Payload([.. payload.Members.OrderBy(_ => random.Next())]),
                    _ => payload.With(Pick(random, Names), Pick(random, Values)),
                };
            }

            accepted += AssertAgree(payload.Bytes(), Pick(random, Headers)) ? 1 : 0;
        }

        Assert.InRange(accepted, 1_000, 11_000); // both sides are exercised
    }

    [Fact]
    public void Passes_Agree_OnMutatedBytes()
    {
        var random = new Random(42);
        byte[] alphabet = [.. "{}[]\",:\\/ \n\t\0-+.eEuU0123456789abcdefTtZz_"u8, 0x7F, 0x80, 0xC2, 0xED, 0xFF];
        var accepted = 0;
        for (var i = 0; i < 8_000; i++)
        {
            var body = Pick(random, [Payload.Least, Payload.Full, Payload.Tagged]).Bytes().ToList();
            for (var n = 1 + random.Next(3); n > 0; n--)
            {
                var at = random.Next(body.Count);
                switch (random.Next(5))
                {
                    case 0: body[at] = Pick(random, alphabet); break;
                    case 1: body.Insert(at, Pick(random, alphabet)); break;
                    case 2: body.RemoveAt(at); break;
                    case 3: body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(40), body.Count - at))); break;
                    default: body.RemoveRange(at, random.Next(10) == 0 ? body.Count - at - 1 : 0); break;
                }
            }

            accepted += AssertAgree([.. body], null) ? 1 : 0;
        }

        Assert.InRange(accepted, 400, 7_600);
    }

    [Fact]
    public void Passes_Agree_WhereverAPayloadIsCut()
    {
        var whole = Payload.Full.Bytes();
        for (var length = 0; length < whole.Length; length++) Assert.False(AssertAgree(whole[..length], null));
        Assert.True(AssertAgree(whole, null));
    }

    private static bool AssertAgree(byte[] body, string? header)
    {
        var fast = FastReading.Read(body, header, Payload.Reader.Tags);
        var patient = PatientReading.Read(body, header, Payload.Reader.Tags, ScanLimits.Default);
        var shown = $"header {header}, body {Encoding.UTF8.GetString(body)}";
        if (fast is null)
        {
            var refused = patient as Refused;
            Assert.True(refused is { Faults.IsEmpty: false }, $"only the patient pass accepts: {shown}");
            Assert.All(refused!.Faults, f => Assert.True(f is { Code.Length: > 0, Detail.Length: > 10 } && (f.Pointer.Length == 0 || f.Pointer[0] == '/'), f.ToString()));
            return false;
        }

        Assert.True(patient is Scan, $"only the fast pass accepts: {shown}");
        var scan = (Scan)patient;
        Assert.True(fast.Fingerprint.SequenceEqual(scan.Fingerprint) && fast.Device == scan.Device && fast.SentAt == scan.SentAt && fast.Tag?.Key == scan.Tag?.Key
            && fast.Readings.SequenceEqual(scan.Readings), $"two scans from one payload: {shown}");
        return true;
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
