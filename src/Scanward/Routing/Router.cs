using System.Collections.Immutable;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing.Clock;
using Scanward.Routing.Crews;
using Scanward.Routing.Parts;
using Scanward.Routing.Policy;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>
/// The third phase: from a resolved scan to a decision. Pure: the same <see cref="RoutingInputs"/> give the same <see cref="RoutingDecision"/>, so
/// that a stored decision can be decided again and be explained by doing so.
/// </summary>
public static class Router
{
    /// <summary>Minutes that an inspection is expected to take.</summary>
    public const int InspectionMinutes = 30;

    /// <summary>Row ids of the rules that stand before the policy's table.</summary>
    public const string StampInFuture = "stamp_in_future", StampTooOld = "stamp_too_old", Ordered = "ordered", NoRow = "no_row";

    /// <summary>The decision alone: the way of a scan.</summary>
    public static RoutingDecision Decide(RoutingInputs inputs) => Trace(inputs, explain: false).Decision;

    /// <summary>
    /// Decides and keeps what the explanation shows. With <paramref name="explain"/> the technicians who were not chosen are told, each with the
    /// reason.
    /// </summary>
    public static RoutingTrace Trace(RoutingInputs inputs, bool explain)
    {
        var policy = inputs.Policy.Policy;
        var staffing = inputs.Site.Duty.At(inputs.Scan.ReceivedAt, inputs.Profile.Skills, policy.Assign, inputs.Loads);
        IReadOnlyDictionary<string, Stock> stock = inputs.Stock.IsEmpty ? ImmutableDictionary<string, Stock>.Empty : inputs.Stock.ToDictionary(s => s.PartId);
        var job = JobFor(inputs.Profile, inputs.Scan.Type, inputs.Scan.FailureMode);
        var parts = PartsCheck.Of(policy.Parts.Need ?? job.Parts, stock, inputs.Scan.ReceivedAt, FreshStock(policy));
        var facts = FactSheet.Of(inputs, staffing, parts);
        if (inputs.Ordered is { } ordered)
        {
            var order = new PolicyRow { Id = Ordered, When = [], Then = new() { Outcome = ordered.Outcome, Priority = ordered.Priority } };
            return new(facts, -1, Work(inputs, order, facts, staffing, parts, job, explain));
        }

        if (inputs.Scan.Stamp != StampCheck.Ok) return new(facts, -1, ReviewOfStamp(inputs.Scan.Stamp));

        var row = inputs.Policy.Decide(facts);
        if (row < 0) return new(facts, -1, Review(Priority.P3, NoRow, "No row of the policy matches; a person must look at it."));
        var then = inputs.Policy.Rows[row].Then;
        var decision = then.Outcome switch
        {
            Outcome.Duplicate => Duplicate(inputs, inputs.Policy.Rows[row]),
            Outcome.Review => Review(then.Priority ?? Priority.P3, inputs.Policy.Rows[row].Id, Sentences.Review(inputs.Policy.Rows[row], facts)),
            _ => Work(
                inputs, inputs.Policy.Rows[row], facts, staffing,
                then.Parts is { } own ? PartsCheck.Of(own, stock, inputs.Scan.ReceivedAt, FreshStock(policy)) : parts, job, explain),
        };
        return new(facts, row, decision);
    }

    /// <summary>The parts that the job takes; the decision looks at their stock, and at that of <see cref="CompiledPolicy.FixedParts"/>.</summary>
    public static ImmutableArray<PartNeed> NeededParts(CompiledPolicy policy, AssetProfile profile, ScanType type, string? failureMode) =>
        policy.Policy.Parts.Need ?? JobFor(profile, type, failureMode).Parts;

    /// <summary>What the work order says in one line.</summary>
    public static string Title(RoutingInputs inputs, NewWork work) => Sentences.Title(inputs, work);

    private static RoutingDecision ReviewOfStamp(StampCheck stamp) => stamp == StampCheck.InFuture
        ? Review(Priority.P3, StampInFuture, "The scan's time stamp lies in the future; check the device's clock.")
        : Review(Priority.P3, StampTooOld, "The scan is older than the 7 days a device may keep it; a person must look at it.");

    private static RoutingDecision Review(Priority priority, string row, string reason) =>
        new() { Outcome = Outcome.Review, Priority = priority, RowId = row, Reason = reason };

    private static RoutingDecision Duplicate(RoutingInputs inputs, PolicyRow row)
    {
        var (history, scan) = (inputs.History, inputs.Scan);
        var of = row.Then.DuplicateOf ?? DuplicateOf.LastScan;
        var last = of == DuplicateOf.LastScan ? history.Last(scan.Type, scan.FailureMode) : null;
        var pointsTo = of switch
        {
            DuplicateOf.LastScan => last?.WorkOrder,
            DuplicateOf.SameFaultOpen => history.SameFaultOpen(scan.FailureMode)?.Ref,
            DuplicateOf.OpenPm => history.FirstOpen(WorkKind.Preventive)?.Ref,
            DuplicateOf.OpenInspection => history.FirstOpen(WorkKind.Inspection)?.Ref,
            _ => history.FirstOpen(WorkKind.Corrective)?.Ref,
        };
        // The row may ask for something else than for what it points to. A duplicate of nothing would end here, and nobody would know.
        if (pointsTo is null && last is null) return Review(Priority.P3, row.Id, Sentences.DuplicateOfNothing(row, of));
        return new()
        {
            Outcome = Outcome.Duplicate,
            RowId = row.Id,
            DuplicateOf = of,
            DuplicateScanId = last?.ScanId,
            PointsTo = pointsTo,
            Reason = Sentences.Duplicate(of, pointsTo),
        };
    }

