using System.Collections.Immutable;

namespace Scanward.Server.Cmms;

/// <summary>Collects what is wrong with one file: the first hundred faults; who has more has the wrong file.</summary>
/// <param name="file">As it is told.</param>
internal sealed class YamlFaults(string file)
{
    private const int Most = 100;

    private readonly List<FileFault> faults = [];

    public string File => file;

    public bool Any => faults.Count > 0;

    public ImmutableArray<FileFault> InFileOrder() => [.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)];

    public void Add(YamlNode at, string code, string detail) => Add(at.Line, at.Column, code, detail);

    /// <summary>A fault inside a text: the column points there where the text stands in the file as it was read.</summary>
    public void Add(YamlScalar at, int offset, string code, string detail) => Add(at.Line, at.TextColumn is { } column ? column + offset : at.Column, code, detail);

    public void Add(int line, int column, string code, string detail)
    {
        if (faults.Count < Most) faults.Add(new(line, column, code, Shown.Line(detail, 600)) { File = file });
    }

    public static string List(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary><c>; did you mean 'x'?</c>, or which there are.</summary>
    public static string Hint(string given, IReadOnlyCollection<string> names) => NearestName.Hint(given, names, names.Count == 0 ? "; there are none." : $"; there are {List(names)}.");
}
