using Scanward.Routing.Policy;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>Decisions in plain words, the same in the ack, the console and the command line.</summary>
internal static class Sentences
{
    public static string Title(RoutingInputs inputs, NewWork work)
    {
        var what = work.Kind switch
        {
            WorkKind.Preventive => "Preventive maintenance",
            WorkKind.Inspection => "Inspection",
            _ => inputs.Scan.FailureMode is { } mode ? Spoken(mode) : "Fault",
        };
        return $"{what}: {inputs.Profile.Name} ({inputs.Profile.AssetId})";
    }

    public static string Review(PolicyRow row, Facts facts) => $"A person must look at it: {Why(row, facts)}.";

    public static string Duplicate(DuplicateOf of, WorkOrderRef? work) => of switch
    {
        DuplicateOf.LastScan when work is null => "The same scan was taken a moment ago; nothing more is done.",
        DuplicateOf.LastScan => $"The same scan was taken a moment ago and made {work!.Value.Number}.",
        DuplicateOf.SameFaultOpen => $"This fault is reported already and open as {work!.Value.Number}.",
        DuplicateOf.OpenPm => $"Preventive maintenance is open already as {work!.Value.Number}.",
        DuplicateOf.OpenInspection => $"An inspection is open already as {work!.Value.Number}.",
        _ => $"A corrective work order is open already as {work!.Value.Number}.",
    };

    public static string DuplicateOfNothing(PolicyRow row, DuplicateOf of) =>
        $"A person must look at it: row {row.Id} calls it a duplicate of {Wire.Name(of)}, and there is none.";

    public static string Work(Outcome outcome, Priority priority, PolicyRow row, Facts facts, NewWork work)
    {
        var what = outcome switch
        {
            Outcome.CorrectiveWo => "Repair",
            Outcome.PreventivePm => "Preventive maintenance",
            Outcome.InspectionWo => "Inspection",
            Outcome.Tier2Engineer => "Tier 2 engineer",
            Outcome.WarrantyClaim => "Warranty claim",
            _ => "Waits for parts",
        };
        var who = outcome switch
        {
            Outcome.PartsPending => string.Join(
                " and ", work.Parts.Select(p => p.State == PartState.OnOrder ? $"{p.Part} is on order" : $"{p.Part} is short")),
            Outcome.WarrantyClaim => $"goes to {work.Vendor}",
            _ when work.Assignment is { Name: { } name, OnCall: true } => $"{name} is called in",
            _ when work.Assignment is { Name: { } name } => $"{name} comes",
            _ when work.Assignment.Crew is { } crew => $"waits in the queue of {crew}",
            _ => "waits in the site's queue",
        };
        return $"{what}, {priority}: {(who.Length == 0 ? "not there yet" : who)}, because {Why(row, facts)}.{Pm(work)}";
    }

    private static string Pm(NewWork work) =>
        work.FoldsPm is { } due ? $" The preventive maintenance due on {NodaTime.Text.LocalDatePattern.Iso.Format(due)} is done with it." : "";

    private static string Why(PolicyRow row, Facts facts)
    {
        if (row.Id == Router.Ordered) return "it was ordered";
        if (row.When.IsEmpty) return "no other row of the policy matches";
        return string.Join(" and ", row.When.Select(c => Told(FactColumn.Of(c), facts)));
    }

    private static string Told(FactColumn column, Facts facts) => $"{column.Name} is {FactText.Of(facts, column)}";

    private static string Spoken(string mode)
    {
        var words = mode.Replace('_', ' ').Replace('-', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
