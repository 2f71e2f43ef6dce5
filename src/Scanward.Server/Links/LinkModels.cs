using System.Collections.Immutable;

namespace Scanward.Server.Links;

/// <summary>What the page of a tag shows to somebody without an account: a form.</summary>
/// <param name="Thing">What is reported; null where nothing is known of the tag.</param>
/// <param name="Sites">Where to choose from, by id; empty where it is clear.</param>
internal sealed record GuestModel(string Csrf, string Action, string Key, string Tag, string? Thing, ImmutableArray<(string Id, string Name)> Sites, ImmutableArray<string> FailureModes, string SignIn)
{
    public string? Site { get; init; }

    public string? FailureMode { get; init; }

    public string? Note { get; init; }

    public string? Contact { get; init; }

    public string? Fault { get; init; }

    /// <summary>A code as people read it.</summary>
    public static string Words(string code) => code.Replace('_', ' ');
}

/// <param name="Number">The work order's number; null where there is none.</param>
internal sealed record LinkNotice(string Title, string Text, string? Number, string? Tag, string? SignIn);
