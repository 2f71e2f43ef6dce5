using System.Collections.Immutable;
using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Reads a mapping, and tells everything that is wrong with it.</summary>
internal sealed class MappingReader
{
    private static readonly ImmutableArray<string> paging = ["page.number", "page.index", "page.offset", "page.size", "cursor"];

    private readonly YamlFaults faults;
    private readonly TemplateReader templates;
    private readonly TreeReader trees;
    private readonly RequestReader requests;
    private TemplateScope scope = new([], [], [], ImmutableDictionary<string, MappingTable>.Empty);

    private MappingReader(YamlFaults faults)
    {
        this.faults = faults;
        templates = new(faults);
        trees = new(faults, templates);
        requests = new(faults, templates, trees);
    }

    /// <summary>The mapping, or null with at least one fault.</summary>
    /// <param name="tables">What a connector says of tables of the mapping, entry by entry.</param>
    public static Mapping? Read(string text, YamlFaults faults, ImmutableDictionary<string, MappingTable>? tables = null)
    {
        var root = YamlFile.Read(text, faults);
        if (root is null) return null;
        var mapping = new MappingReader(faults).Whole(new(root, faults, ""), tables ?? ImmutableDictionary<string, MappingTable>.Empty);
        return faults.Any ? null : mapping;
    }

    private Mapping Whole(YamlMembers root, ImmutableDictionary<string, MappingTable> own)
    {
        var name = root.Required("mapping", "what the mapping is called, such as atlas.");
        var about = root.Required("about", "one line that says which system it is for.");
        var secrets = root.List("secrets");
        var options = Options(root);
        foreach (var word in secrets.Where(s => !IsName(s.Text))) faults.Add(word, "bad_name", $"'{word.Text}' is no name; names are of a-z, 0-9 and '_'.");
        scope = scope with { Secrets = [.. secrets.Select(s => s.Text)], Options = [.. options.Select(o => o.Name)] };
        scope = scope with { Tables = Tables(root, own) };
        var mapping = new Mapping(name?.Text ?? "", about?.Text ?? "")
        {
            Secrets = scope.Secrets,
            Options = options,
            Tables = scope.Tables,
            Headers = requests.Headers(root, scope),
            Basic = Basic(root),
            Why = [.. root.List("why").Select(w => templates.Pointer(w, scope))],
            RefusedWhen = trees.Conditions(root, "refused_when", scope, ofAnswers: true),
            WorkOrder = WorkOrder(root.Members("work_order")),
            Asset = Asset(root.Members("asset")),
            Stock = Stock(root.Members("stock")),
        };
        mapping = mapping with { Webhook = Webhook(root.Members("webhook"), mapping) };
        if (mapping.WorkOrder is null && mapping.Asset is null && mapping.Stock is null) root.Missing("work_order", "or 'asset' or 'stock'; without one of them there is nothing to do.");
        root.End();
        return mapping;
    }

    private ImmutableArray<MappingOption> Options(YamlMembers root)
    {
        var options = ImmutableArray.CreateBuilder<MappingOption>();
        foreach (var (key, value) in root.Members("options")?.Map.Entries ?? [])
        {
            if (!IsName(key.Text)) faults.Add(key, "bad_name", $"'{key.Text}' is no name; names are of a-z, 0-9 and '_'.");
            if (value is YamlScalar { Text.Length: > 0 } only) options.Add(new(key.Text, only.Text, null));
            else if (value is not YamlMap map) faults.Add(value, "wrong_shape", $"What the option '{key.Text}' is: one line, or {{ about: …, default: … }}.");
            else
            {
                var members = new YamlMembers(map, faults, $"options.{key.Text}");
                var about = members.Required("about", "one line that says what to give.");
                var otherwise = members.Node("default");
                if (otherwise is not (null or YamlScalar)) faults.Add(otherwise, "wrong_shape", $"'default' is one value, not {otherwise.What}.");
                members.End();
                options.Add(new(key.Text, about?.Text ?? "", otherwise is YamlScalar scalar ? YamlMembers.Constant(scalar) ?? "" : null));
            }
        }

        return options.ToImmutable();
    }

