using System.Collections.Immutable;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Assets;

/// <summary>A page of a site's assets, with what narrows them.</summary>
internal sealed record AssetsModel
{
    public required Filters Filters { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public ImmutableArray<AssetRow> Rows { get; init; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; init; }

    public bool IsFirst { get; init; } = true;

    /// <summary>What is wrong with the filters; empty where nothing is.</summary>
    public string Fault { get; init; } = "";
}

/// <param name="Open">Open work on it; null where there is none.</param>
internal sealed record AssetRow(AssetRowRecord Row, AssetProfile Profile, AssetOpenWorkRecord? Open);
