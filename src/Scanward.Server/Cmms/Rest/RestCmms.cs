using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;

namespace Scanward.Server.Cmms.Rest;

/// <summary>A maintenance system with an API of JSON over HTTP, as a mapping describes it.</summary>
internal sealed class RestCmms : ICmms, IDisposable
{
    private readonly Mapping mapping;
    private readonly ConnectorValues connector;
    private readonly CmmsHttp http;
    private readonly Exchange exchange;
    private readonly RecordReader records;
    private readonly RestWorkOrders? orders;
    private readonly RestLists lists;
    private readonly Webhook? webhook;

    /// <param name="webhookSecret">Null where pushes are not taken.</param>
    public RestCmms(string name, Mapping mapping, ConnectorValues connector, CmmsHttp http, SecretSource? webhookSecret)
    {
        Name = name;
        this.mapping = mapping;
        this.connector = connector;
        this.http = http;
        exchange = new(mapping, new(mapping, http.BaseAddress), http);
        records = new(mapping, connector);
        lists = new(exchange, http.BaseAddress);
        orders = mapping.WorkOrder is { } order ? new(order, exchange, records, connector) : null;
        webhook = mapping.Webhook is { } pushes && webhookSecret is not null ? new(pushes, records, connector, webhookSecret) : null;
    }

    public string Name { get; }

    public CmmsAbilities Abilities => new()
    {
        TakesWorkOrders = mapping.WorkOrder is not null,
        FindsByReference = mapping.WorkOrder?.Find is not null,
        HonoursKeys = mapping.WorkOrder?.HonoursKeys == true,
        ReferenceIsUnique = mapping.WorkOrder?.UniqueReference == true,
        TakesUpdates = mapping.WorkOrder?.Update is not null,
        ReadsWorkOrders = mapping.WorkOrder?.Read is not null,
        CancelsDuplicates = mapping.WorkOrder?.Cancel is not null,
        FindsAssets = (mapping.Asset?.ByTag ?? mapping.Asset?.ById) is not null,
        ListsAssets = mapping.Asset?.List is not null,
        ListsStock = mapping.Stock is not null,
        ListsWorkOrders = mapping.WorkOrder?.Changed is not null,
        Pushes = webhook is not null,
    };

