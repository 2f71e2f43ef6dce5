using System.Collections.Immutable;
using NodaTime;
using Scanward.Dispatch;

using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Parts;
using Scanward.Routing.Policy;
using Scanward.Resolution;
using Scanward.Server.Dispatch;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Routing;

/// <summary>
/// What the scans of one batch have in common: the facts they read, loaded once for just these assets, parts and crews, and carried on from scan to scan,
/// and the writes that come of it.
/// </summary>
internal sealed class DeskBatch
{
    private readonly Sites sites;
    private readonly ActivePolicy policy;
    private readonly IdSequence ids;
    private readonly Outbox outbox;
    private readonly Dictionary<long, AssetHistory> histories;
    private readonly Dictionary<(int SiteNo, string PartId), Stock> stock;
    private readonly Dictionary<int, SiteState> siteStates = [];
    private readonly ImmutableArray<PartNeed>[] needs; // by position
    private readonly IStoreSession session;

    public DeskBatch(IStoreSession session, Sites sites, ActivePolicy policy, IdSequence ids, Outbox outbox, List<ScanItem> items)
    {
        this.session = session;
        this.sites = sites;
        this.policy = policy;
        this.ids = ids;
        this.outbox = outbox;
        var now = items.Max(i => i.ReceivedAt); // not the last one's: a scan whose asset was long in coming keeps the time of its receipt
        var assetNos = new HashSet<long>();
        var parts = new HashSet<(int, string)>();
        needs = new ImmutableArray<PartNeed>[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Resolved is not { } resolved) continue;
            var siteNo = items[i].Caller.SiteNo;
            assetNos.Add(resolved.AssetNo);
            needs[i] = Router.NeededParts(policy.Compiled, resolved.Profile, resolved.Scan.Type, resolved.Scan.FailureMode);
            foreach (var need in needs[i]) parts.Add((siteNo, need.PartId));
            foreach (var partId in policy.Compiled.FixedParts) parts.Add((siteNo, partId));
            if (!siteStates.ContainsKey(siteNo)) siteStates.Add(siteNo, SiteState.Read(session, siteNo, sites[siteNo], policy.Compiled));
        }

