using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;

namespace Scanward.Routing;

/// <summary>What many decisions have in common, named by content address; stored once and numbered by the store.</summary>
/// <param name="Engine">Version of the rules that are written in code.</param>
/// <param name="TimeZoneData">Version of the IANA time zone data.</param>
public sealed record DecisionContext(string Engine, string PolicyHash, string SiteHash, string RosterHash, string TimeZoneData)
{
    /// <summary>Grows when the same inputs could give another decision.</summary>
    public static string CurrentEngine { get; } = RoutingInputs.CurrentEngine.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string CurrentTimeZoneData => DateTimeZoneProviders.Tzdb.VersionId;

    public static DecisionContext Of(RoutingInputs inputs) => Of(inputs.Policy, inputs.Site);

    public static DecisionContext Of(CompiledPolicy policy, SiteGround site) => new(CurrentEngine, policy.Hash, site.SiteHash, site.RosterHash, CurrentTimeZoneData);
}

/// <summary>
/// What is stored of a decision beside its <see cref="DecisionContext"/>: all its inputs, and a digest of its result, so that it can be decided again
/// with the same result (I10) and be explained by doing so.
/// </summary>
public sealed record DecisionRecord
{
    private const byte Version = 3;

    private const int DigestBytes = 16;

    [ThreadStatic]
    private static CompactWriter? writer;

    public required int ProfileRevision { get; init; }

    public required Instant ProfileAsOf { get; init; }

    public required RoutedScan Scan { get; init; }

    public required AssetHistory History { get; init; }

    public required ImmutableArray<Stock> Stock { get; init; }

    /// <summary>By the technician's place in the roster.</summary>
    public required ImmutableArray<(int Technician, int Minutes, Instant? LastAssignedAt)> Loads { get; init; }

    public required int PositionInBatch { get; init; }

    /// <summary>Null where the policy's table decided.</summary>
    public OrderedWork? Ordered { get; init; }

    /// <summary>The first 16 bytes of the SHA-256 of the result's JSON (<see cref="DecisionJson"/>).</summary>
    public required ImmutableArray<byte> Digest { get; init; }

    /// <summary>The first 16 bytes of the SHA-256 of the result's JSON.</summary>
    public static byte[] DigestOf(RoutingDecision decision) => SHA256.HashData(DecisionJson.Write(decision))[..DigestBytes];

    /// <summary>Whether deciding again gave what had been decided then.</summary>
    public bool Is(RoutingDecision decision) => Digest.AsSpan().SequenceEqual(DigestOf(decision));

    /// <summary>The bytes that <see cref="Read"/> takes.</summary>
    public static byte[] Write(RoutingInputs inputs, RoutingDecision decision)
    {
        var to = writer ??= new();
        to.Clear();
        to.Unsigned(Version);
        to.Number(inputs.Profile.Revision);
        to.Number(inputs.PositionInBatch);
        Write(to, inputs.Scan);
        to.Time(inputs.ProfileAsOf);
        to.Unsigned(inputs.Ordered is null ? 0u : 1u);
        if (inputs.Ordered is { } ordered)
        {
            to.Unsigned((ulong)ordered.Outcome);
            to.Unsigned((ulong)ordered.Priority);
        }

        AssetHistoryCodec.Write(to, inputs.History, withOperators: false);
        to.Unsigned((ulong)inputs.Stock.Length);
        foreach (var stock in inputs.Stock) Write(to, stock);
        WriteLoads(to, inputs);
        to.Bytes(DigestOf(decision));
        return to.Written.ToArray();
    }

    /// <exception cref="FormatException">The bytes are not a stored record.</exception>
    public static DecisionRecord Read(ReadOnlySpan<byte> bytes)
    {
        var from = new CompactReader(bytes);
        if (from.Unsigned() is not Version and var version) throw new FormatException($"A decision's record of version {version} is not known here.");
        var (revision, position) = (from.Int(), from.Int());
        var scan = ReadScan(ref from);
        var asOf = from.Time();
        var ordered = from.Unsigned() == 0 ? null : new OrderedWork((Outcome)from.Unsigned(), (Priority)from.Unsigned());
        var history = AssetHistoryCodec.Read(ref from, withOperators: false);
        var stock = ImmutableArray.CreateBuilder<Stock>();
        for (var i = from.Unsigned(); i > 0; i--) stock.Add(ReadStock(ref from));
        var loads = ImmutableArray.CreateBuilder<(int, int, Instant?)>();
        for (var i = from.Unsigned(); i > 0; i = from.Unsigned()) loads.Add(((int)i - 1, (int)from.Unsigned(), from.TimeOrNull()));
        return new()
        {
            ProfileRevision = revision,
            PositionInBatch = position,
            Scan = scan,
            ProfileAsOf = asOf,
            Ordered = ordered,
            History = history,
            Stock = stock.DrainToImmutable(),
            Loads = loads.DrainToImmutable(),
            Digest = [.. from.Bytes()],
        };
    }

