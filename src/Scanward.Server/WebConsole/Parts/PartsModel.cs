using System.Collections.Immutable;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Parts;

/// <summary>A page of what a site stocks, of what is to be ordered, or of what is on its way between sites.</summary>
internal sealed record PartsModel
{
    public required Filters Filters { get; init; }

    public ImmutableArray<PartRowRecord> Rows { get; init; } = [];

    public ImmutableArray<ReplenishmentRecord> Replenishments { get; init; } = [];

    public ImmutableArray<TransferRecord> Transfers { get; init; } = [];

    public string? Next { get; init; }

    public bool IsFirst { get; init; } = true;

    /// <summary>What is wrong with the filters; empty where nothing is.</summary>
    public string Fault { get; init; } = "";

    /// <summary>What was typed on this page, and what was wrong with it.</summary>
    public PageForm Form { get; init; } = PageForm.Fresh;

    /// <summary>The id of what the form was about.</summary>
    public string FormOf { get; init; } = "";

    /// <summary>stock, replenishments or transfers.</summary>
    public string View => Filters["view"] is { Length: > 0 } view ? view : "stock";
}
