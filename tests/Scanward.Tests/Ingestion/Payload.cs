using System.Text;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion;

/// <summary>A scan's JSON as ordered raw members, so that a test can spell it as it likes, wrongly too.</summary>
internal sealed record Payload(IReadOnlyList<(string Name, string Json)> Members)
{
    public const string Key = "6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d";
    public const string OtherKey = "0192f0c1-7d3e-7abc-8def-0123456789ab";

    public static readonly ScanReader Reader = new(new TagReader());

    public static readonly Payload Least = new([
        ("asset_id", "\"AHU-000123\""),
        ("scan_timestamp", "\"2026-11-22T07:00:00Z\""),
        ("operator_id", "\"op-17\""),
        ("scan_type", "\"corrective\""),
        ("idempotency_key", $"\"{Key}\""),
    ]);

    public static readonly Payload Full = new([
        .. Least.Members,
        ("geolocation", "[52.0907, 5.1214]"),
        ("failure_mode", "\"bearing_noise\""),
        ("note", "\"Rattles at the drive end\""),
        ("readings", "{\"run_hours\": 8123.5, \"starts\": 17}"),
        ("symbology", "\"]Q1\""),
        ("sent_at", "\"2026-11-22T07:00:02Z\""),
        ("device", "{\"id\": \"dev-1\", \"battery_percent\": 71, \"firmware\": \"4.2.0\"}"),
    ]);

    public static readonly Payload Tagged = Full.Without("asset_id").With("tag", "\"]C180049520614141234567\"").With("symbology", "\"]C1\"");

    public Payload With(string name, string json)
    {
        var members = Members.ToList();
        var at = members.FindIndex(m => m.Name == name);
        if (at < 0) members.Add((name, json));
        else members[at] = (name, json);
        return new(members);
    }

    public Payload And(string name, string json) => new([.. Members, (name, json)]);

    public Payload Without(string name) => new([.. Members.Where(m => m.Name != name)]);

    public override string ToString() => "{" + string.Join(",", Members.Select(m => $"\"{m.Name}\":{m.Json}")) + "}";

    public byte[] Bytes() => Encoding.UTF8.GetBytes(ToString());

    public ScanReading Read(string? header = null) => Reader.Read(Bytes(), header);

    public Scan Scan(string? header = null)
    {
        var reading = Read(header);
        return reading is Scan scan ? scan : throw new Xunit.Sdk.XunitException($"refused: {string.Join("; ", ((Refused)reading).Faults)}");
    }

    public Refused Refused(string? header = null) => Assert.IsType<Refused>(Read(header));

    /// <summary>The one fault, whose pointer and code are as said.</summary>
    public ScanFault Fault(string pointer, string code, string? header = null)
    {
        var refused = Refused(header);
        var fault = Assert.Single(refused.Faults);
        Assert.Equal((pointer, code), (fault.Pointer, fault.Code));
        Assert.False(refused.Malformed);
        return fault;
    }
}
