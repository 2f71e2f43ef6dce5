using System.Collections.Immutable;
using Scanward.Server.Labels;

namespace Scanward.Server.WebConsole.Labels;

/// <summary>An order of labels as it is filled in, and what is wrong with it.</summary>
internal sealed record LabelsModel
{
    /// <summary>By field.</summary>
    public required IReadOnlyDictionary<string, string> Given { get; init; }

    public ImmutableArray<LabelFault> Faults { get; init; } = [];

    /// <summary>The first page as a picture in the page's own address space; null where there is nothing to show.</summary>
    public string? PreviewUrl { get; init; }

    public required ImmutableArray<string> Classes { get; init; }
}
