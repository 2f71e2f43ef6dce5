using System.Net;

namespace Scanward.Client;

/// <summary>One fault of a request: where, and what to do.</summary>
/// <param name="Pointer">A JSON pointer into the body, or a parameter's name.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail);

/// <summary>What a server says of a request that it did not take (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>Where the problem is explained, below the server's address.</summary>
    public string Type { get; init; } = "about:blank";

    public string Title { get; init; } = "";

    public int Status { get; init; }

    /// <summary>Such as <c>asset_unknown</c>.</summary>
    public string Code { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>Every fault of the request, each with its place.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Under which the request was kept, to be replayed; null where it was not.</summary>
    public string? DeadLetterId { get; init; }
}

/// <summary>The server refused a request, or went on failing after all attempts.</summary>
public sealed class ScanwardProblemException : Exception
{
    public ScanwardProblemException()
    {
    }

    public ScanwardProblemException(string message)
        : base(message)
    {
    }

    public ScanwardProblemException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ScanwardProblemException(Problem problem)
        : base($"{problem.Title} ({problem.Code}): {problem.Detail}") => Problem = problem;

    public Problem Problem { get; } = new();

    public HttpStatusCode Status => (HttpStatusCode)Problem.Status;
}
