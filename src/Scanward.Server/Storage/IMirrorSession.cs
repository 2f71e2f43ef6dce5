using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>What other systems own, as the writer keeps it.</summary>
internal interface IMirrorSession
{
    /// <summary>Notes that the asset is the connector's, and when what is known of it was true.</summary>
    /// <param name="pull">The full pull that saw it; null for none.</param>
    void SaveOrigin(long assetNo, string connector, string externalId, Instant asOf, long? pull);

    /// <summary>The connector's assets in use that the pull has not seen.</summary>
    List<(int SiteNo, long AssetNo, string AssetId)> ReadUnseen(string connector, long pull, int most);

    /// <summary>Notes when the figures of a stock were true that another system owns.</summary>
    void SaveStockAsOf(int siteNo, string partId, Instant asOf);

    void SaveSync(SyncRow row);

    /// <summary>Shows what could not be taken over; the same again is told once.</summary>
    void SaveConflict(ConflictRow row, Instant at);

    /// <summary>The subject is fine now.</summary>
    void EndConflict(string connector, string subject);
}
