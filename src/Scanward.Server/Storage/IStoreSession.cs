using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <summary>
/// The store as one writer sees it: one transaction at a time, set-based, so that a dialect with a network between pays for a batch and not
/// for a scan. Implemented once a dialect; nothing in the signatures belongs to one. Used by one thread at a time.
/// </summary>
internal interface IStoreSession : IDisposable
{
    void Begin();

    /// <summary>Others see what was written when it returns; it is durable after the next <see cref="Flush"/>.</summary>
    void Commit();

    /// <summary>Returns when all that was committed before the call is durable. For any thread.</summary>
    /// <exception cref="StoreException">The store is broken.</exception>
    void Flush();

    /// <summary>Undoes what was not committed; harmless when nothing is open.</summary>
    void Rollback();

    /// <summary>Housekeeping behind the commits: what is due, or, while there is nothing to write, all that there is.</summary>
    /// <returns>Whether it is to be called again when there is nothing to write.</returns>
    /// <exception cref="StoreException">The store is broken.</exception>
    bool Tidy(bool idle);

    /// <summary>Begins a copy of the store in a file that is not there yet. Outside of transactions.</summary>
    /// <exception cref="StoreException">The copy cannot be written there.</exception>
    IStoreCopy BeginCopy(string path);

    /// <summary>The largest id ever given out, so that ids go on from there.</summary>
    long LastId();

    // The routing desk

    /// <summary>Claims the keys that were never seen, each named once; returns what the others were answered with.</summary>
    Dictionary<ScopedKey, StoredAnswer> ClaimKeys(IReadOnlyList<KeyClaim> claims);

    /// <summary>What the key was answered with; null where it was never seen.</summary>
    StoredAnswer? FindKey(ScopedKey key);

    /// <summary>Whether the key was claimed so lately that only the session finds it. For any thread.</summary>
    bool IsRecentKey(ScopedKey key);

    /// <summary>Assets without a past are missing.</summary>
    Dictionary<long, AssetHistory> ReadHistories(IReadOnlyCollection<long> assetNos);

    /// <summary>Parts that the site does not stock are missing. Figures that this store itself owns are as of <paramref name="now"/>.</summary>
    Dictionary<(int SiteNo, string PartId), Stock> ReadStock(IReadOnlyCollection<(int SiteNo, string PartId)> parts, Instant now);

    ImmutableArray<TechnicianLoad> ReadLoads(int siteNo);

    /// <summary>The parts of the site whose replenishment is open or ordered.</summary>
    HashSet<string> ReadOpenReplenishments(int siteNo);

    long ReadLastWorkOrder(int siteNo);

    void Write(DeskWrites writes);

    // Dead letters and scans that wait for their asset

    /// <summary>Keeps a refused payload and returns its id; the same payload again counts up and keeps its id.</summary>
    long Keep(DeadLetterRow deadLetter);

    /// <summary>Ends a scan that waited for its asset in vain.</summary>
    void GiveUp(long scanId, ScanStatus status, int answerStatus, byte[] ack);

    void Reschedule(ResolvingRow row);

    void SetDeadLetterState(long deadLetterId, int state, Instant at);

    // Retention

    /// <summary>Looks at the next keys after <paramref name="after"/> and forgets those claimed before the instant. Returns where to go on; the default at the end.</summary>
    ScopedKey ForgetKeys(ScopedKey after, int most, Instant claimedBefore);

    /// <summary>Forgets where the next scans after the id were made, of those received before the instant. Returns where to go on.</summary>
    long ForgetGeolocations(long afterScanId, int most, Instant receivedBefore);

    /// <summary>Looks at the next dead letters after the id and deletes those that were closed before the instant. Returns where to go on; 0 at the end.</summary>
    long ForgetDeadLetters(long after, int most, Instant closedBefore);

    /// <summary>
    /// Looks at the next scans after the id, of those received before the instant, and deletes each with its decisions and its work order, unless that is open or the scan has no
    /// final answer. Returns where to go on; 0 at the end.
    /// </summary>
    long ForgetScans(long after, int most, Instant receivedBefore);

    // The registry

    int SaveSite(Site site, Roster roster, Instant at);

    void SavePart(string partId, string name, string unit);

    /// <summary>Creates or replaces; unchanged profiles are left alone. Returns what became of it.</summary>
    AssetSaved SaveAsset(int siteNo, AssetProfile profile, IReadOnlyCollection<AssetTag> tags, AssetHistory? history, Instant at);

    /// <summary>Sets what the registry owns of a stock (not what is reserved).</summary>
    void SaveStock(int siteNo, Stock stock);

    void SaveContent(string hash, string kind, byte[] body, Instant at);

    long SaveDeviceKey(int siteNo, string name, byte[] keyHash, Instant at);

    // Work orders

    /// <summary>Moves a work order on, with all that depends on it: reservations, the technician's load, the asset's history. False when it is not in one of the states it may come from.</summary>
    bool Finish(long workOrderId, WorkOrderState to, Instant at);
}

/// <param name="Key">What the registry looks up (<c>Tag.Key</c>).</param>
/// <param name="Raw">As the plant file spells it.</param>
internal readonly record struct AssetTag(string Key, string Raw);

/// <param name="AssetNo">The store's number of the asset.</param>
internal readonly record struct AssetSaved(long AssetNo, bool Changed);
