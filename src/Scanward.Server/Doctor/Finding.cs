using System.Collections.Immutable;

namespace Scanward.Server.Doctor;

internal enum FindingLevel
{
    Ok,
    Warning,
    Failed,
}

/// <summary>What a check has found.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="What">One sentence.</param>
/// <param name="ToDo">What to do about it; empty where nothing is to be done.</param>
internal sealed record Finding(FindingLevel Level, string Code, string What, string ToDo = "")
{
    private const int Shown = 5;

    public static Finding Ok(string code, string what) => new(FindingLevel.Ok, code, what);

    public static Finding Warning(string code, string what, string toDo) => new(FindingLevel.Warning, code, what, toDo);

    public static Finding Failed(string code, string what, string toDo) => new(FindingLevel.Failed, code, what, toDo);

    /// <summary>The first of many names, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}

/// <summary>All findings of one examination.</summary>
internal sealed record Diagnosis(ImmutableArray<Finding> Findings)
{
    public bool Failed => Findings.Any(f => f.Level == FindingLevel.Failed);
}
