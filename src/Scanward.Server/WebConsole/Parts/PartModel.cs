using System.Collections.Immutable;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Parts;

/// <summary>One part at one site.</summary>
internal sealed record PartModel
{
    public required PartRecord Part { get; init; }

    /// <summary>By work orders that wait for it.</summary>
    public required long Wanted { get; init; }

    /// <summary>The most urgent first.</summary>
    public required IReadOnlyList<PartWaiterRecord> Waiters { get; init; }

    /// <summary>The request for more that is open or ordered; null where there is none.</summary>
    public required ReplenishmentRecord? Requested { get; init; }

    /// <summary>Where it could be sent.</summary>
    public required ImmutableArray<(string SiteId, string Name)> OtherSites { get; init; }

    public required Filters Filters { get; init; }

    public ImmutableArray<StockMoveRecord> Moves { get; init; } = [];

    public string? Next { get; init; }

    public bool IsFirst { get; init; } = true;

    public string Fault { get; init; } = "";

    public PageForm Form { get; init; } = PageForm.Fresh;

    /// <summary>Which of the forms was sent.</summary>
    public string FormOf { get; init; } = "";

    public PageForm FormFor(string what) => FormOf == what ? Form : PageForm.Fresh;
}
