using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Checks and reads what a target pushed.</summary>
internal sealed class Webhook(WebhookMapping mapping, RecordReader records, ConnectorValues connector, SecretSource secret)
{
    /// <summary>Of a signed time, as Standard Webhooks has it.</summary>
    private static readonly Duration tolerance = Duration.FromMinutes(5);

    public CmmsPush Read(CmmsPushRequest request)
    {
        if (!secret.TryRead(out var key, out var unread)) return new CmmsPushRefused(unread, Forged: false);
        if (WhyForged(request, key) is { } why) return new CmmsPushRefused(why, Forged: true);
        JsonElement json;
        try
        {
            json = JsonElement.Parse(request.Body.Span, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return new CmmsPushRefused("The body is no JSON.", Forged: false);
        }

        var fields = new Fields(connector) { Record = json };
        if (!mapping.When.All(c => c.Holds(json, fields))) return new CmmsPushIgnored("It says nothing that the mapping asks for.");
        var (orders, assets) = (ImmutableArray.CreateBuilder<CmmsWorkOrder>(), ImmutableArray.CreateBuilder<CmmsAsset>());
        foreach (var record in Records(mapping.WorkOrder, json, fields))
        {
            if (!records.TryWorkOrder(record, null, out var order, out var unreadable)) return new CmmsPushRefused($"It cannot be read: {unreadable}.", Forged: false);
            orders.Add(order);
        }

        foreach (var record in Records(mapping.Asset, json, fields))
        {
            if (!records.TryAsset(record, out var asset, out var unreadable)) return new CmmsPushRefused($"It cannot be read: {unreadable}.", Forged: false);
            assets.Add(asset);
        }

        if (orders.Count + assets.Count == 0) return new CmmsPushIgnored("It holds no work order and no asset.");
        var id = mapping.Id is null ? mapping.Header is null ? request.Header("webhook-id") : null : JsonTexts.Scalar(mapping.Id.Find(json, fields));
        return new CmmsPushed(id, assets.ToImmutable(), orders.ToImmutable());
    }

    private static IEnumerable<JsonElement> Records(WebhookRecord? where, JsonElement json, Fields fields)
    {
        if (where is null || !where.When.All(c => c.Holds(json, fields)) || where.At.Find(json, fields) is not { } there) return [];
        return there.ValueKind switch
        {
            JsonValueKind.Array => there.EnumerateArray(),
            JsonValueKind.Null => [],
            _ => [there],
        };
    }

    private string? WhyForged(CmmsPushRequest request, string key) => mapping.Header is null ? Standard(request, key) : Hex(request, key, mapping.Header);

    /// <summary>standardwebhooks.com, symmetric: HMAC-SHA256 over <c>id.timestamp.body</c>, several signatures with spaces between, each <c>v1,base64</c>.</summary>
    private static string? Standard(CmmsPushRequest request, string key)
    {
        if (request.Header("webhook-id") is not { Length: > 0 } id || request.Header("webhook-timestamp") is not { Length: > 0 } stamp || request.Header("webhook-signature") is not { Length: > 0 } given)
            return "It lacks webhook-id, webhook-timestamp or webhook-signature.";
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799) return "Its webhook-timestamp is no time.";
        var age = request.Now - Instant.FromUnixTimeSeconds(seconds);
        if (age > tolerance || age < -tolerance) return "Its webhook-timestamp is more than 5 minutes from now: it is old, or a clock is wrong.";
        if (!TryKey(key, out var bytes)) return "The connector's webhook secret begins with whsec_, and what follows is no base64.";
        var head = Encoding.UTF8.GetBytes($"{id}.{stamp}.");
        byte[] content = [.. head, .. request.Body.Span];
        var expected = HMACSHA256.HashData(bytes, content);
        var signed = new byte[expected.Length];
        var matches = false;
        foreach (var signature in given.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (signature.StartsWith("v1,", StringComparison.Ordinal) && Convert.TryFromBase64String(signature[3..], signed, out var written) && written == signed.Length)
                matches |= CryptographicOperations.FixedTimeEquals(expected, signed);
        }

        return matches ? null : "Its signature does not fit.";
    }

    private string? Hex(CmmsPushRequest request, string key, string header)
    {
        if (request.Header(header) is not { Length: > 0 } given) return $"It lacks the header {header}.";
        var text = given.Trim();
        if (mapping.Prefix.Length > 0) text = text.StartsWith(mapping.Prefix, StringComparison.Ordinal) ? text[mapping.Prefix.Length..] : "";
        var signed = new byte[HMACSHA256.HashSizeInBytes];
        var isHex = text.Length == 2 * signed.Length && Convert.FromHexString(text, signed, out _, out _) == System.Buffers.OperationStatus.Done;
        return isHex && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), request.Body.Span), signed) ? null : "Its signature does not fit.";
    }

    private static bool TryKey(string secret, out byte[] key)
    {
        const string prefix = "whsec_";
        key = Encoding.UTF8.GetBytes(secret);
        if (!secret.StartsWith(prefix, StringComparison.Ordinal)) return true;
        key = new byte[secret.Length];
        var isBase64 = Convert.TryFromBase64String(secret[prefix.Length..], key, out var length);
        Array.Resize(ref key, length);
        return isBase64;
    }
}
