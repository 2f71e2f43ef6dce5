using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Routing;
using Scanward.Routing.Crews;

namespace Scanward.Server.Storage;

/// <summary>
/// The store as one writer sees it: one transaction at a time, set-based, so that a dialect with a network between pays for a batch and not
/// for a scan. Implemented once a dialect; nothing in the signatures belongs to one. Used by one thread at a time.
/// </summary>
internal interface IStoreSession : IOutboxSession, IMirrorSession, IPeopleSession, IDeviceSession, IDisposable
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

    /// <summary>Closes a dead letter; false where it was closed before.</summary>
    bool CloseDeadLetter(long deadLetterId, DeadLetterState state, Instant at, string by, string? reason, long? scanId);

    /// <summary>Notes that a dead letter was tried in vain; false where it is closed by now.</summary>
    bool NoteAttempt(long deadLetterId, string attempts, Instant at);

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
    AssetSaved SaveAsset(int siteNo, AssetProfile profile, IReadOnlyCollection<AssetTag> tags, AssetHistory? history, Instant at, TagChange why);

    /// <summary>What failed before a new asset came to the registry, oldest first.</summary>
    void SavePastFailures(long assetNo, IReadOnlyList<PastFailure> failures);

    /// <summary>The site with its crews and technicians.</summary>
    (Site Site, Roster Roster) ReadSite(int siteNo);

    PartDefinition? ReadPart(string partId);

    StoredAsset? FindAsset(int siteNo, string assetId);

    /// <summary>Id of the asset that wears the tag.</summary>
    string? FindTag(int siteNo, string tagKey);

    // Blank labels

    /// <summary>Notes that tags are printed; returns the batch's number.</summary>
    long SaveBlankBatch(BlankBatchRow batch);

    /// <summary>Notes one of them. False, and nothing is done, where such a tag was printed before, or is or was an asset's, at any site.</summary>
    bool SaveBlankTag(long batchId, string tagKey);

    /// <summary>Takes an asset out of use: it is found no more, and wears no tags.</summary>
    void RetireAsset(int siteNo, long assetNo, Instant at, TagChange why);

    AssetProfile? ReadProfile(long assetNo);

    /// <summary>Saves the next revision of an asset's profile; the one before is kept.</summary>
    void SaveProfile(long assetNo, AssetProfile profile, Instant at);

    /// <summary>Sets what the registry owns of a stock (not what is reserved); where more or less is on hand than was known, the ledger has a move of it.</summary>
    void SaveStock(int siteNo, Stock stock, long moveId, Instant at);

    /// <summary>The site stocks the part no more; its ledger stays.</summary>
    void DeleteStock(int siteNo, string partId);

    /// <summary>Takes the site out of use; <see cref="SaveSite"/> brings it back.</summary>
    void RetireSite(int siteNo, Instant at);

    SiteNeeds WhatNeedsSite(int siteNo, Instant now);

    /// <summary>Numbers of open work orders that the technician, or the crew, has; the other is null.</summary>
    List<string> OpenWorkOf(int siteNo, string? technicianId, string? crewId, int most);

    void SaveContent(string hash, string kind, byte[] body, Instant at);

    // Keys and the audit log

    /// <summary>Makes a key that has no secret yet; returns its id.</summary>
    long SaveKey(KeyRow key, Instant at, string by);

    StoredKey? ReadKey(long keyId);

    /// <summary>Gives a key a new secret; those it has end no later than told. Of very many the oldest are forgotten.</summary>
    void SaveSecret(long keyId, byte[] hash, Instant at, Instant olderEndAt);

    /// <summary>False where it was revoked before.</summary>
    bool RevokeKey(long keyId, Instant at, string by);

    void NoteKeyUse(long keyId, Instant at);

    /// <summary>Counts a scan that a revoked key hands in; false where it has handed in so many already.</summary>
    bool CountQuarantined(long keyId, int most);

    /// <summary>Appends to the audit log, in the transaction of the change that it tells of. Returns the row's number.</summary>
    long Audit(AuditEntry entry);

    /// <summary>Id of what was last changed of the kind; null where nothing was.</summary>
    string? LastAudited(string entity);

    // Work orders

    StoredWorkOrder? ReadWorkOrder(long workOrderId);

    List<StoredPart> ReadWorkOrderParts(long workOrderId);

    /// <summary>Saves what can change of a work order, and appends what happened to it.</summary>
    void SaveWorkOrder(StoredWorkOrder work, WorkOrderEventRow happened);

    void SaveWorkOrderPart(int siteNo, long workOrderId, StoredPart part);

    /// <summary>Sets the parts of a work order that has used none yet.</summary>
    void ReplaceWorkOrderParts(int siteNo, long workOrderId, IEnumerable<StoredPart> parts);

    /// <summary>Adds to the minutes that a technician carries, or takes from them.</summary>
    void AddLoad(int siteNo, string technicianId, int minutes, Instant? assignedAt);

    void SaveHistory(long assetNo, HistoryChange change, AssetHistory after);

    /// <summary>Work orders that wait for the part, most urgent first, oldest first within.</summary>
    List<WaitingWork> ReadWaiting(int siteNo, string partId, WaitingFrom after, int most);

    /// <summary>What a work order that was routed again changes.</summary>
    void WriteDecision(DecisionRow decision);

    // Stock

    /// <summary>Moves stock; what comes to be available is noted until <see cref="Rechecked"/>. False, and nothing is changed, where the stock would not allow it.</summary>
    bool Move(StockMoveRow move);

    /// <summary>The move that booked the reference; null where it was never booked.</summary>
    long? FindMove(int siteNo, string partId, StockMoveKind kind, string reference);

    /// <summary>Whatever waited for the part has been routed again.</summary>
    void Rechecked(int siteNo, string partId);

    StoredReplenishment? FindReplenishment(long replenishmentId);

    void SaveReplenishment(StoredReplenishment replenishment);

    void SaveOnOrder(int siteNo, string partId, int onOrder, Instant? eta);

    /// <summary>Saves a transfer as it is sent, or as it is received.</summary>
    void SaveTransfer(StoredTransfer transfer);

    StoredTransfer? FindTransfer(long transferId);
}

/// <param name="Key">What the registry looks up (<c>Tag.Key</c>).</param>
/// <param name="Raw">As the plant file spells it.</param>
internal readonly record struct AssetTag(string Key, string Raw);

/// <summary>Who changed which tags an asset wears, and why, as the past of the tags keeps it.</summary>
internal readonly record struct TagChange(string Actor, string Reason);

/// <param name="RetiredAt">Null while it is in use.</param>
internal sealed record StoredAsset(long AssetNo, int Revision, Instant? RetiredAt);

/// <param name="AssetNo">The store's number of the asset.</param>
internal readonly record struct AssetSaved(long AssetNo, bool Changed, bool Created = false);