    private ImmutableDictionary<string, MappingTable> Tables(YamlMembers root, ImmutableDictionary<string, MappingTable> own)
    {
        var tables = ImmutableDictionary.CreateBuilder<string, MappingTable>();
        var members = root.Members("tables");
        foreach (var (key, _) in members?.Map.Entries ?? [])
        {
            if (!IsName(key.Text)) faults.Add(key, "bad_name", $"'{key.Text}' is no name; names are of a-z, 0-9 and '_'.");
            else if (Filter.Names.Any(f => f.Split(':')[0] == key.Text)) faults.Add(key, "bad_name", $"'{key.Text}' is the name of a filter; call the table something else.");
            else if (members!.Members(key.Text) is { } table)
            {
                var given = trees.Table(table);
                tables[key.Text] = own.TryGetValue(key.Text, out var more) ? new(given.Values.SetItems(more.Values), more.Else ?? given.Else) : given;
            }
        }

        return tables.ToImmutable();
    }

    private (Template, Template)? Basic(YamlMembers root)
    {
        if (root.Members("basic") is not { } basic) return null;
        var (user, password) = (basic.Required("user", "who calls, such as \"{option.user}\"."), basic.Required("password", "such as \"{secret.password}\"."));
        basic.End();
        return user is null || password is null ? null : (templates.Read(user, scope), templates.Read(password, scope));
    }

    private WorkOrderMapping? WorkOrder(YamlMembers? members)
    {
        if (members is null) return null;
        var record = WorkOrderRecord(members);
        var (message, records) = (scope with { Names = [.. DispatchFields.All.Keys] }, scope with { Names = [.. paging, "since"] });
        var create = requests.Read(members.Members("create"), RequestKind.Create, message with { Names = message.Names.Remove("external.id") });
        var order = new WorkOrderMapping(record, create ?? new("", HttpMethod.Post, new([])))
        {
            UniqueReference = members.Flag("unique_reference"),
            HonoursKeys = members.Flag("honours_keys"),
            States = States(members.Members("states")),
            Find = requests.Read(members.Members("find"), RequestKind.Find, message),
            Read = requests.Read(members.Members("read"), RequestKind.Read, scope with { Names = ["external.id"] }),
            Update = requests.Read(members.Members("update"), RequestKind.Update, message),
            Cancel = requests.Read(members.Members("cancel"), RequestKind.Cancel, message with { Names = message.Names.Add("kept") }),
            Changed = requests.Read(members.Members("changed"), RequestKind.Changed, records),
        };
        if (create is null) members.Missing("create", "how a work order is made.");
        else Rules(members, order);
        members.End();
        return order;
    }

    /// <summary>What has to be for work orders never to be doubled.</summary>
    private void Rules(YamlMembers members, WorkOrderMapping order)
    {
        string[] ours = ["reference", "key", "work_order.id"];
        void Rule(bool broken, string member, string code, string detail)
        {
            if (broken) faults.Add(members.Map[member] ?? members.Map, code, detail);
        }

        Rule(!order.Create.Names.Intersect(ours).Any(), "create", "no_reference",
            "work_order.create uses neither {reference} nor {key}, so nobody could tell afterwards whether a work order was made: it could not be made exactly once. Put one of them into a field or a header.");
        Rule(order.Find is not null && !order.Find.Names.Intersect(ours).Any(), "find", "no_reference", "work_order.find does not look for {reference} or {key}.");
        Rule(order.Find is not null && (order.Find.Record ?? order.Record).Reference is null, "record", "no_reference", "work_order.record does not say where the reference is, so what 'find' found could not be compared.");
        Rule(order.Create.ReadBack && order.Find is null, "create", "no_find", "work_order.create says read_back, and there is no work_order.find to read it back with.");
        foreach (var (name, request) in new[] { ("read", order.Read), ("update", order.Update), ("cancel", order.Cancel) })
            Rule(request is not null && !request.Names.Contains("external.id"), name, "no_id", $"work_order.{name} does not say which work order; put {{external.id}} into its path, query or body.");
        Rule(order.Changed is not null && !order.Changed.Names.Contains("since"), "changed", "no_since", "work_order.changed does not ask since when; put {since} into its query or body.");
    }

