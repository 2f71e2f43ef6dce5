using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Assets;

/// <summary>An asset to be changed.</summary>
internal sealed record AssetEditModel
{
    /// <summary>As the registry has it now.</summary>
    public required AssetProfile Profile { get; init; }

    /// <summary>Of what the registry has now.</summary>
    public required string ETag { get; init; }

    public required AssetOriginRecord Origin { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required PageForm Form { get; init; }

    /// <summary>Whether somebody else was quicker.</summary>
    public bool Conflict { get; init; }

    public string WarrantyUntil => Profile.WarrantyUntil is { } until ? NodaTime.Text.LocalDatePattern.Iso.Format(until) : "";

    /// <summary>What the registry says now, where it is not what was typed.</summary>
    public string? Now(string field, string? stored) => Conflict && (Form.Typed(field) ?? "").Trim() != (stored ?? "") ? $"The registry says now: {(string.IsNullOrEmpty(stored) ? "nothing" : stored)}" : null;
}
