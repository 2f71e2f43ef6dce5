using System.Net;

namespace Scanward.Client;

/// <summary>What a server says of a request that it did not take (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>Where the problem is explained, below the server's address: <c>/problems/asset_unknown</c>.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Such as <c>asset_unknown</c>; empty where it was no Scanward server that answered, but a proxy before it.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }

    /// <summary>Every fault of the request, each with its place.</summary>
    public IReadOnlyList<ProblemError> Errors { get => field ?? []; init; }

    /// <summary>The dead letter that the request was kept as; null where it was not kept.</summary>
    public string? DeadLetterId { get; init; }
}

/// <summary>One fault of a request.</summary>
/// <param name="Pointer">A JSON pointer into the body.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail)
{
    /// <summary>The file that it is in, where files were sent.</summary>
    public string? File { get; init; }

    /// <summary>From 1; of a file.</summary>
    public int? Line { get; init; }

    /// <summary>From 1, in UTF-16 units; of a file.</summary>
    public int? Column { get; init; }
}

/// <summary>The server refused a request, or went on failing through all attempts.</summary>
public sealed class ScanwardProblemException(Problem problem) : Exception(MessageOf(problem))
{
    /// <summary>Type, title, detail, and every fault with its pointer.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status => (HttpStatusCode)Problem.Status;

    private static string MessageOf(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return $"{problem.Status} {problem.Title}{(problem.Code.Length > 0 ? $" ({problem.Code})" : "")}: {problem.Detail}{string.Concat(problem.Errors.Select(e => $"\n  {e.Pointer}: {e.Detail}"))}";
    }
}