    private WorkOrderRecordMapping WorkOrderRecord(YamlMembers members)
    {
        var record = requests.Record(members.Members("record"), scope);
        if (members.Map["record"] is null) members.Missing("record", "where things are in one of the target's work orders.");
        return record ?? new(new([]), null, null, null, null);
    }

    private ImmutableDictionary<string, WorkOrderState> States(YamlMembers? members)
    {
        var states = ImmutableDictionary.CreateBuilder<string, WorkOrderState>();
        foreach (var (key, value) in members?.Map.Entries ?? [])
        {
            if (value is YamlScalar scalar && Wire.TryParse<WorkOrderState>(scalar.Text, out var state)) states[key.Text] = state;
            else faults.Add(value, "unknown_state", $"'{key.Text}' is none of our states{YamlFaults.Hint((value as YamlScalar)?.Text ?? "", Wire.All<WorkOrderState>())}");
        }

        return states.ToImmutable();
    }

    private AssetMapping? Asset(YamlMembers? members)
    {
        if (members is null) return null;
        var of = scope with { HasRecord = true };
        var asset = new AssetMapping(new(new([]), null, new([]), []))
        {
            ByTag = requests.Read(members.Members("by_tag"), RequestKind.ByTag, scope with { Names = ["tag", "tag_key", "site.id"] }),
            ById = requests.Read(members.Members("by_id"), RequestKind.ById, scope with { Names = ["asset_id", "site.id"] }),
            List = requests.Read(members.Members("list"), RequestKind.List, scope with { Names = [.. paging, "since"] }),
        };
        if (asset.ByTag is null && asset.ById is null && asset.List is null) members.Missing("by_tag", "or 'by_id' or 'list': how assets are found.");
        if (asset.ByTag is not null && !asset.ByTag.Names.Intersect(["tag", "tag_key"]).Any()) faults.Add(members.Map["by_tag"]!, "no_tag", "asset.by_tag does not look for {tag} or {tag_key}.");
        if (asset.ById is not null && !asset.ById.Names.Contains("asset_id")) faults.Add(members.Map["by_id"]!, "no_id", "asset.by_id does not look for {asset_id}.");
        foreach (var (name, request) in new[] { ("by_tag", asset.ByTag), ("by_id", asset.ById) })
        {
            if (request is { Items: not null, Check.IsEmpty: true })
                faults.Add(members.Map[name]!, "no_check", $"asset.{name} searches and does not check what it finds: a target that ignores the search would give any asset for any tag. Say with 'check' where a record has what was looked for.");
        }

        if (members.Members("record") is { } record)
        {
            if (record.Map["external_id"] is null) record.Missing("external_id", "the pointer to the target's id of the asset, such as /id.");
            asset = asset with
            {
                Record = new(
                    record.Scalar("external_id") is { } external ? templates.Place(external, of) : new([]), record.Scalar("id") is { } id ? templates.Place(id, of) : null,
                    record.Members("entry") is { } entry ? trees.Object(entry.Map, of) : new([]), trees.Conditions(record, "gone", of, ofAnswers: false)),
            };
            record.End();
        }
        else if (members.Map["record"] is null)
        {
            members.Missing("record", "where things are in one of the target's assets.");
        }

        members.End();
        return asset;
    }

    private StockMapping? Stock(YamlMembers? members)
    {
        if (members is null) return null;
        var record = members.Members("record");
        var entry = record?.Members("entry");
        if (record is null && members.Map["record"] is null) members.Missing("record", "what a stock entry is made of.");
        if (record is not null && record.Map["entry"] is null) record.Missing("entry", "members of a stock entry, such as { part: \"{/sku}\", on_hand: \"{/quantity}\" }.");
        record?.End();
        var list = requests.Read(members.Members("list"), RequestKind.List, scope with { Names = paging });
        if (list is null && members.Map["list"] is null) members.Missing("list", "how the stock is listed.");
        members.End();
        return list is null || entry is null ? null : new(trees.Object(entry.Map, scope with { HasRecord = true }), list);
    }

    private WebhookMapping? Webhook(YamlMembers? members, Mapping mapping) => members is null ? null : new WebhookReader(faults, templates, trees).Read(members, mapping, scope);

    private static bool IsName(string text) => text.Length is > 0 and <= 64 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