    /// <summary>By its tag; a plain barcode may hold an id, and an id be the text of a plain barcode, so each is tried as the other where the first finds nothing.</summary>
    public async Task<CmmsReply<CmmsAsset>> FindAsset(AssetQuery query, CancellationToken ct)
    {
        var alias = TagKind.Alias.KeyOf("");
        var key = query.TagKey ?? TagKind.Alias.KeyOf(query.AssetId ?? "");
        var id = query.AssetId ?? (key.StartsWith(alias, StringComparison.Ordinal) ? key[alias.Length..] : null);
        var fields = new Fields(connector).With("site.id", query.SiteId).With("tag_key", key).With("tag", key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]).With("asset_id", id);
        var (byTag, byId) = (mapping.Asset?.ByTag, id is null ? null : mapping.Asset?.ById);
        var (first, second) = query.TagKey is null ? (byId, byTag) : (byTag, byId);
        if ((first ?? second) is null) return new(CmmsEnding.Done, null, "The mapping says no way to find an asset by this.");
        var reply = await FindAsset((first ?? second)!, fields, ct);
        return first is null || second is null || reply is not { Ending: CmmsEnding.Done, Value: null } ? reply : await FindAsset(second, fields, ct);
    }

    public Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message, CancellationToken ct) =>
        orders is null ? Denied<CmmsWorkOrder>("work orders") : message.Operation == DispatchOperation.Create ? orders.Create(message, ct) : orders.Update(message, ct);

    public Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> FindWorkOrders(WorkOrderMessage message, CancellationToken ct) =>
        orders is null ? Denied<ImmutableArray<CmmsWorkOrder>>("work orders") : orders.Find(message, ct);

    public Task<CmmsReply<CmmsWorkOrder>> ReadWorkOrder(string externalId, CancellationToken ct) =>
        orders is null ? Denied<CmmsWorkOrder>("work orders") : orders.Read(externalId, ct);

    public Task<CmmsReply<CmmsWorkOrder>> CancelDuplicate(WorkOrderMessage message, string externalId, string kept, CancellationToken ct) =>
        orders is null ? Denied<CmmsWorkOrder>("work orders") : orders.Cancel(message, externalId, kept, ct);

    public Task<CmmsReply<CmmsPage<CmmsAsset>>> ListAssets(Instant? changedSince, string? cursor, CancellationToken ct) =>
        List<CmmsAsset>(mapping.Asset?.List, Since(changedSince), cursor, "assets", static (records, record) => records.TryAsset(record, out var asset, out var why) ? (asset, "") : (null, why), ct);

    public Task<CmmsReply<CmmsPage<CmmsStock>>> ListStock(string? cursor, CancellationToken ct) =>
        List<CmmsStock>(mapping.Stock?.List, new(connector), cursor, "stock", static (records, record) => records.TryStock(record, out var stock, out var why) ? (stock, "") : (null, why), ct);

    public Task<CmmsReply<CmmsPage<CmmsWorkOrder>>> ListWorkOrders(Instant changedSince, string? cursor, CancellationToken ct)
    {
        var request = mapping.WorkOrder?.Changed;
        return List<CmmsWorkOrder>(request, Since(changedSince), cursor, "changed work orders", (records, record) => records.TryWorkOrder(record, request?.Record, out var order, out var why) ? (order, "") : (null, why), ct);
    }

    public CmmsPush ReadPush(CmmsPushRequest request) => webhook?.Read(request) ?? new CmmsPushRefused("The connector takes no pushes: its file has no webhook secret, or its mapping no webhook.", Forged: true);

    public void Dispose() => http.Dispose();

    private static Task<CmmsReply<T>> Denied<T>(string what) => Task.FromResult(new CmmsReply<T>(CmmsEnding.Refused, default, $"The mapping says nothing of {what}; nothing was sent."));

    private Fields Since(Instant? since) => new Fields(connector).With("since", since is { } time ? InstantPattern.ExtendedIso.Format(time) : null);

    private async Task<CmmsReply<CmmsAsset>> FindAsset(RequestMapping request, Fields fields, CancellationToken ct)
    {
        var exchanged = await exchange.Make(request, fields, ct);
        if (exchanged.Ending != CmmsEnding.Done || exchanged.IsAbsent) return exchanged.As<CmmsAsset>();
        var there = (request.Items ?? request.Answer)!.Find(exchanged.Json, fields);
        if (request.Items is not null && there is not { ValueKind: JsonValueKind.Array }) return exchanged.But(CmmsEnding.Unknown, $"It answered {request.Name} without a list at {request.Items}.").As<CmmsAsset>();
        var candidates = request.Items is null ? [there] : there!.Value.EnumerateArray().Select(e => (JsonElement?)e).ToArray();
        var sought = request.Names.Contains("asset_id") ? [fields.Get("asset_id")] : new[] { fields.Get("tag"), fields.Get("tag_key") };
        var texts = sought.Where(s => s is not null).Select(s => JsonTexts.Of(s!)).ToArray();
        CmmsAsset? found = null;
        foreach (var candidate in candidates)
        {
            var checks = request.Check.Select(c => c.ValueOrNothing(fields with { Record = candidate })).ToArray();
            if (candidate is not { ValueKind: JsonValueKind.Object } || (request.Items is null && checks.Length > 0 && checks.All(c => c is null)))
                return exchanged.But(CmmsEnding.Unknown, $"It answered {request.Name} with something that is no asset.").As<CmmsAsset>();
            if (checks.Length > 0 && !checks.Any(c => Holds(c, texts))) continue;
            if (!records.TryAsset(candidate, out var asset, out var why)) return exchanged.But(CmmsEnding.Unknown, $"It answered {request.Name}, but {why}.").As<CmmsAsset>();
            if (found is not null && found.ExternalId != asset.ExternalId)
                return exchanged.But(CmmsEnding.Refused, $"It has two assets that are '{Shown.Line(texts[0], 80)}', {found.ExternalId} and {asset.ExternalId}; take it from one of them.").As<CmmsAsset>();
            found = asset;
        }

        return exchanged.As(found);
    }

    /// <summary>Whether a value, or one of a list, is exactly one of the texts.</summary>
    private static bool Holds(JsonNode? value, string[] texts) => value is JsonArray list ? list.Any(e => Holds(e, texts)) : value is JsonValue && texts.Contains(JsonTexts.Of(value));

    private async Task<CmmsReply<CmmsPage<T>>> List<T>(
        RequestMapping? request, Fields fields, string? cursor, string what, Func<RecordReader, JsonElement, (T? Value, string Why)> read, CancellationToken ct)
        where T : class
    {
        if (request is null) return await Denied<CmmsPage<T>>(what);
        var page = await lists.Page(request, fields, cursor, ct);
        if (page.Exchanged.Ending != CmmsEnding.Done) return page.Exchanged.As<CmmsPage<T>>();
        var items = ImmutableArray.CreateBuilder<T>(page.Items.Length);
        foreach (var item in page.Items)
        {
            var (value, why) = read(records, item);
            if (value is null) return page.Exchanged.But(CmmsEnding.Unknown, $"Row {items.Count + 1} of {request.Name} cannot be read: {why}.").As<CmmsPage<T>>();
            items.Add(value);
        }

        return page.Exchanged.As(new CmmsPage<T>(items.ToImmutable(), page.Next, page.Total));
    }
}
