using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>The first pass: one walk over the tokens, no text of faults, out at the first thing that is off.</summary>
internal static class FastReading
{
    /// <summary>The scan, or null where anything is wrong; what, only the patient pass says.</summary>
    public static Scan? Read(ReadOnlySpan<byte> body, string? header, TagReader tags)
    {
        body = body[JsonBody.MarkLength(body)..];
        if (!Utf8.IsValid(body)) return null;
        var draft = default(ScanDraft);
        try
        {
            if (!TryReadMembers(body, ref draft)) return null;
        }
        catch (JsonException)
        {
            return null; // the patient pass meets it again and says where
        }

        if ((draft.Given & ScanMembers.Required) != ScanMembers.Required) return null;
        if (draft.AssetId is null == draft.TagText is null || !IdempotencyKeys.TryAgree(draft.BodyKey, header, out var key)) return null;
        if (draft.TagText is null) return draft.ToScan(key, tag: null);
        return tags.Read(draft.TagText, draft.Symbology) is Tag tag ? draft.ToScan(key, tag) : null;
    }

    private static bool TryReadMembers(ReadOnlySpan<byte> body, ref ScanDraft draft)
    {
        var reader = JsonBody.Reader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = ScanSchema.Find(JsonBody.Text(ref reader, out _));
            if (member == ScanMembers.None || (draft.Given & member) != ScanMembers.None) return false;
            draft.Given |= member;
            reader.Read();
            var taken = member switch
            {
                ScanMembers.Geolocation => TryReadGeolocation(ref reader, ref draft),
                ScanMembers.Readings => TryReadReadings(ref reader, ref draft),
                ScanMembers.Device => TryReadDevice(ref reader, ref draft),
                _ => TryReadText(ref reader, member, ref draft),
            };
            if (!taken) return false;
        }

        return !reader.Read(); // anything after the object throws
    }

    private static bool TryReadText(ref Utf8JsonReader reader, ScanMembers member, ref ScanDraft draft)
    {
        if (reader.TokenType != JsonTokenType.String) return false;
        var text = JsonBody.Text(ref reader, out var wellFormed);
        return wellFormed && draft.Take(member, text) == Flaw.None;
    }

    private static bool TryReadGeolocation(ref Utf8JsonReader reader, ref ScanDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || ScanNumbers.Latitude(ref reader, out var latitude) != Flaw.None)
            return false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || ScanNumbers.Longitude(ref reader, out var longitude) != Flaw.None)
            return false;
        draft.Geolocation = new(latitude, longitude);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadReadings(ref Utf8JsonReader reader, ref ScanDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (draft.Readings.Count == ScanSchema.ReadingsMax) return false;
            var meter = JsonBody.Text(ref reader, out var wellFormed);
            if (!wellFormed || ScanRules.Term(meter, ScanSchema.Meter) != Flaw.None) return false;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || MeterValue.Read(reader.ValueSpan, out var value) != Flaw.None) return false;
            if (!draft.Readings.TryAdd(Encoding.ASCII.GetString(meter), value)) return false;
        }

        return true;
    }

    private static bool TryReadDevice(ref Utf8JsonReader reader, ref ScanDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        var device = default(DeviceDraft);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = DeviceDraft.Find(JsonBody.Text(ref reader, out _));
            if (member == DeviceMembers.None || (device.Given & member) != DeviceMembers.None) return false;
            device.Given |= member;
            reader.Read();
            if (member == DeviceMembers.BatteryPercent)
            {
                if (reader.TokenType != JsonTokenType.Number || device.TakeBattery(reader.ValueSpan) != Flaw.None) return false;
            }
            else
            {
                if (reader.TokenType != JsonTokenType.String) return false;
                var text = JsonBody.Text(ref reader, out var wellFormed);
                if (!wellFormed || device.Take(member, text) != Flaw.None) return false;
            }
        }

        draft.Device = device.ToReport();
        return true;
    }
}
