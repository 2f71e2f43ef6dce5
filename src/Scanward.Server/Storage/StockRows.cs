using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>How far the request for more of a part is; the number is what the store holds.</summary>
internal enum ReplenishmentState
{
    Open = 1,
    Ordered = 2,
    Received = 3,
    Cancelled = 4,
}

internal sealed record StoredReplenishment(long ReplenishmentId, int SiteNo, string PartId, int Quantity, ReplenishmentState State, Instant? Eta);

/// <summary>Stock on its way between sites; received once <see cref="ReceivedAt"/> stands.</summary>
internal sealed record StoredTransfer(long TransferId, int FromSiteNo, int ToSiteNo, string PartId, int Quantity, Instant SentAt, string SentBy)
{
    public Instant? ReceivedAt { get; init; }

    public string? ReceivedBy { get; init; }

    /// <summary>What arrived of it.</summary>
    public int? Received { get; init; }
}
