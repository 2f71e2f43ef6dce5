using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using Scanward.Ingestion;

namespace Scanward.Server.Ingestion;

/// <summary>What one scan is answered with, alone or as an item of a batch.</summary>
/// <param name="Body">A ScanAck, or a problem where <see cref="Problem"/> is set.</param>
internal sealed record ScanAnswer(int Status, byte[] Body) : IResult
{
    public bool Problem { get; init; }

    public bool Replayed { get; init; }

    public string? Location { get; init; }

    public long? WorkOrderId { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static ScanAnswer Of(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default, long? deadLetterId = null, int? retryAfterSeconds = null) =>
        new(kind.Status, Problems.Write(kind, detail, errors, deadLetterId)) { Problem = true, RetryAfterSeconds = retryAfterSeconds };

    public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext).AsTask();

    public ValueTask<FlushResult> Write(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = Problem ? "application/problem+json" : "application/json";
        response.ContentLength = Body.Length;
        if (Location is { } location) response.Headers.Location = location;
        if (Replayed) response.Headers["Idempotency-Replayed"] = "true";
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return response.BodyWriter.WriteAsync(Body, context.RequestAborted);
    }
}
