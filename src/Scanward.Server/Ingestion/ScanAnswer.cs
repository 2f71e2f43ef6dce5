using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Routing;

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

    /// <summary>The problem's code.</summary>
    public string? Code { get; init; }

    public long? DeadLetterId { get; init; }

    /// <summary>The scan that the routing desk answered; null where it did not come so far.</summary>
    public ScanItem? Item { get; init; }

    public static ScanAnswer Of(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default, long? deadLetterId = null, int? retryAfterSeconds = null) =>
        new(kind.Status, Problems.Write(kind, detail, errors, deadLetterId)) { Problem = true, Code = kind.Code, DeadLetterId = deadLetterId, RetryAfterSeconds = retryAfterSeconds };

    /// <summary>What is told of the scan in figures, log and traces.</summary>
    /// <param name="startedAt">The time stamp at which its request came in.</param>
    /// <param name="answeredAt">The present one.</param>
    public ScanPassage Passage(Caller caller, long startedAt, long answeredAt) => new()
    {
        SiteNo = caller.SiteNo,
        SiteId = caller.SiteId,
        KeyName = caller.Name,
        Status = Status,
        Times = Item is null ? new(startedAt, 0, 0, 0, 0, answeredAt) : new(startedAt, Item.ReadAt, Item.QueuedAt, Item.RoutedAt, Item.DurableAt, answeredAt),
        Code = Code,
        Replayed = Replayed,
        ScanId = Item is null || Problem ? null : Item.Answer is Answered answered ? answered.ScanId : null,
        WorkOrderId = WorkOrderId,
        DeadLetterId = DeadLetterId,
        Asset = Item is null ? null : Item.Scan.AssetId ?? Item.Scan.Tag?.Key,
        Decision = Problem || Replayed ? null : Item?.Decision,
        Repeat = Problem || Replayed ? null : Item?.Repeat,
    };

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
