using System.Text;
using System.Text.Json;
using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>
/// The second pass, for payloads that the first would not take: lists every fault with its pointer, in the order of the document, then what is
/// missing from it. A duplicate or unknown member is named and its value skipped, so that a fault is not followed by others of its making. No
/// recursion, linear.
/// </summary>
internal ref struct PatientReading
{
    private readonly ScanLimits limits;
    private readonly FaultList faults;
    private Utf8JsonReader reader;
    private ScanDraft draft;

    private PatientReading(ReadOnlySpan<byte> json, ScanLimits limits)
    {
        this.limits = limits;
        faults = new(limits.FaultsMax);
        reader = JsonBody.Reader(json);
    }

    /// <summary>A <see cref="Refused"/> with everything that is wrong, or the scan where nothing is.</summary>
    public static ScanReading Read(ReadOnlySpan<byte> body, string? header, TagReader tags, ScanLimits limits)
    {
        if (NotJson.Find(body, out var bodyKey) is { } fault) return new Refused(Malformed: true, [fault], IdempotencyKeys.Readable(bodyKey, header));
        return new PatientReading(body[JsonBody.MarkLength(body)..], limits).Read(header, tags);
    }

    private ScanReading Read(string? header, TagReader tags)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var batch = reader.TokenType == JsonTokenType.StartArray ? " Several scans go to /api/v1/scans/batch." : "";
            faults.Add("", "not_an_object", $"The body is {FaultText.Shape(reader.TokenType)}; a scan is a JSON object.{batch}");
            Skip("");
            return new Refused(Malformed: false, faults.ToImmutable(), IdempotencyKeys.Readable(body: null, header));
        }

        ReadMembers();
        var tag = ReadAsset(tags);
        CheckMissing();
        var key = ReadKey(header);
        return faults.IsEmpty ? draft.ToScan(key!.Value, tag) : new Refused(Malformed: false, faults.ToImmutable(), key);
    }

    private void ReadMembers()
    {
        var names = new NameLedger(faults, "", ScanSchema.Names, "a scan");
        while (!faults.IsFull && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var utf8 = JsonBody.Text(ref reader, out _);
            var member = ScanSchema.Find(utf8);
            var name = Encoding.UTF8.GetString(utf8);
            var pointer = Quoted.Pointer("", name);
            reader.Read();
            if (!names.Enter(name, pointer, isKnown: member != ScanMembers.None))
            {
                Skip(pointer);
                continue;
            }

            draft.Given |= member;
            if (member == ScanMembers.Geolocation) ReadGeolocation(pointer);
            else if (member == ScanMembers.Readings) ReadReadings(pointer);
            else if (member == ScanMembers.Device) ReadDevice(pointer);
            else if (IsOf(JsonTokenType.String, pointer, name, ScanSchema.Text(member)!.Expected)) ReadText(pointer, member);
        }
    }

    private void ReadText(string pointer, ScanMembers member)
    {
        var text = JsonBody.Text(ref reader, out var wellFormed);
        var flaw = wellFormed ? draft.Take(member, text) : Flaw.UnpairedSurrogate;
        if (flaw != Flaw.None) Add(FaultText.OfText(pointer, ScanSchema.Text(member)!, flaw, text));
    }

    private void ReadGeolocation(string pointer)
    {
        if (!IsOf(JsonTokenType.StartArray, pointer, "geolocation", ScanSchema.GeolocationExpected)) return;
        Span<double> degrees = stackalloc double[2];
        var count = 0;
        var good = true;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            var latitude = count == 0;
            if (count > 1) Skip(pointer);
            else if (!IsOf(JsonTokenType.Number, $"{pointer}/{count}", latitude ? "latitude" : "longitude", "a number of degrees")) good = false;
            else if ((latitude ? ScanNumbers.Latitude(ref reader, out degrees[0]) : ScanNumbers.Longitude(ref reader, out degrees[1])) != Flaw.None)
            {
                good = false;
                var hint = latitude
                    ? "The order is [latitude, longitude]; GeoJSON has it the other way round."
                    : "Send degrees, not radians or metres.";
                var max = latitude ? ScanNumbers.LatitudeMax : ScanNumbers.LongitudeMax;
                var name = latitude ? "latitude" : "longitude";
                faults.Add($"{pointer}/{count}", "out_of_range", $"The {name} is {Number()}, outside -{max}..{max}. {hint}");
            }
        }

        if (count != 2) faults.Add(pointer, "bad_format", $"\"geolocation\" has {count} elements; it must be {ScanSchema.GeolocationExpected}.");
        else if (good) draft.Geolocation = new(degrees[0], degrees[1]);
    }

    private void ReadReadings(string pointer)
    {
        if (!IsOf(JsonTokenType.StartObject, pointer, "readings", ScanSchema.ReadingsExpected)) return;
        var outside = reader.CurrentDepth;
        var names = new NameLedger(faults, pointer, [], "readings");
        for (var count = 0; !faults.IsFull && reader.Read() && reader.TokenType == JsonTokenType.PropertyName; count++)
        {
            if (count == ScanSchema.ReadingsMax)
            {
                faults.Add(pointer, "too_many_readings",
                    $"\"readings\" has more than {count} meters; those after the first {count} were not looked at.");
                while (reader.CurrentDepth > outside) reader.Read();
                return;
            }

            var utf8 = JsonBody.Text(ref reader, out var wellFormed);
            var meter = Encoding.UTF8.GetString(utf8);
            var at = Quoted.Pointer(pointer, meter);
            var flaw = wellFormed ? ScanRules.Term(utf8, ScanSchema.Meter) : Flaw.UnpairedSurrogate;
            if (flaw != Flaw.None) Add(FaultText.OfText(at, ScanSchema.Meter, flaw, utf8));
            reader.Read();
            if (!names.Enter(meter, at, isKnown: true)) Skip(at);
            else if (IsOf(JsonTokenType.Number, at, meter, ScanSchema.ReadingExpected)) ReadReading(at, meter, take: flaw == Flaw.None);
        }
    }

    private void ReadReading(string pointer, string meter, bool take)
    {
        var flaw = MeterValue.Read(reader.ValueSpan, out var value);
        if (flaw != Flaw.None) Add(FaultText.OfReading(pointer, meter, flaw));
        else if (take) draft.Readings.TryAdd(meter, value);
    }

    private void ReadDevice(string pointer)
    {
        if (!IsOf(JsonTokenType.StartObject, pointer, "device", ScanSchema.DeviceExpected)) return;
        var names = new NameLedger(faults, pointer, ScanSchema.DeviceNames, "\"device\"");
        var device = default(DeviceDraft);
        while (!faults.IsFull && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var utf8 = JsonBody.Text(ref reader, out _);
            var member = DeviceDraft.Find(utf8);
            var name = Encoding.UTF8.GetString(utf8);
            var at = Quoted.Pointer(pointer, name);
            reader.Read();
            if (!names.Enter(name, at, isKnown: member != DeviceMembers.None)) Skip(at);
            else if (member == DeviceMembers.BatteryPercent)
            {
                if (!IsOf(JsonTokenType.Number, at, name, ScanSchema.BatteryExpected)) continue;
                var flaw = device.TakeBattery(reader.ValueSpan);
                if (flaw != Flaw.None) Add(FaultText.OfBattery(at, flaw));
            }
            else if (IsOf(JsonTokenType.String, at, name, DeviceDraft.Text(member).Expected))
            {
                var text = JsonBody.Text(ref reader, out var wellFormed);
                var flaw = wellFormed ? device.Take(member, text) : Flaw.UnpairedSurrogate;
                if (flaw != Flaw.None) Add(FaultText.OfText(at, DeviceDraft.Text(member), flaw, text));
            }
        }

        draft.Device = device.ToReport();
    }

    private readonly Tag? ReadAsset(TagReader tags)
    {
        var given = draft.Given & (ScanMembers.AssetId | ScanMembers.Tag);
        if (given == (ScanMembers.AssetId | ScanMembers.Tag))
            faults.Add("/tag", "both_asset_id_and_tag",
                "The scan has both \"asset_id\" and \"tag\", which could name two assets; send the one that was read.");
        else if (given == ScanMembers.None)
            faults.Add("", "neither_asset_id_nor_tag", "The scan names no asset; send \"asset_id\", or \"tag\" with exactly what the scanner read.");

        if (draft.TagText is null || ((draft.Given & ScanMembers.Symbology) != ScanMembers.None && draft.Symbology is null)) return null;
        switch (tags.Read(draft.TagText, draft.Symbology))
        {
            case Tag tag:
                return tag;
            case TagFault fault:
                faults.Add("/tag", $"tag_{fault.Code}", $"{fault.Detail} (At character {fault.Position}, from 0, of the tag.)");
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private readonly void CheckMissing()
    {
        foreach (var member in (ReadOnlySpan<ScanMembers>)[ScanMembers.ScanTimestamp, ScanMembers.OperatorId, ScanMembers.ScanType])
        {
            if ((draft.Given & member) != ScanMembers.None) continue;
            var text = ScanSchema.Text(member)!;
            faults.Add($"/{text.Name}", "missing_member", $"\"{text.Name}\" is missing; it must be {text.Expected}.");
        }
    }

    /// <summary>The key where exactly one can be read; two that differ are none.</summary>
    private readonly Guid? ReadKey(string? header)
    {
        if (header is null)
        {
            if ((draft.Given & ScanMembers.IdempotencyKey) == ScanMembers.None)
                faults.Add("/idempotency_key", "missing_member",
                    $"The idempotency key is missing; send {ScanSchema.IdempotencyKey.Expected}, "
                    + "as \"idempotency_key\" or in the header Idempotency-Key, and the same one when the scan is sent again.");
            return draft.BodyKey;
        }

        var flaw = IdempotencyKeys.ReadHeader(header, out var headerKey);
        if (flaw != Flaw.None)
        {
            Add(FaultText.OfHeader(flaw, header));
            return draft.BodyKey;
        }

        if (draft.BodyKey is { } bodyKey && bodyKey != headerKey)
            faults.Add("/idempotency_key", "idempotency_key_mismatch",
                $"\"idempotency_key\" is {bodyKey} and the header Idempotency-Key is {headerKey}; send one of them, or the same in both.");
        return IdempotencyKeys.Readable(draft.BodyKey, header);
    }

    /// <summary>Whether the current value is of this kind; if not, that is a fault and the value is skipped.</summary>
    private bool IsOf(JsonTokenType kind, string pointer, string name, string expected)
    {
        if (reader.TokenType == kind) return true;
        Add(FaultText.WrongType(pointer, name, reader.TokenType, expected));
        Skip(pointer);
        return false;
    }

    /// <summary>Goes to the end of the current value; a value nested beyond the limit is a fault of its own.</summary>
    private void Skip(string pointer)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        var outside = reader.CurrentDepth;
        var deepest = outside + 1; // levels open at once, those around the value included
        while (reader.Read() && reader.CurrentDepth > outside)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) deepest = Math.Max(deepest, reader.CurrentDepth + 1);
        }

        if (deepest > limits.DepthMax)
            faults.Add(
                pointer, "too_deep", $"The JSON is nested {deepest} levels deep here; at most {limits.DepthMax} are read, and a scan has two.");
    }

    private readonly string Number() => Quoted.Text(Encoding.ASCII.GetString(reader.ValueSpan)).Trim('"');

    private readonly void Add(ScanFault fault) => faults.Add(fault.Pointer, fault.Code, fault.Detail);
}
