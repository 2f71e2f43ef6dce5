namespace Scanward.Server.Cmms.Rest;

/// <summary>Reads what a mapping says of pushes.</summary>
internal sealed class WebhookReader(YamlFaults faults, TemplateReader templates, TreeReader trees)
{
    public WebhookMapping Read(YamlMembers members, Mapping mapping, TemplateScope scope)
    {
        var webhook = Signature(members) with
        {
            Id = members.Scalar("id") is { } id ? templates.Pointer(id, scope) : null,
            When = trees.Conditions(members, "when", scope, ofAnswers: false),
            WorkOrder = Record(members, "work_order", scope),
            Asset = Record(members, "asset", scope),
        };
        if (webhook.WorkOrder is null && webhook.Asset is null) members.Missing("work_order", "or 'asset': where in a push it is, such as /data.");
        if (webhook.WorkOrder is not null && mapping.WorkOrder is null) faults.Add(members.Map["work_order"]!, "no_record", "A pushed work order is read with work_order.record, and there is none.");
        if (webhook.Asset is not null && mapping.Asset is null) faults.Add(members.Map["asset"]!, "no_record", "A pushed asset is read with asset.record, and there is none.");
        members.End();
        return webhook;
    }

    private WebhookMapping Signature(YamlMembers members)
    {
        switch (members.Node("signature"))
        {
            case YamlScalar { Text: "standard" }:
                return new(null as string);
            case YamlMap map:
                var signature = new YamlMembers(map, faults, "webhook.signature");
                var header = signature.Required("header", "the header that has the signature, such as X-Signature.");
                if (signature.Required("hmac", "sha256-hex.") is { } hmac && hmac.Text != "sha256-hex") faults.Add(hmac, "wrong_value", $"'hmac' is sha256-hex; '{hmac.Text}' is not known.");
                var prefix = signature.Scalar("prefix")?.Text ?? "";
                signature.End();
                return new(header?.Text ?? "") { Prefix = prefix };
            case null:
                members.Missing("signature", "standard (Standard Webhooks), or { header: X-Signature, hmac: sha256-hex }; what is not signed is not believed.");
                return new(null as string);
            case var other:
                faults.Add(other, "wrong_value", "'signature' is standard, or { header: X-Signature, hmac: sha256-hex }.");
                return new(null as string);
        }
    }

    private WebhookRecord? Record(YamlMembers members, string name, TemplateScope scope)
    {
        if (members.Node(name) is not YamlMap map) return members.Scalar(name) is { } scalar ? new(templates.Pointer(scalar, scope), []) : null;
        var inner = new YamlMembers(map, faults, members.Path(name));
        var at = inner.Required("at", "the pointer to the record, such as /data.");
        var when = trees.Conditions(inner, "when", scope, ofAnswers: false);
        inner.End();
        return new(at is null ? Pointer.Whole : templates.Pointer(at, scope), when);
    }
}
