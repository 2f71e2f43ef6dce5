namespace Scanward.Client;

/// <content>Scans in, what became of them, and what was refused.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Sends one scan until it is answered: its key makes that harmless.</summary>
    public async Task<ScanAck> SendScan(Scan scan, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var reply = await transport.Send(new(HttpMethod.Post, "/api/v1/scans") { Body = Bytes(WithKey(scan), Types.Scan), IsRepeatable = true }, ct).ConfigureAwait(false);
        return reply.As(Types.ScanAck) with { HttpStatus = reply.Status, Replayed = reply.Replayed };
    }

    /// <summary>
    /// Sends up to 1,000 scans, which are routed in their order and answered one by one; a problem of one is no exception. Give them keys of your own where single ones may have to be sent again.
    /// </summary>
    public async Task<BatchAnswer> SendScans(IEnumerable<Scan> scans, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(scans);
        var body = Bytes<IReadOnlyList<Scan>>([.. scans.Select(WithKey)], Types.IReadOnlyListScan);
        return (await transport.Send(new(HttpMethod.Post, "/api/v1/scans/batch") { Body = body, IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.BatchAnswer);
    }

    /// <summary>A scan as it was taken, with its answer.</summary>
    /// <param name="prefer">Such as <c>wait=30</c>: the answer is held until its dispatch has settled, or so many seconds are over.</param>
    public async Task<ScanStory> GetScan(string id, string? prefer = null, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Get, $"/api/v1/scans/{Id(id)}") { IsRepeatable = true, Prefer = prefer }, ct).ConfigureAwait(false)).As(Types.ScanStory);

    /// <summary>Why it went where it went, decided again from the stored record.</summary>
    public Task<Explanation> ExplainScan(string id, CancellationToken ct = default) => Get($"/api/v1/scans/{Id(id)}/explanation", Types.Explanation, ct);

    /// <summary>What was refused or given up, newest first.</summary>
    public IAsyncEnumerable<DeadLetter> ListDeadLetters(string? code = null, string? state = null, string? connector = null, CancellationToken ct = default) =>
        List("/api/v1/dead-letters", Query(("code", code), ("state", state), ("connector", connector)), Types.PageDeadLetter, ct);

    /// <summary>One of them, with its bytes.</summary>
    public Task<DeadLetter> GetDeadLetter(string id, CancellationToken ct = default) => Get($"/api/v1/dead-letters/{Id(id)}", Types.DeadLetter, ct);

    /// <summary>Routes it again, under the key that it always had; twice is harmless.</summary>
    public async Task<DeadLetterResult> ReplayDeadLetter(string id, ReplayOne how, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Post, $"/api/v1/dead-letters/{Id(id)}/replay") { Body = Bytes(how, Types.ReplayOne), IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.DeadLetterResult);

    /// <summary>Gives it up for good.</summary>
    public async Task<DeadLetterResult> DiscardDeadLetter(string id, Reason why, CancellationToken ct = default) =>
        (await Post($"/api/v1/dead-letters/{Id(id)}/discard", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.DeadLetterResult);

    /// <summary>Routes all open ones again that match, up to <see cref="LetterFilter.Most"/>; go on with <see cref="DeadLetterResults.Next"/>.</summary>
    public async Task<DeadLetterResults> ReplayDeadLetters(LetterFilter which, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Post, "/api/v1/dead-letters/replay") { Body = Bytes(which, Types.LetterFilter), IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.DeadLetterResults);

    /// <summary>Gives up all open ones that match.</summary>
    public async Task<DeadLetterResults> DiscardDeadLetters(LetterFilter which, CancellationToken ct = default) =>
        (await Post("/api/v1/dead-letters/discard", Bytes(which, Types.LetterFilter), ct).ConfigureAwait(false)).As(Types.DeadLetterResults);

    private Scan WithKey(Scan scan) => scan.IdempotencyKey is null ? scan with { IdempotencyKey = Guid.CreateVersion7(options.Time.GetUtcNow()) } : scan;
}
