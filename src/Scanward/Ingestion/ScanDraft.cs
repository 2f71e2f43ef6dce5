using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using NodaTime;
using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>
/// A scan on its way in. Both passes of the reader put values in through the same rules, so that they cannot disagree on a value, only on
/// structure; the property tests watch that.
/// </summary>
internal struct ScanDraft
{
    /// <summary>Members that the body has, readable or not.</summary>
    public ScanMembers Given;

    public string? AssetId;
    public string? TagText;
    public ScanType Type;
    public Instant ScannedAt;
    public Instant? SentAt;
    public string? OperatorId;
    public GeoPoint? Geolocation;
    public Guid? BodyKey;
    public string? FailureMode;
    public string? Note;
    public string? Symbology;
    public MeterReadings Readings;
    public DeviceReport? Device;

    /// <summary>Takes the value of a member that is a string.</summary>
    public Flaw Take(ScanMembers member, ReadOnlySpan<byte> text)
    {
        switch (member)
        {
            case ScanMembers.AssetId: return Keep(text, ScanRules.AssetId(text), ref AssetId);
            case ScanMembers.Tag: return Keep(text, ScanRules.Tag(text), ref TagText);
            case ScanMembers.OperatorId: return Keep(text, ScanRules.Name(text, ScanSchema.OperatorId), ref OperatorId);
            case ScanMembers.FailureMode: return Keep(text, ScanRules.Term(text, ScanSchema.FailureMode), ref FailureMode);
            case ScanMembers.Note: return Keep(text, ScanRules.Note(text), ref Note);
            case ScanMembers.Symbology: return Keep(text, ScanRules.Symbology(text), ref Symbology);
            case ScanMembers.ScanType: return ScanRules.Type(text, out Type);
            case ScanMembers.ScanTimestamp: return Rfc3339.Read(text, out ScannedAt);
            case ScanMembers.SentAt:
                var sentFlaw = Rfc3339.Read(text, out var sentAt);
                if (sentFlaw == Flaw.None) SentAt = sentAt;
                return sentFlaw;
            case ScanMembers.IdempotencyKey:
                var keyFlaw = IdempotencyKeys.Read(text, out var key);
                if (keyFlaw == Flaw.None) BodyKey = key;
                return keyFlaw;
            default: throw new ArgumentOutOfRangeException(nameof(member), member, "not a string member");
        }
    }

    /// <summary>The scan; only after every required member was taken without a flaw.</summary>
    public readonly Scan ToScan(Guid key, Tag? tag) => new()
    {
        AssetId = AssetId,
        Tag = tag,
        Type = Type,
        ScannedAt = ScannedAt,
        SentAt = SentAt,
        OperatorId = OperatorId!,
        Geolocation = Geolocation,
        IdempotencyKey = key,
        FailureMode = FailureMode,
        Note = Note,
        Symbology = Symbology,
        Readings = Readings.ToImmutable(),
        Device = Device,
        Fingerprint = ScanFingerprint.Of(this, key),
    };

    private static Flaw Keep(ReadOnlySpan<byte> text, Flaw flaw, ref string? field)
    {
        if (flaw == Flaw.None) field = Encoding.UTF8.GetString(text);
        return flaw;
    }
}

/// <summary>At most <see cref="ScanSchema.ReadingsMax"/> readings, kept in ordinal order of their meters, so that a scan has them in one
/// order.</summary>
internal struct MeterReadings
{
    private MeterReading[]? sorted;
    private int count;

    public readonly int Count => count;

    public readonly ReadOnlySpan<MeterReading> Span => sorted.AsSpan(0, count);

    /// <summary>False where the meter is there already. The caller keeps to the most allowed.</summary>
    public bool TryAdd(string meter, decimal value)
    {
        var at = count;
        while (at > 0)
        {
            var order = string.CompareOrdinal(sorted![at - 1].Meter, meter);
            if (order == 0) return false;
            if (order < 0) break;
            at--;
        }

        sorted ??= new MeterReading[4];
        if (count == sorted.Length) Array.Resize(ref sorted, count * 2);
        Array.Copy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = new(meter, value);
        count++;
        return true;
    }

    public readonly ImmutableArray<MeterReading> ToImmutable() =>
        count == 0 ? [] : ImmutableCollectionsMarshal.AsImmutableArray(count == sorted!.Length ? sorted : sorted[..count]);
}
