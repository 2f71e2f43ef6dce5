using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Makes our values of the target's records.</summary>
internal sealed class RecordReader(Mapping mapping, ConnectorValues connector)
{
    /// <param name="of">Where things are; null for where they are in all.</param>
    public bool TryWorkOrder(JsonElement? record, WorkOrderRecordMapping? of, [NotNullWhen(true)] out CmmsWorkOrder? order, [NotNullWhen(false)] out string? why)
    {
        (order, why) = (null, null);
        var places = of ?? mapping.WorkOrder!.Record;
        var fields = new Fields(connector) { Record = record };
        if (record is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Number or JsonValueKind.String } || Id(places.Id, fields) is not { } id)
        {
            why = "it shows no id of a work order where the mapping says that it is";
            return false;
        }

        var state = Place(places.State, fields);
        order = new(id)
        {
            Number = Place(places.Number, fields),
            Url = Place(places.Url, fields) is { } url && IsWeb(url) ? url : null,
            Reference = Place(places.Reference, fields),
            StateText = state,
            State = state is not null && mapping.WorkOrder!.States.TryGetValue(state, out var ours) ? ours : null,
        };
        return true;
    }

    public bool TryAsset(JsonElement? record, [NotNullWhen(true)] out CmmsAsset? asset, [NotNullWhen(false)] out string? why)
    {
        (asset, why) = (null, null);
        var places = mapping.Asset!.Record;
        var fields = new Fields(connector) { Record = record };
        if (record is not { ValueKind: JsonValueKind.Object } || Id(places.ExternalId, fields) is not { } id)
        {
            why = "it shows no id of an asset where the mapping says that it is";
            return false;
        }

        places.Entry.TryMake(fields, lenient: true, out var entry);
        if (Place(places.Id, fields) is { } ours) entry!["id"] = ours;
        asset = new(id, Json(entry!), !places.Gone.IsEmpty && places.Gone.Any(c => c.Holds(record, fields)));
        return true;
    }

    public bool TryStock(JsonElement? record, [NotNullWhen(true)] out CmmsStock? stock, [NotNullWhen(false)] out string? why)
    {
        var there = mapping.Stock!.Entry.TryMake(new(connector) { Record = record }, lenient: true, out var entry) && record is { ValueKind: JsonValueKind.Object };
        stock = there ? new(Json(entry!)) : null;
        why = there ? null : "it shows nothing of the stock where the mapping says that it is";
        return there;
    }

    /// <summary>As <see cref="Place"/>, and made of scalars only: what a filter makes of a list or an object is nothing's id.</summary>
    private static string? Id(Template template, Fields fields) => template.IsOfScalars(fields) ? Place(template, fields) : null;

    /// <summary>A scalar that is not empty, whole.</summary>
    private static string? Place(Template? template, Fields fields)
    {
        if (template is null) return null;
        if (template.IsOneField && template.ValueOrNothing(fields)?.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number)) return null;
        return template.Complete(fields) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    /// <summary>It becomes a link for people, which must not be a script.</summary>
    private static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private static string Json(JsonNode entry) => System.Text.Encoding.UTF8.GetString(WireJson.Write(entry, static (json, value) => value.WriteTo(json)));
}
