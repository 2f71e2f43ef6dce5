using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.WorkOrders;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>What a connector's file and its mapping say of a Request Tracker.</summary>
/// <param name="Queue">Of the work orders.</param>
/// <param name="Catalog">Of the assets.</param>
/// <param name="ReferenceField">Custom field of tickets that holds our reference.</param>
/// <param name="TagField">Custom field of assets that holds the tag.</param>
internal sealed record RequestTrackerOptions(string Queue, string Catalog, string ReferenceField, string TagField)
{
    /// <summary>Custom fields of tickets that are filled beside the reference, and the member of a message that each is made of.</summary>
    public ImmutableArray<(string Field, string Member)> Filled { get; init; } = [];

    /// <summary>Our state by theirs.</summary>
    public ImmutableDictionary<string, WorkOrderState> States { get; init; } = ImmutableDictionary<string, WorkOrderState>.Empty;

    /// <summary>Of one request.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(10);

    /// <param name="options">Those of the mapping <c>request-tracker</c>.</param>
    public static RequestTrackerOptions Of(IReadOnlyDictionary<string, JsonNode> options)
    {
        string? Text(string name) => options.TryGetValue(name, out var value) ? value.ToString() : null;
        (string? Field, string Member)[] filled = [(Text("asset_tag_field"), "asset.tag"), (Text("crew_field"), "assigned.crew"), (Text("priority_field"), "work_order.priority")];
        return new(Text("queue") ?? "", Text("catalog") ?? "", Text("reference_field") ?? "", Text("tag_field") ?? "")
        {
            Filled = [.. filled.Where(f => f.Field is not null).Select(f => (f.Field!, f.Member))],
        };
    }
}
