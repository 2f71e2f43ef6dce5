using System.Text;

namespace Scanward.Server.Storage;

/// <content>Dead letters as the console lists and counts them.</content>
internal sealed partial class StoreReads
{
    /// <summary>Dead letters that one look for words goes through; past them the next page goes on.</summary>
    public const int DeadLettersSearched = 5_000;

    /// <summary>All but the bytes.</summary>
    private const string DeadLetterListColumns =
        "dead_letter_id, site_no, code, detail, raw_length, tag_key, scan_id, device_key, transport, state, first_at, last_at, times, replayed_scan_id, closed_by, reason, outbox_id, work_order_id, connector";

    /// <summary>Newest first, without their bytes. What no index finds is looked for among so many at a time.</summary>
    /// <returns>The rows, and, where the look ended before there were enough, where it ended.</returns>
    public async Task<(IReadOnlyList<DeadLetterRecord> Rows, long? Searched)> DeadLetterPage(int siteNo, DeadLetterSearch search, long? before, int most, CancellationToken ct)
    {
        var (indexed, looked) = Conditions(search);
        var parameters = new { siteNo, before = before ?? long.MaxValue, most, state = (int?)search.State, code = search.Code, connector = search.Connector, transport = search.Transport, like = Like(search.Text), window = DeadLettersSearched };
        var limit = looked.Length == 0 ? "@most" : "@window";
        string Window(string columns) => search.State is not null
            ? $"select {columns} from dead_letter where site_no = @siteNo and dead_letter_id < @before{indexed} order by dead_letter_id desc limit {limit}"
            : $"select * from ({string.Join(" union all ", Enum.GetValues<DeadLetterState>().Select(s => InState(columns, s, limit)))}) order by dead_letter_id desc limit {limit}";
        if (looked.Length == 0) return (await List<DeadLetterRecord>(Window(DeadLetterListColumns), parameters, ct), null);
        var rows = await List<DeadLetterRecord>($"select {DeadLetterListColumns} from ({Window(DeadLetterListColumns + ", raw")}) where true{looked} order by dead_letter_id desc limit @most", parameters, ct);
        if (rows.Count == most) return (rows, null);
        var end = await First<SearchedRecord>($"select count(*) as count, min(dead_letter_id) as oldest from ({Window("dead_letter_id")})", parameters, ct);
        return (rows, end is { Count: DeadLettersSearched, Oldest: { } oldest } ? oldest : null);
    }

    /// <summary>Those of any state are merged from each, since the index has them by state.</summary>
    private static string InState(string columns, DeadLetterState state, string limit) =>
        $"select * from (select {columns} from dead_letter where site_no = @siteNo and state = {(int)state} and dead_letter_id < @before order by dead_letter_id desc limit {limit})";

    /// <summary>Open ones by cause and connector, the most frequent first.</summary>
    public async Task<IReadOnlyList<OpenCauseRecord>> OpenCauses(int siteNo, CancellationToken ct)
    {
        const string Counted = "count(*) as count, min(dead_letter_id) as oldest, max(dead_letter_id) as newest from dead_letter where site_no = @siteNo and state = 1";
        var causes = new List<OpenCauseRecord>();
        foreach (var cause in await List<OpenCauseRecord>($"select code, min(connector) as connector, min(connector) <> max(connector) as several, {Counted} group by code", new { siteNo }, ct))
        {
            if (!cause.Several) causes.Add(cause);
            else causes.AddRange(await List<OpenCauseRecord>($"select code, connector, {Counted} and code = @code group by code, connector", new { siteNo, code = cause.Code }, ct));
        }

        return [.. causes.OrderByDescending(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal)];
    }

    /// <summary>How many open ones there are of a cause, counted no further than <paramref name="most"/>, and the newest of those.</summary>
    /// <param name="until">Those that came later are left out.</param>
    public async Task<OpenOfCauseRecord> OpenOfCause(int siteNo, DeadLetterSearch search, long until, int most, CancellationToken ct)
    {
        var (indexed, looked) = Conditions(search with { State = DeadLetterState.Open });
        return await First<OpenOfCauseRecord>(
            $"""
            select count(*) as count, coalesce(max(dead_letter_id), 0) as newest
            from (select dead_letter_id from dead_letter where site_no = @siteNo{indexed} and dead_letter_id <= @until{looked} order by dead_letter_id limit @most)
            """, new { siteNo, until, most, state = (int)DeadLetterState.Open, code = search.Code, connector = search.Connector, transport = search.Transport, like = Like(search.Text) }, ct) ?? new();
    }

    /// <summary>How often the oldest open ones of a cause came, from how many keys and with how many tags; of no more than <paramref name="most"/>.</summary>
    public async Task<AffectedRecord> Affected(int siteNo, DeadLetterSearch search, int most, CancellationToken ct)
    {
        var (indexed, looked) = Conditions(search with { State = DeadLetterState.Open });
        return await First<AffectedRecord>(
            $"""
            select coalesce(sum(times), 0) as times, count(distinct device_key) as devices, count(distinct tag_key) as tags
            from (select times, device_key, tag_key from dead_letter where site_no = @siteNo{indexed}{looked} order by dead_letter_id limit @most)
            """, new { siteNo, most, state = (int)DeadLetterState.Open, code = search.Code, connector = search.Connector, transport = search.Transport, like = Like(search.Text) }, ct) ?? new();
    }

    /// <summary>Conditions that an index serves, and those that must be looked for row by row.</summary>
    private static (string Indexed, string Looked) Conditions(DeadLetterSearch search)
    {
        var (indexed, looked) = (new StringBuilder(), new StringBuilder());
        if (search.State is not null) indexed.Append(" and state = @state");
        if (search.Code is not null) (search.State is null ? looked : indexed).Append(" and code = @code");
        if (search.Connector is not null) looked.Append(" and connector = @connector");
        if (search.Transport is not null) looked.Append(" and transport = @transport");
        if (search.Text is not null) looked.Append(" and (detail like @like escape '\\' or tag_key like @like escape '\\' or cast(raw as text) like @like escape '\\')");
        return (indexed.ToString(), looked.ToString());
    }

    /// <summary>Finds the text anywhere; what is special to <c>like</c> is not.</summary>
    private static string? Like(string? text) =>
        text is null ? null : $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}

/// <summary>Which dead letters are meant; null does not limit.</summary>
internal sealed record DeadLetterSearch(DeadLetterState? State, string? Code, string? Connector, string? Transport, string? Text)
{
    /// <summary>As <see cref="StoreReads.OpenDeadLetters(int, IReadOnlyList{Filter}, long, int, CancellationToken)"/> takes it.</summary>
    public IEnumerable<Filter> Filters
    {
        get
        {
            if (Code is not null) yield return new("code", Code);
            if (Connector is not null) yield return new("connector", Connector);
            if (Transport is not null) yield return new("transport", Transport);
        }
    }
}

internal sealed class OpenCauseRecord
{
    public string Code { get; init; } = "";

    public string? Connector { get; init; }

    /// <summary>Whether it is not one connector alone.</summary>
    public bool Several { get; init; }

    public long Count { get; init; }

    /// <summary>Ids tell when they came.</summary>
    public long Oldest { get; init; }

    public long Newest { get; init; }
}

internal sealed class OpenOfCauseRecord
{
    public long Count { get; init; }

    public long Newest { get; init; }
}

internal sealed class AffectedRecord
{
    public long Times { get; init; }

    public long Devices { get; init; }

    public long Tags { get; init; }
}

internal sealed class SearchedRecord
{
    public long Count { get; init; }

    public long? Oldest { get; init; }
}
