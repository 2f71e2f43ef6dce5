using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>Scans in, and what became of them.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Sends one scan, until it is answered: its key makes that harmless.</summary>
    /// <exception cref="ScanwardProblemException">It was refused.</exception>
    public async Task<ScanAck> SendScan(Scan scan, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var body = JsonSerializer.SerializeToUtf8Bytes(WithKey(scan), Types.Scan);
        var reply = await Send(new(HttpMethod.Post, "/api/v1/scans") { Body = body, Repeatable = true }, ct);
        return reply.As(Types.ScanAck) with { HttpStatus = reply.Status, Replayed = reply.Replayed };
    }

    /// <summary>Sends up to 1,000 scans, which are routed in their order and answered one by one; a problem of one is no exception.</summary>
    /// <exception cref="ScanwardProblemException">The batch was refused as a whole.</exception>
    public Task<BatchAnswer> SendScans(IEnumerable<Scan> scans, CancellationToken ct = default) =>
        Post("/api/v1/scans/batch", (IReadOnlyList<Scan>)[.. scans.Select(WithKey)], Types.IReadOnlyListScan, Types.BatchAnswer, ct, repeatable: true);

    /// <summary>A scan as it was taken.</summary>
    public Task<ScanStory> GetScan(string scanId, CancellationToken ct = default) => Get($"/api/v1/scans/{Escape(scanId)}", Types.ScanStory, ct);

    /// <summary>Why it went where it went.</summary>
    public Task<JsonObject> ExplainScan(string scanId, CancellationToken ct = default) => Get($"/api/v1/scans/{Escape(scanId)}/explanation", Types.JsonObject, ct);

    /// <summary>What was refused or given up, newest first.</summary>
    /// <param name="filters">By name: <c>code</c>, <c>state</c>.</param>
    public IAsyncEnumerable<DeadLetter> ListDeadLetters(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) =>
        List("/api/v1/dead-letters", filters, Types.DeadLetter, ct);

    public Task<DeadLetter> GetDeadLetter(string id, CancellationToken ct = default) => Get($"/api/v1/dead-letters/{Escape(id)}", Types.DeadLetter, ct);

    /// <summary>Routes it again; twice is harmless.</summary>
    public Task<DeadLetterResult> ReplayDeadLetter(string id, ReplayOne? how = null, CancellationToken ct = default) =>
        Post($"/api/v1/dead-letters/{Escape(id)}/replay", how ?? new(), Types.ReplayOne, Types.DeadLetterResult, ct, repeatable: true);

    public Task<DeadLetterResult> DiscardDeadLetter(string id, Reason why, CancellationToken ct = default) =>
        Post($"/api/v1/dead-letters/{Escape(id)}/discard", why, Types.Reason, Types.DeadLetterResult, ct);

    /// <summary>Routes all open ones again that match, as many as <see cref="LetterFilter.Most"/> says; go on with <see cref="DeadLetterResults.Next"/>.</summary>
    public Task<DeadLetterResults> ReplayDeadLetters(LetterFilter which, CancellationToken ct = default) =>
        Post("/api/v1/dead-letters/replay", which, Types.LetterFilter, Types.DeadLetterResults, ct, repeatable: true);

    public Task<DeadLetterResults> DiscardDeadLetters(LetterFilter which, CancellationToken ct = default) =>
        Post("/api/v1/dead-letters/discard", which, Types.LetterFilter, Types.DeadLetterResults, ct);

    private static Scan WithKey(Scan scan) => scan.IdempotencyKey is null ? scan with { IdempotencyKey = Guid.CreateVersion7() } : scan;
}
