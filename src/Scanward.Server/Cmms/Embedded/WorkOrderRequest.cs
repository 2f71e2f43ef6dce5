using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Access;

namespace Scanward.Server.Cmms.Embedded;

/// <summary>The body of <c>POST /api/v2/workorders</c>: <c>{asset_id, description?, kind?, priority?, failure_mode?}</c>.</summary>
internal sealed record WorkOrderRequest(string AssetId, string? Description, OrderedWork Order, ScanType Kind, string? FailureMode, string Key)
{
    private static readonly JsonDocumentOptions strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    private static readonly string[] members = ["asset_id", "description", "kind", "priority", "failure_mode"];

    /// <summary>The request, or everything that is wrong with it.</summary>
    public static (WorkOrderRequest? Request, ImmutableArray<ScanFault> Faults) Read(ReadOnlyMemory<byte> body, string? key)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        if (key is not { Length: >= 1 and <= 255 }) faults.Add(new("", "missing_key", "Send an Idempotency-Key header of 1 to 255 characters, one for each work order."));
        try
        {
            using var document = JsonDocument.Parse(body, strict);
            return Read(document.RootElement, key ?? "", faults);
        }
        catch (JsonException e)
        {
            faults.Add(new("", "not_json", $"The body is not JSON without repeated members: {e.Message}"));
            return (null, faults.ToImmutable());
        }
    }

    /// <summary>The order as a scan that somebody made of the asset; it has its own space of keys, so that it never meets a device's.</summary>
    public Scan AsScan(Caller caller, Instant now)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"v2/workorders\n{Key}"));
        return new()
        {
            AssetId = AssetId,
            Type = Kind,
            ScannedAt = now,
            OperatorId = caller.Name,
            IdempotencyKey = new Guid(hash.AsSpan(0, 16), bigEndian: true),
            FailureMode = FailureMode,
            Note = Description,
            Fingerprint = [.. hash], // the contract answers every repeat of a key with the first work order
        };
    }

    private static (WorkOrderRequest?, ImmutableArray<ScanFault>) Read(JsonElement root, string key, ImmutableArray<ScanFault>.Builder faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new("", "not_an_object", "Send one JSON object."));
            return (null, faults.ToImmutable());
        }

        foreach (var member in root.EnumerateObject())
        {
            if (!members.Contains(member.Name)) faults.Add(new("/" + member.Name.Replace("~", "~0").Replace("/", "~1"), "unknown_member", $"There are {string.Join(", ", members)}."));
        }

        var assetId = Text(root, "asset_id", 64, faults);
        if (assetId is null && !root.TryGetProperty("asset_id", out _)) faults.Add(new("/asset_id", "missing_member", "Say which asset the work is for."));
        var description = Text(root, "description", 2000, faults);
        var failureMode = Text(root, "failure_mode", 64, faults);
        var kindText = Text(root, "kind", 64, faults) ?? "corrective";
        if (!Wire.TryParse<ScanType>(kindText, out var kind)) faults.Add(new("/kind", "unknown_value", $"kind is one of {string.Join(", ", Wire.All<ScanType>())}."));
        var priority = 3;
        if (root.TryGetProperty("priority", out var p) && !(p.ValueKind == JsonValueKind.Number && p.TryGetInt32(out priority) && priority is >= 1 and <= 4))
            faults.Add(new("/priority", "out_of_range", "priority is a number from 1 (most urgent) to 4."));
        if (faults.Count > 0) return (null, faults.ToImmutable());
        var outcome = kind switch { ScanType.Corrective => Outcome.CorrectiveWo, ScanType.Preventive => Outcome.PreventivePm, _ => Outcome.InspectionWo };
        return (new(assetId!, description, new(outcome, (Priority)priority), kind, failureMode, key), []);
    }

    private static string? Text(JsonElement root, string member, int most, ImmutableArray<ScanFault>.Builder faults)
    {
        if (!root.TryGetProperty(member, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) faults.Add(new("/" + member, "wrong_type", $"{member} is text."));
        else if (value.GetString() is not { Length: > 0 } text || text.Length > most) faults.Add(new("/" + member, "too_long", $"{member} has 1 to {most} characters."));
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))) faults.Add(new("/" + member, "control_character", $"{member} holds a control character; leave it out."));
        else return text;
        return null;
    }
}
