using System.Collections.Immutable;
using System.Net;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>How a <see cref="RecordedCmms"/> behaves towards a request.</summary>
internal sealed record CmmsBehaviour
{
    public static readonly CmmsBehaviour Normal = new();

    /// <summary>It does what was asked, and the connection ends without an answer.</summary>
    public static readonly CmmsBehaviour LosesAnswer = new() { Loses = true };

    /// <summary>It does what was asked, and answers with what is no JSON.</summary>
    public static readonly CmmsBehaviour Html = new() { Commits = true, Body = "<!DOCTYPE html><html><body>Please sign in</body></html>", ContentType = "text/html" };

    public static readonly CmmsBehaviour Empty = new() { Commits = true, Body = "" };

    /// <summary>It does what was asked, and answers with 2 MB.</summary>
    public static readonly CmmsBehaviour Huge = new() { Commits = true, Body = $$"""{"wo_id":"1","padding":"{{new string('x', 2 * 1024 * 1024)}}"}""" };

    /// <summary>It does what was asked, and answers with JSON whose members are of other types than the contract's.</summary>
    public static readonly CmmsBehaviour WrongTypes = new() { Commits = true, Body = """{"wo_id":{"value":[1,2]},"reference":7,"state":["open"],"items":"none"}""" };

    /// <summary>Before it does anything.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Instead of the status of its answer.</summary>
    public int? Status { get; init; }

    /// <summary>Instead of the body of its answer.</summary>
    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>With <see cref="Status"/> or <see cref="Body"/>: whether it does what was asked nevertheless.</summary>
    public bool Commits { get; init; }

    public bool Loses { get; init; }

    /// <summary>Whether what it answers is its own.</summary>
    public bool IsNormal => Status is null && Body is null;

    /// <summary>It does nothing, and answers with a status, with a Location where that is a redirect.</summary>
    public static CmmsBehaviour Answers(int status, string? retryAfter = null)
    {
        var headers = ImmutableDictionary<string, string>.Empty;
        if (retryAfter is not null) headers = headers.Add("Retry-After", retryAfter);
        if (status is >= 300 and < 400) headers = headers.Add("Location", "/elsewhere");
        return new() { Status = status, Headers = headers };
    }

    public static CmmsBehaviour Answers(HttpStatusCode status, string? retryAfter = null) => Answers((int)status, retryAfter);

    /// <summary>It does nothing, and answers with the work order of another message.</summary>
    public static CmmsBehaviour OthersOrder(RecordedWorkOrder other, int status = 409) => new() { Status = status, Body = other.Json() };

    public static CmmsBehaviour Slow(TimeSpan latency) => new() { Latency = latency };
}
