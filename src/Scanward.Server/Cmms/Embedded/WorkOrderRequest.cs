using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Access;

namespace Scanward.Server.Cmms.Embedded;

/// <summary>The body of <c>POST /api/v2/workorders</c>: <c>{asset_id, description?, kind?, priority?, failure_mode?}</c>.</summary>
internal sealed record WorkOrderRequest(string AssetId, string? Description, OrderedWork Order, ScanType Kind, string? FailureMode, string Key)
{
    // A body is at most 64 KiB, and reading does not recurse: a value that is nested too deep is simply of the wrong type.
    private static readonly JsonDocumentOptions anyDepth = new() { MaxDepth = int.MaxValue };

    private static readonly string[] members = ["asset_id", "description", "kind", "priority", "failure_mode"];

    /// <summary>The request, or everything that is wrong with it and what kind of problem that is.</summary>
    public static (WorkOrderRequest? Request, ProblemKind Problem, ImmutableArray<ScanFault> Faults) Read(ReadOnlyMemory<byte> body, string? key)
    {
        if (!Utf8.IsValid(body.Span)) return NotJson("it is not UTF-8.");
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        if (key is not { Length: >= 1 and <= 255 })
            faults.Add(new("", "missing_key", "Send an Idempotency-Key header of 1 to 255 characters, one for each work order."));
        try
        {
            using var document = JsonDocument.Parse(body, anyDepth);
            return (Read(document.RootElement, key ?? "", faults), Problems.InvalidWorkOrder, faults.ToImmutable());
        }
        catch (JsonException e)
        {
            return NotJson(e.Message);
        }
    }

    private static (WorkOrderRequest?, ProblemKind, ImmutableArray<ScanFault>) NotJson(string why) =>
        (null, Problems.MalformedJson, [new("", "not_json", $"The body is not JSON: {why}")]);

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

    private static WorkOrderRequest? Read(JsonElement root, string key, ImmutableArray<ScanFault>.Builder faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new("", "not_an_object", "Send one JSON object."));
            return null;
        }

        var seen = new HashSet<string>();
        foreach (var member in root.EnumerateObject())
        {
            if (Unescaped(member, m => m.Name) is not { } name)
            {
                faults.Add(new("", "unpaired_surrogate", "A member's name holds half of a surrogate pair."));
                return null;
            }

            var pointer = "/" + name.Replace("~", "~0").Replace("/", "~1");
            if (!members.Contains(name)) faults.Add(new(pointer, "unknown_member", $"There are {string.Join(", ", members)}."));
            else if (!seen.Add(name)) faults.Add(new(pointer, "duplicate_member", $"Give {name} once."));
        }

        var assetId = Text(root, "asset_id", 64, faults);
        if (assetId is null && !root.TryGetProperty("asset_id", out _))
            faults.Add(new("/asset_id", "missing_member", "Say which asset the work is for."));
        var description = Text(root, "description", 2000, faults);
        var failureMode = Text(root, "failure_mode", 64, faults);
        if (failureMode?.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '-')) == true)
            faults.Add(new("/failure_mode", "bad_character", "failure_mode is written with a-z 0-9 _ . -, such as bearing_noise."));
        var kindText = Text(root, "kind", 64, faults) ?? "corrective";
        if (!Wire.TryParse<ScanType>(kindText, out var kind))
            faults.Add(new("/kind", "unknown_value", $"kind is one of {string.Join(", ", Wire.All<ScanType>())}."));
        var priority = 3;
        if (root.TryGetProperty("priority", out var p)
            && !(p.ValueKind == JsonValueKind.Number && p.TryGetInt32(out priority) && priority is >= 1 and <= 4))
            faults.Add(new("/priority", "out_of_range", "priority is a number from 1 (most urgent) to 4."));
        if (faults.Count > 0) return null;
        var outcome = kind switch { ScanType.Corrective => Outcome.CorrectiveWo, ScanType.Preventive => Outcome.PreventivePm, _ => Outcome.InspectionWo };
        return new(assetId!, description, new(outcome, (Priority)priority), kind, failureMode, key);
    }

    private static string? Text(JsonElement root, string member, int most, ImmutableArray<ScanFault>.Builder faults)
    {
        if (!root.TryGetProperty(member, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) faults.Add(new("/" + member, "wrong_type", $"{member} is text."));
        else if (Unescaped(value, v => v.GetString()) is not { } text)
            faults.Add(new("/" + member, "unpaired_surrogate", $"{member} holds half of a surrogate pair."));
        else if (text.Length == 0) faults.Add(new("/" + member, "too_short", $"{member} has 1 to {most} characters."));
        else if (text.Length > most) faults.Add(new("/" + member, "too_long", $"{member} has 1 to {most} characters."));
        else if (text.Any(c => char.IsControl(c) && !(member == "description" && (c is '\r' or '\n' or '\t'))))
            faults.Add(new("/" + member, "control_character", $"{member} holds a control character; leave it out."));
        else return text;
        return null;
    }

    /// <summary>Null where the JSON escapes half of a surrogate pair, which no text can hold.</summary>
    private static string? Unescaped<T>(T json, Func<T, string?> read)
    {
        try
        {
            return read(json);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
