using System.Collections.Immutable;

namespace Scanward.Dispatch;

/// <summary>What a message holds, by name; a mapping file may use these and nothing else.</summary>
public static class DispatchFields
{
    /// <summary>Name and meaning. Times are RFC 3339 in UTC. What is not known is missing.</summary>
    public static readonly ImmutableSortedDictionary<string, string> All = new Dictionary<string, string>
    {
        ["operation"] = "create or update",
        ["key"] = "The egress key: constant over attempts and replays",
        ["reference"] = "Id of our work order; what the target's has to carry",
        ["revision"] = "Revision of our work order, from 1",
        ["external.id"] = "The target's id of the work order (update, cancel, read)",
        ["work_order.id"] = "As reference",
        ["work_order.number"] = "What people call it, such as UTR-000123",
        ["work_order.title"] = "One line",
        ["work_order.description"] = "Several lines: what was found, who noted what, parts, times",
        ["work_order.kind"] = "corrective, preventive, inspection or warranty",
        ["work_order.state"] = "waiting_parts, open, assigned, in_progress, on_hold, completed, closed or cancelled",
        ["work_order.outcome"] = "Outcome of the decision, such as corrective_wo",
        ["work_order.priority"] = "1 (most urgent) to 4",
        ["work_order.failure_mode"] = "Such as bearing_noise",
        ["work_order.vendor"] = "Who honours the warranty",
        ["work_order.minutes"] = "Expected minutes of work",
        ["work_order.opened_at"] = "Time",
        ["work_order.acknowledge_by"] = "Time",
        ["work_order.on_site_by"] = "Time",
        ["work_order.done_by"] = "Time",
        ["work_order.window_minutes"] = "The response window",
        ["asset.id"] = "Our id of the asset",
        ["asset.external_id"] = "The target's id of the asset, where it came from there",
        ["asset.name"] = "Name",
        ["asset.class"] = "Such as air_handler",
        ["asset.criticality"] = "1 to 5",
        ["asset.location"] = "In words",
        ["asset.tag"] = "Its first tag, as it is written",
        ["site.id"] = "Site",
        ["site.name"] = "Name of the site",
        ["site.code"] = "The site's code in numbers of work orders",
        ["assigned.crew"] = "Id of the crew",
        ["assigned.technician"] = "Id of the technician",
        ["assigned.name"] = "Name of the technician, or of the crew",
        ["scan.id"] = "Id of the scan",
        ["scan.operator"] = "Who scanned",
        ["scan.note"] = "What she noted",
        ["scan.occurred_at"] = "Time",
        ["parts"] = "List: part, quantity, state (reserved, short or on_order)",
        ["change.action"] = "What was done (update): started, completed, cancelled, …",
        ["change.from"] = "State before (update)",
        ["change.to"] = "State after (update)",
        ["change.actor"] = "Who did it (update)",
        ["change.reason"] = "Why (update)",
        ["change.note"] = "What was noted (update)",
        ["change.text"] = "All of it in one or more lines (update)",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