    private static RoutingDecision Work(
        RoutingInputs inputs, PolicyRow row, Facts facts, Staffing staffing, PartsCheck check, JobNeed job, bool explain)
    {
        var then = row.Then;
        var priority = then.Priority ?? Priority.P3;
        var kind = KindOf(then.Outcome, inputs.Scan.Type);
        var takesParts = then.Outcome is not (Outcome.WarrantyClaim or Outcome.InspectionWo) || then.Parts is not null;
        var reservation = takesParts ? check.Reserve(priority, inputs.Policy.Policy.Parts) : null;
        // What the policy sends to a crew although its parts cannot be had would be work that nobody can do.
        var stuck = reservation is NotReserved
            && then.Outcome is (Outcome.CorrectiveWo or Outcome.PreventivePm)
            && check.Parts is (PartsFact.Short or PartsFact.BelowSafety);
        var outcome = stuck ? Outcome.PartsPending : then.Outcome;
        var waits = outcome == Outcome.PartsPending;
        var vendor = outcome == Outcome.WarrantyClaim ? inputs.Profile.Vendor ?? "the manufacturer" : null;
        var assignment = waits ? new Assignment(null, null, null, "waits for parts", [])
            : vendor is not null ? new Assignment(null, null, null, $"warranty: {vendor}", [])
            : staffing.Assign(then, explain);
        var plan = FoldedPlan(inputs, facts, kind, outcome);
        var work = new NewWork
        {
            Kind = kind,
            State = waits ? WorkOrderState.WaitingParts : assignment.Technician is null ? WorkOrderState.Open : WorkOrderState.Assigned,
            Assignment = assignment,
            Vendor = vendor,
            Parts = waits ? WaitingFor(check, reservation) : reservation?.Lines ?? [],
            Response = inputs.Policy.Policy.ResponseFor(inputs.Profile.SiteId, priority) is { } rule
                ? ResponseClock.Compute(rule, inputs.Site.Calendar, inputs.Scan.ReceivedAt) : null,
            Minutes = kind == WorkKind.Inspection ? InspectionMinutes : (job.Minutes ?? inputs.Profile.EstimatedMinutes) + (plan?.Job.Minutes ?? 0),
            FoldsPm = plan?.Next,
        };
        return new()
        {
            Outcome = outcome,
            Priority = priority,
            RowId = row.Id,
            Work = work,
            Reason = Sentences.Work(outcome, priority, row, facts, work),
        };
    }

    /// <summary>The plan of the PM that a repair does as well: its window is open, and nobody is at it yet.</summary>
    private static PreventivePlan? FoldedPlan(RoutingInputs inputs, Facts facts, WorkKind kind, Outcome outcome)
    {
        if (!inputs.FoldsPm || kind != WorkKind.Corrective || outcome == Outcome.WarrantyClaim || inputs.Profile.Preventive is not { } plan) return null;
        if (facts[Fact.PmDueIn] == Facts.Unknown || facts[Fact.OpenPm] != 0) return null;
        var days = facts[Fact.PmDueIn] / 1_440;
        return days <= plan.WindowDaysBefore && days >= -plan.WindowDaysAfter ? plan : null;
    }

    private static ImmutableArray<PartLine> WaitingFor(PartsCheck check, Reservation? reservation) => reservation is NotReserved missing
        ? missing.Lines
        : [.. check.Standings.Select(s => new PartLine(s.Need.PartId, s.Need.Quantity, PartState.Short, s.MissingEta))];

    private static WorkKind KindOf(Outcome outcome, ScanType type) => outcome switch
    {
        Outcome.CorrectiveWo or Outcome.WarrantyClaim => WorkKind.Corrective,
        Outcome.PreventivePm => WorkKind.Preventive,
        Outcome.InspectionWo => WorkKind.Inspection,
        _ => type switch
        {
            ScanType.Corrective => WorkKind.Corrective,
            ScanType.Preventive => WorkKind.Preventive,
            _ => WorkKind.Inspection,
        },
    };

    /// <summary>What the job takes: a repair by failure mode (<c>*</c> for those not named), else the preventive plan's.</summary>
    private static JobNeed JobFor(AssetProfile profile, ScanType type, string? failureMode)
    {
        if (type != ScanType.Corrective) return profile.Preventive?.Job ?? NothingNeeded;
        if (failureMode is not null && profile.Repairs.TryGetValue(failureMode, out var named)) return named;
        return profile.Repairs.TryGetValue("*", out var any) ? any : NothingNeeded;
    }

    private static JobNeed NothingNeeded { get; } = new([]);

    private static long? FreshStock(Policy.Policy policy) => policy.FreshMinutes.TryGetValue("stock", out var minutes) ? minutes : null;
}

/// <summary>A decision with the facts and the row it came from.</summary>
/// <param name="Row">Index of the policy's row; -1 where a rule before the table decided.</param>
public sealed record RoutingTrace(Facts Facts, int Row, RoutingDecision Decision);
