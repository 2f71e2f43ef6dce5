using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>What a connector's file gives its mapping.</summary>
internal sealed record ConnectorValues(string BaseUrl, ImmutableDictionary<string, JsonNode> Options, ImmutableDictionary<string, SecretSource> Secrets)
{
    /// <exception cref="CannotSayException">It cannot be read now.</exception>
    public string Secret(string name) => Secrets[name].TryRead(out var secret, out var why) ? secret : throw new CannotSayException(why, CannotSay.NotNow);

    /// <summary>Text of others, in which a target may have repeated what was sent to it, without secrets.</summary>
    public string Redacted(string text)
    {
        foreach (var source in Secrets.Values)
        {
            if (source.TryRead(out var secret, out _) && secret.Length >= 4) text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}

/// <summary>What the fields of a template stand for.</summary>
internal sealed record Fields(ConnectorValues Connector)
{
    private static readonly ImmutableDictionary<string, JsonNode> none = ImmutableDictionary<string, JsonNode>.Empty;

    /// <summary>By their names, such as <c>tag</c> or <c>page.size</c>.</summary>
    public ImmutableDictionary<string, JsonNode> Own { get; init; } = none;

    /// <summary>A message's content, which nests at the dots of names.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>A record of the target, into which <c>/…</c> points.</summary>
    public JsonElement? Record { get; init; }

    /// <summary>What <c>each</c> is at.</summary>
    public JsonElement? Item { get; init; }

    public static Fields Of(ConnectorValues connector, WorkOrderMessage message)
    {
        var own = none.Add("operation", Wire.Name(message.Operation)).Add("key", message.Key).Add("reference", message.Reference).Add("work_order.id", message.Reference);
        if (message.ExternalId is { } id) own = own.Add("external.id", id);
        return new(connector) { Own = own, Content = message.Content };
    }

    public Fields With(string name, JsonNode? value) => value is null ? this : this with { Own = Own.SetItem(name, value) };

    /// <summary>Null where it is missing.</summary>
    public JsonNode? Get(string name)
    {
        if (Own.TryGetValue(name, out var own)) return own.DeepClone();
        if (name == "base_url") return Connector.BaseUrl;
        if (name == "item") return JsonTexts.Node(Item);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (group, member) = dot < 0 ? ("", name) : (name[..dot], name[(dot + 1)..]);
        return group switch
        {
            "secret" => Connector.Secret(member),
            "option" => Connector.Options.GetValueOrDefault(member)?.DeepClone(),
            "item" => JsonTexts.Node(JsonTexts.Member(Item, member)),
            _ => JsonTexts.Node(JsonTexts.Member(Content, name)),
        };
    }

    /// <summary>The elements of a list; one value is a list of it.</summary>
    public IEnumerable<JsonElement> Elements(string name)
    {
        var value = name.StartsWith('/') ? Pointer.Read(name).Find(Record, this) : JsonTexts.Member(Content, name);
        return value switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            _ => [value.Value],
        };
    }
}
