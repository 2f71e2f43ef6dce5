using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Dispatch;

/// <summary>
/// A maintenance system, as Scanward needs one; the one public seam. A connector makes one exchange a call, never retries, and tells how it ended: what the target says is no
/// exception. What its <see cref="Abilities"/> deny is never asked of it.
/// </summary>
public interface ICmms
{
    /// <summary>Short name for logs, figures and messages.</summary>
    string Name { get; }

    /// <summary>What the target can do; the dispatcher behaves accordingly.</summary>
    CmmsAbilities Abilities { get; }

    /// <summary>Looks the asset up: <see cref="CmmsEnding.Done"/> without a value is the system's final word that it knows none.</summary>
    Task<CmmsReply<CmmsAsset>> FindAsset(AssetQuery query, CancellationToken ct);

    /// <summary>Hands a message over, under its key.</summary>
    Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message, CancellationToken ct);

    /// <summary>The work orders that carry our reference, compared exactly; none is <see cref="CmmsEnding.Done"/> with none.</summary>
    Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> FindWorkOrders(WorkOrderMessage message, CancellationToken ct);

    /// <summary>One work order as it stands; <see cref="CmmsEnding.Done"/> without a value where the system has none of that id.</summary>
    Task<CmmsReply<CmmsWorkOrder>> ReadWorkOrder(string externalId, CancellationToken ct);

    /// <summary>Cancels one of several that a target without uniqueness has made of one message.</summary>
    /// <param name="kept">The id of the one that stays.</param>
    Task<CmmsReply<CmmsWorkOrder>> CancelDuplicate(WorkOrderMessage message, string externalId, string kept, CancellationToken ct);

    /// <summary>The next page of the assets.</summary>
    /// <param name="changedSince">Only those changed since; null for all.</param>
    /// <param name="cursor">Where to go on, from the page before; null for the first.</param>
    Task<CmmsReply<CmmsPage<CmmsAsset>>> ListAssets(Instant? changedSince, string? cursor, CancellationToken ct);

    /// <summary>The next page of the stock.</summary>
    /// <param name="cursor">Where to go on, from the page before; null for the first.</param>
    Task<CmmsReply<CmmsPage<CmmsStock>>> ListStock(string? cursor, CancellationToken ct);

    /// <summary>The next page of the work orders that changed since.</summary>
    /// <param name="cursor">Where to go on, from the page before; null for the first.</param>
    Task<CmmsReply<CmmsPage<CmmsWorkOrder>>> ListWorkOrders(Instant changedSince, string? cursor, CancellationToken ct);

    /// <summary>Checks and reads what the target pushed.</summary>
    CmmsPush ReadPush(CmmsPushRequest request);
}

/// <summary>What a target can do.</summary>
public sealed record CmmsAbilities
{
    /// <summary>Work orders can be made there; one that only has assets or stock takes none.</summary>
    public bool TakesWorkOrders { get; init; } = true;

    /// <summary>It can be asked which work orders carry our reference.</summary>
    public bool FindsByReference { get; init; }

    /// <summary>A repeat of a key makes nothing, and is answered with what the first one made.</summary>
    public bool HonoursKeys { get; init; }

    /// <summary>It refuses a second work order with the same reference.</summary>
    public bool ReferenceIsUnique { get; init; }

    public bool TakesUpdates { get; init; }

    public bool ReadsWorkOrders { get; init; }

    public bool CancelsDuplicates { get; init; }

    public bool FindsAssets { get; init; }

    public bool ListsAssets { get; init; }

    public bool ListsStock { get; init; }

    public bool ListsWorkOrders { get; init; }

    public bool Pushes { get; init; }
}

/// <summary>How an exchange with a target ended.</summary>
public enum CmmsEnding
{
    /// <summary>Answered, understood, done.</summary>
    Done = 1,

    /// <summary>Ended before a byte was sent: definitely not done.</summary>
    NotSent = 2,

