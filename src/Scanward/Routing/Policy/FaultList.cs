using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Collects the faults of one reading, bounded, and hands them out in the order of the file.</summary>
internal sealed class FaultList
{
    private const int LongestDetail = 600;

    private readonly List<PolicyFault> faults = [];

    public bool IsEmpty => faults.Count == 0;

    /// <summary>Whether the limit is reached; readers may then skip what only makes a message better.</summary>
    public bool IsFull => faults.Count >= PolicyLimits.Faults;

    public void Add(int line, int column, string code, string detail)
    {
        if (!IsFull) faults.Add(new(line, column, code, Shorten(detail)));
    }

    public void Add(YamlNode at, string code, string detail) => Add(at.Line, at.Column, code, detail);

    /// <summary>A fault inside a scalar: the column points into the text where the text stands in the file as it was read.</summary>
    public void Add(YamlScalar at, int offset, string code, string detail) =>
        Add(at.Line, at.TextColumn is { } column ? column + offset : at.Column, code, detail);

    public ImmutableArray<PolicyFault> InFileOrder() => [.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)];

    // A detail quotes the file, and a word of a hostile file can be as long as the file.
    private static string Shorten(string detail) => detail.Length <= LongestDetail ? detail : $"{detail[..(LongestDetail / 2)]} … {detail[^(LongestDetail / 2)..]}";
}
