using Scanward.Server.People;

namespace Scanward.Server.WebConsole;

/// <summary>A page that the menu names.</summary>
/// <param name="Role">Who sees it there.</param>
internal sealed record ConsolePage(string Path, string Name, string Icon, PersonRole Role = PersonRole.Technician)
{
    public static readonly ConsolePage[] All =
    [
        new("/", "Overview", "layout-dashboard"),
        new("/work-orders", "Work orders", "clipboard-list"),
        new("/scans", "Scans", "scan"),
        new("/assets", "Assets", "building-factory-2"),
        new("/parts", "Parts", "package"),
        new("/crews", "Crews", "users-group"),
        new("/calendar", "Calendar", "calendar-event"),
        new("/policy", "Policy", "gavel"),
        new("/dead-letters", "Dead letters", "mailbox-off", PersonRole.Planner),
        new("/connectors", "Connectors", "plug-connected", PersonRole.Planner),
        new("/devices", "Devices", "device-mobile", PersonRole.Planner),
        new("/labels", "Labels", "tag", PersonRole.Planner),
        new("/sites", "Sites", "map-pin"),
        new("/people", "People", "users", PersonRole.Admin),
        new("/audit", "Audit", "history", PersonRole.Planner),
    ];
}