    /// <summary>No answer, or none that can be read: done or not.</summary>
    Unknown = 3,

    /// <summary>The target says that there is one already.</summary>
    Exists = 4,

    /// <summary>The target said no, by its status or, with a success status, in the answer.</summary>
    Refused = 5,
}

/// <summary>How an exchange with a target ended, and what it said.</summary>
/// <param name="Why">One plain sentence, without secrets; empty where it is done.</param>
public sealed record CmmsReply<T>(CmmsEnding Ending, T? Value, string Why)
{
    /// <summary>Status of the answer; null where none came.</summary>
    public int? Status { get; init; }

    /// <summary>How long the target asks to be left alone, as it said; not capped.</summary>
    public Duration? RetryAfter { get; init; }

    /// <summary>The beginning of the answer's body, for people.</summary>
    public string? Excerpt { get; init; }
}

/// <summary>A work order in the target.</summary>
/// <param name="Id">The target's id of it.</param>
public sealed record CmmsWorkOrder(string Id)
{
    /// <summary>What people there call it, where that is something else.</summary>
    public string? Number { get; init; }

    /// <summary>Where people see it.</summary>
    public string? Url { get; init; }

    /// <summary>Our reference, as it carries it; null where it was not shown.</summary>
    public string? Reference { get; init; }

    /// <summary>Its state in our words; null where it was not shown or says nothing to us.</summary>
    public Scanward.WorkOrders.WorkOrderState? State { get; init; }

    /// <summary>Its state as the target spells it.</summary>
    public string? StateText { get; init; }
}

/// <summary>What a target says of an asset.</summary>
/// <param name="ExternalId">The target's id of it.</param>
/// <param name="EntryJson">Members of an asset as in a plant file (docs/plant-file.md), one JSON object; what the target does not say is missing.</param>
/// <param name="Gone">Whether it is in use no more.</param>
public sealed record CmmsAsset(string ExternalId, string EntryJson, bool Gone = false);

/// <summary>What a target says of the stock of a part.</summary>
/// <param name="EntryJson">Members of a stock entry as in a plant file, one JSON object.</param>
public sealed record CmmsStock(string EntryJson);

/// <param name="Next">Cursor of the next page; null at the end.</param>
/// <param name="Total">How many there are on all pages, where the target says it.</param>
public sealed record CmmsPage<T>(ImmutableArray<T> Items, string? Next, int? Total = null);

/// <summary>A push as it came in.</summary>
/// <param name="Header">Value of a header by its name; null where it is missing.</param>
public sealed record CmmsPushRequest(Func<string, string?> Header, ReadOnlyMemory<byte> Body, Instant Now);

/// <summary>What a push says.</summary>
public abstract record CmmsPush
{
    private protected CmmsPush()
    {
    }
}

/// <param name="Why">Why it is not believed, or cannot be read.</param>
/// <param name="Forged">Whether the signature is missing or wrong, or too old.</param>
public sealed record CmmsPushRefused(string Why, bool Forged) : CmmsPush;

/// <summary>Something that says nothing to us.</summary>
public sealed record CmmsPushIgnored(string Why) : CmmsPush;

/// <param name="Id">Of the push, where the target gives one, so that a second time is recognised.</param>
public sealed record CmmsPushed(string? Id, ImmutableArray<CmmsAsset> Assets, ImmutableArray<CmmsWorkOrder> WorkOrders) : CmmsPush;

/// <summary>What is looked for: an asset id as typed, or the key of a tag that was read.</summary>
/// <param name="SiteId">The site of the credential.</param>
/// <param name="TagKey">Such as <c>giai:9520614141234567</c>; null where an asset id was given.</param>
public readonly record struct AssetQuery(string SiteId, string? AssetId, string? TagKey)
{
    /// <summary>What the technician would recognise.</summary>
    public string Text => AssetId ?? TagKey ?? "";
}