        histories = session.ReadHistories(assetNos);
        stock = session.ReadStock(parts, now);
    }

    public DeskWrites Writes { get; } = new();

    /// <summary>Decides one scan and takes its effects into account for those that follow.</summary>
    public DeskAnswer Route(ScanItem item, int position) => item.Resolved is null ? Park(item) : Decide(item, position);

    private DeskAnswer Decide(ScanItem item, int position)
    {
        var (scan, siteNo) = (item.Resolved!, item.Caller.SiteNo);
        var site = siteStates[siteNo];
        var ground = sites[siteNo];
        var scanId = item.ScanId;
        var history = histories.GetValueOrDefault(scan.AssetNo, AssetHistory.None);
        var inputs = new RoutingInputs
        {
            Scan = RoutedScan.Of(scan, ground, item.FirstReceivedAt, item.ReceivedAt),
            Profile = scan.Profile,
            ProfileAsOf = scan.ProfileAsOf,
            History = history.AskedBy(scan.Scan.Type, scan.Scan.FailureMode),
            Stock = StockFor(siteNo, needs[position]),
            Loads = site.Loads,
            Site = ground,
            Policy = policy.Compiled,
            Ordered = item.Ordered,
            PositionInBatch = position,
        };
        var decision = item.Decision = Router.Decide(inputs);
        var record = DecisionRecord.Write(inputs, decision); // before its effects, which the inputs would show
        OpenWork? opened = decision.Work is { } work ? Open(item, inputs, decision, work, scanId) : null;
        var lastScan = new LastScan(scan.Scan.Type, scan.Scan.FailureMode, inputs.Scan.OccurredAt, scanId, opened?.Ref, OperatorMark.Of(scan.Scan.OperatorId));
        var reviewOfStamp = inputs.Scan.Stamp != StampCheck.Ok;
        if (!reviewOfStamp)
        {
            var scanned = new HistoryChange.Scanned(lastScan, decision.Outcome == Outcome.Duplicate, opened?.Kind, scan.Scan.Readings, decision.Work?.FoldsPm is not null);
            Writes.HistoryChanges.Add((scan.AssetNo, scanned));
            histories[scan.AssetNo] = Writes.Histories[scan.AssetNo] = history.After(scanned);
        }

        var workOrder = opened?.Ref ?? decision.PointsTo;
        var repeat = item.Repeat = Repeats.Of(inputs, decision, scan.Scan.OperatorId);
        var about = opened is not null || repeat is not null ? workOrder?.Id : null;
        Writes.WorkOrderScans.Add(new(scan.AssetNo, about ?? WorkOrderScanRow.NoWorkOrder, scanId, repeat, scan.Scan.OperatorId, item.ReceivedAt, Late: item.StoredScanId is not null));
        var ack = ScanAck.Write(scanId, decision, workOrder, repeat, HeldBy(scan.Scan.OperatorId, ground, history), scan.Caveat);
        var answer = new Answered(scanId, ScanAck.HttpStatus(decision), ack, workOrder?.Id, Replayed: false);
        Writes.Scans.Add(Row(item, scanId, inputs.Scan.OccurredAt, ScanAck.StatusOf(decision), answer, scan.AssetNo));
        Writes.Decisions.Add(new(
            scanId, scanId, siteNo, scan.AssetNo, DecisionCause.Scan, item.ReceivedAt, site.Context, decision, workOrder?.Id, record));
        if (item.StoredScanId is not null) Writes.Resolved.Add(scanId);
        return answer;
    }

    /// <summary>The open work order of the asset that the person who scans it holds: that is what she is there for.</summary>
    private StoredWorkOrder? HeldBy(string operatorId, SiteGround ground, AssetHistory history)
    {
        if (history.Open.IsEmpty || ground.RoleOf(operatorId) is null) return null;
        foreach (var open in history.Open)
        {
            if (session.ReadWorkOrder(open.Ref.Id) is { } work && work.TechnicianId == operatorId && work.State.IsOpen()) return work;
        }

        return null;
    }

    private OpenWork Open(ScanItem item, RoutingInputs inputs, RoutingDecision decision, NewWork work, long scanId)
    {
        var siteNo = item.Caller.SiteNo;
        var site = siteStates[siteNo];
        var id = ids.Next();
        var number = ++site.LastNumber;
        Writes.LastNumbers[siteNo] = number;
        var opened = new OpenWork(work.Kind, inputs.Scan.FailureMode, new(id, site.NumberPrefix, number), inputs.Scan.OccurredAt);
        Writes.WorkOrders.Add(new WorkOrderRow
        {
            WorkOrderId = id,
            SiteNo = siteNo,
            Number = number,
            Kind = work.Kind,
            State = work.State,
            AssetNo = item.Resolved!.AssetNo,
            Title = Router.Title(inputs, work),
            FailureMode = inputs.Scan.FailureMode,
            Decision = decision,
            ScanId = scanId,
            DecisionId = scanId,
            OpenedAt = item.ReceivedAt,
            PmDue = work.FoldsPm ?? (work.Kind == WorkKind.Preventive ? item.Resolved!.Profile.Preventive?.Next : null),
        });
        if (outbox.Created(sites[siteNo].Site.SiteId, siteNo, id, decision.Priority!.Value, item.ReceivedAt) is { } message) Writes.Messages.Add(message);
        else Writes.Dispatches.Add(new(id, Wire.Name(DispatchOperation.Create), 1, EmbeddedConnector.Name, opened.Ref.Number, item.ReceivedAt));
        Reserve(siteNo, site, work, id, item.ReceivedAt);
        if (work.Assignment.Technician is { } technician) Writes.Loads[(siteNo, technician)] = site.Assign(siteNo, technician, work.Minutes, item.ReceivedAt);
        return opened;
    }

    private void Reserve(int siteNo, SiteState site, NewWork work, long workOrderId, Instant now)
    {
        foreach (var line in work.Parts)
        {
            if (!stock.TryGetValue((siteNo, line.Part), out var before)) continue;
            var after = line.State == PartState.Reserved ? before with { Reserved = before.Reserved + line.Quantity } : before;
            if (after != before)
            {
                stock[(siteNo, line.Part)] = after;
                Writes.Stock[(siteNo, line.Part)] = after;
                Writes.Moves.Add(new(ids.Next(), siteNo, line.Part, StockMove.Reserve(line.Quantity), now) { WorkOrderId = workOrderId });
            }

            if (Replenishment.Due(after, site.OpenReplenishments.Contains(line.Part), now) is not { } order) continue;
            site.OpenReplenishments.Add(line.Part);
            Writes.Replenishments.Add(new(ids.Next(), siteNo, line.Part, order.Quantity, now, order.Eta, workOrderId));
        }
    }

    private DeskAnswer Park(ScanItem item)
    {
        var scanId = item.ScanId;
        var waiting = item.Waiting!;
        var answer = new Answered(scanId, StatusCodes.Status202Accepted, ScanAck.WriteResolving(scanId, waiting.Why), null, Replayed: false);
        Writes.Scans.Add(Row(item, scanId, item.ReceivedAt, ScanStatus.Resolving, answer, null));
        Writes.Resolving.Add(new(scanId, item.Caller.SiteNo, waiting.Payload, item.ReceivedAt, item.Caller.DeviceKey, 1, waiting.DueAt, FailedAttempts.Add(FailedAttempts.None, item.ReceivedAt, waiting.Why)));
        return answer;
    }

    private static ScanRow Row(ScanItem item, long scanId, Instant occurredAt, ScanStatus status, Answered answer, long? assetNo) => new()
    {
        ScanId = scanId,
        SiteNo = item.Caller.SiteNo,
        AssetNo = assetNo,
        Scan = item.Scan,
        ReceivedAt = item.ReceivedAt,
        OccurredAt = occurredAt,
        DeviceKey = item.Caller.DeviceKey,
        Status = status,
        AnswerStatus = answer.Status,
        Ack = answer.Ack,
        First = item.StoredScanId is null,
    };

    private ImmutableArray<Stock> StockFor(int siteNo, ImmutableArray<PartNeed> needed)
    {
        if (needed.IsEmpty && policy.Compiled.FixedParts.IsEmpty) return [];
        var found = ImmutableArray.CreateBuilder<Stock>();
        void Add(string partId)
        {
            if (stock.TryGetValue((siteNo, partId), out var one) && !found.Contains(one)) found.Add(one);
        }

        foreach (var need in needed) Add(need.PartId);
        foreach (var partId in policy.Compiled.FixedParts) Add(partId);
        return found.DrainToImmutable();
    }

    /// <summary>What changes at one site from scan to scan.</summary>
    private sealed class SiteState
    {
        private readonly Dictionary<string, TechnicianLoad> loads;

        private SiteState(IEnumerable<TechnicianLoad> loads, HashSet<string> openReplenishments, long lastNumber, string numberPrefix, DecisionContext context)
        {
            this.loads = loads.ToDictionary(l => l.TechnicianId);
            OpenReplenishments = openReplenishments;
            LastNumber = lastNumber;
            NumberPrefix = numberPrefix;
            Context = context;
        }

        public IReadOnlyDictionary<string, TechnicianLoad> Loads => loads;

        public HashSet<string> OpenReplenishments { get; }

        public long LastNumber { get; set; }

        public string NumberPrefix { get; }

        public DecisionContext Context { get; }

        public static SiteState Read(IStoreSession session, int siteNo, SiteGround ground, CompiledPolicy policy) => new(
            session.ReadLoads(siteNo), session.ReadOpenReplenishments(siteNo), session.ReadLastWorkOrder(siteNo), WorkOrderRef.PrefixOf(ground.Site.Code),
            DecisionContext.Of(policy, ground));

        public SiteLoad Assign(int siteNo, string technicianId, int minutes, Instant now)
        {
            var load = loads.TryGetValue(technicianId, out var before) ? before with { Minutes = before.Minutes + minutes, LastAssignedAt = now } : new(technicianId, minutes, now);
            loads[technicianId] = load;
            return new(siteNo, technicianId, load.Minutes, now);
        }
    }
}