    /// <summary>The inputs again, with what the record only names.</summary>
    public RoutingInputs Inputs(AssetProfile profile, SiteGround site, CompiledPolicy policy) => new()
    {
        Scan = Scan,
        Profile = profile,
        ProfileAsOf = ProfileAsOf,
        History = History,
        Stock = Stock,
        Loads = Loads.ToFrozenDictionary(
            l => site.Roster.Technicians[l.Technician].TechnicianId,
            l => new TechnicianLoad(site.Roster.Technicians[l.Technician].TechnicianId, l.Minutes, l.LastAssignedAt)),
        Site = site,
        Policy = policy,
        Ordered = Ordered,
        PositionInBatch = PositionInBatch,
    };

    private static void Write(CompactWriter to, RoutedScan scan)
    {
        to.Unsigned((ulong)scan.Type);
        to.Text(scan.FailureMode);
        to.Time(scan.ReceivedAt);
        to.Time(scan.OccurredAt);
        to.Unsigned((ulong)scan.Stamp);
        to.Unsigned(scan.Location is { } location ? (ulong)location : 0);
        to.Text(scan.OperatorRole);
        to.Unsigned((ulong)scan.Readings.Length);
        foreach (var reading in scan.Readings)
        {
            to.Text(reading.Meter);
            to.Decimal(reading.Value);
        }
    }

    private static RoutedScan ReadScan(ref CompactReader from)
    {
        var scan = new RoutedScan
        {
            Type = (ScanType)from.Unsigned(),
            FailureMode = from.TextOrNull(),
            ReceivedAt = from.Time(),
            OccurredAt = from.Time(),
            Stamp = (StampCheck)from.Unsigned(),
            Location = from.Unsigned() is > 0 and var location ? (LocationFact)location : null,
            OperatorRole = from.TextOrNull(),
        };
        var readings = ImmutableArray.CreateBuilder<MeterReading>();
        for (var i = from.Unsigned(); i > 0; i--) readings.Add(new(from.Text(), from.Decimal()));
        return scan with { Readings = readings.DrainToImmutable() };
    }

    private static void Write(CompactWriter to, Stock stock)
    {
        to.Text(stock.SiteId);
        to.Text(stock.PartId);
        to.Number(stock.OnHand);
        to.Number(stock.Reserved);
        to.Number(stock.OnOrder);
        to.Number(stock.SafetyStock);
        to.Number((long?)stock.ReorderPoint);
        to.Number((long?)stock.ReorderQuantity);
        to.Number((long?)stock.LeadTimeDays);
        to.Time(stock.Eta);
        to.Time(stock.AsOf);
    }

    private static Stock ReadStock(ref CompactReader from) => new()
    {
        SiteId = from.Text(),
        PartId = from.Text(),
        OnHand = from.Int(),
        Reserved = from.Int(),
        OnOrder = from.Int(),
        SafetyStock = from.Int(),
        ReorderPoint = from.IntOrNull(),
        ReorderQuantity = from.IntOrNull(),
        LeadTimeDays = from.IntOrNull(),
        Eta = from.TimeOrNull(),
        AsOf = from.Time(),
    };

    /// <summary>Only the loads that can make a difference: who lacks a skill that the policy asks for is not chosen, whatever the load.</summary>
    private static void WriteLoads(CompactWriter to, RoutingInputs inputs)
    {
        var technicians = inputs.Site.Roster.Technicians;
        var candidates = inputs.Site.Candidates(inputs.Policy.Policy.Assign, inputs.Profile.Skills);
        foreach (var i in candidates)
        {
            if (!inputs.Loads.TryGetValue(technicians[i].TechnicianId, out var load)) continue;
            to.Unsigned((ulong)i + 1);
            to.Unsigned((ulong)load.Minutes);
            to.Time(load.LastAssignedAt);
        }

        to.Unsigned(0); // after the last
    }
}
