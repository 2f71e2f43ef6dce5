using System.Collections.Immutable;
using Scanward.WorkOrders;

namespace Scanward.Server.Cmms.Rest;

/// <summary>How a maintenance system speaks (docs/connectors/mapping.md).</summary>
internal sealed record Mapping(string Name, string About)
{
    public ImmutableArray<string> Secrets { get; init; } = [];

    public ImmutableArray<MappingOption> Options { get; init; } = [];

    public ImmutableDictionary<string, MappingTable> Tables { get; init; } = ImmutableDictionary<string, MappingTable>.Empty;

    /// <summary>Of every request.</summary>
    public ImmutableArray<(string Name, Template Value)> Headers { get; init; } = [];

    /// <summary>Name and password of HTTP Basic authentication.</summary>
    public (Template User, Template Password)? Basic { get; init; }

    /// <summary>Where an answer that refuses says why.</summary>
    public ImmutableArray<Pointer> Why { get; init; } = [];

    /// <summary>When an answer refuses whatever was asked.</summary>
    public ImmutableArray<Condition> RefusedWhen { get; init; } = [];

    public WorkOrderMapping? WorkOrder { get; init; }

    public AssetMapping? Asset { get; init; }

    public StockMapping? Stock { get; init; }

    public WebhookMapping? Webhook { get; init; }
}

/// <param name="Default">Null where the connector's file must give it; empty for nothing.</param>
internal sealed record MappingOption(string Name, string About, System.Text.Json.Nodes.JsonNode? Default);

/// <summary>One request and what its answers mean.</summary>
internal sealed record RequestMapping(string Name, HttpMethod Method, Template Path)
{
    public ImmutableArray<(string Name, Template Value)> Headers { get; init; } = [];

    public TreeObject? Query { get; init; }

    public Tree? Body { get; init; }

    public TreeObject? Form { get; init; }

    /// <summary>Empty for every 2xx.</summary>
    public ImmutableArray<int> Done { get; init; } = [];

    public ImmutableArray<int> Exists { get; init; } = [];

    public ImmutableArray<int> Absent { get; init; } = [];

    /// <summary>Whether <see cref="Absent"/> stands in the mapping; then it holds for a page for people too.</summary>
    public bool AbsentIsSaid { get; init; }

    public ImmutableArray<Condition> AbsentWhen { get; init; } = [];

    public ImmutableArray<Condition> ExistsWhen { get; init; } = [];

    public ImmutableArray<Condition> RefusedWhen { get; init; } = [];

    /// <summary>Where in the answer the record is; null where the answer says nothing of it.</summary>
    public Pointer? Answer { get; init; }

    /// <summary>Where the record is in an answer that says that it exists.</summary>
    public Pointer? ExistsAnswer { get; init; }

    /// <summary>Where things are in the work orders of this answer, where that is elsewhere than in others.</summary>
    public WorkOrderRecordMapping? Record { get; init; }

    /// <summary>What a work order that the answer shows must be, or it is another's.</summary>
    public ImmutableArray<(Pointer At, Template Value)> Same { get; init; } = [];

    /// <summary>Where a list of records is; null where the answer is one record.</summary>
    public Pointer? Items { get; init; }

    /// <summary>Where a record must be exactly what was looked for.</summary>
    public ImmutableArray<Template> Check { get; init; } = [];

    /// <summary>Whether the search may find others too, as one in texts does; else a target that finds others has ignored it.</summary>
    public bool Loose { get; init; }

    /// <summary>What such a search looks at: others that it finds hold the reference somewhere below. Null where that is not shown.</summary>
    public Pointer? LooseIn { get; init; }

    /// <summary>Rows a page; null where a list goes on otherwise, or not at all.</summary>
    public int? Page { get; init; }

    public Pointer? Next { get; init; }

    public Pointer? Total { get; init; }

    public bool ReadBack { get; init; }

    /// <summary>All of its fields.</summary>
    public IEnumerable<string> Names =>
        [.. Path.Names, .. Headers.SelectMany(h => h.Value.Names), .. Query?.Names ?? [], .. Body?.Names ?? [], .. Form?.Names ?? []];
}

/// <summary>Where things are in a work order of the target.</summary>
internal sealed record WorkOrderRecordMapping(Template Id, Template? Number, Template? Url, Template? Reference, Template? State);

internal sealed record WorkOrderMapping(WorkOrderRecordMapping Record, RequestMapping Create)
{
    public bool UniqueReference { get; init; }

    public bool HonoursKeys { get; init; }

    /// <summary>Our state by theirs.</summary>
    public ImmutableDictionary<string, WorkOrderState> States { get; init; } = ImmutableDictionary<string, WorkOrderState>.Empty;

    public RequestMapping? Find { get; init; }

    public RequestMapping? Read { get; init; }

    public RequestMapping? Update { get; init; }

    public RequestMapping? Cancel { get; init; }

    public RequestMapping? Changed { get; init; }
}

/// <param name="Id">Our id of the asset; null where the target does not say.</param>
internal sealed record AssetRecordMapping(Template ExternalId, Template? Id, TreeObject Entry, ImmutableArray<Condition> Gone);

internal sealed record AssetMapping(AssetRecordMapping Record)
{
    public RequestMapping? ByTag { get; init; }

    public RequestMapping? ById { get; init; }

    public RequestMapping? List { get; init; }
}

internal sealed record StockMapping(TreeObject Entry, RequestMapping List);

/// <param name="Header">Whose value is the signature; null for Standard Webhooks.</param>
internal sealed record WebhookMapping(string? Header)
{
    /// <summary>What stands before the signature in the header, such as <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    public Pointer? Id { get; init; }

    /// <summary>What every push that says something to us says.</summary>
    public ImmutableArray<Condition> When { get; init; } = [];

    public WebhookRecord? WorkOrder { get; init; }

    public WebhookRecord? Asset { get; init; }
}

/// <summary>Where a push holds a record, or a list of them, and when.</summary>
internal sealed record WebhookRecord(Pointer At, ImmutableArray<Condition> When);
