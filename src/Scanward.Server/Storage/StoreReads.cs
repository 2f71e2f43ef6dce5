using System.Data.Common;
using Dapper;

namespace Scanward.Server.Storage;

/// <summary>What is read outside of the writer. Plain SQL in the subset that both dialects share; each connection sees only what is committed,
/// and nothing is handed on before it is durable.</summary>
/// <param name="connect">Makes a connection, which may come from a pool.</param>
/// <param name="close">Closes what the pool holds.</param>
/// <param name="durable">Ends when all that could be read so far is durable.</param>
/// <param name="isRecentKey">Whether a key was claimed so lately that no read finds it.</param>
internal sealed partial class StoreReads(Func<DbConnection> connect, Action close, Func<Task> durable, Predicate<ScopedKey> isRecentKey) : IDisposable
{
    static StoreReads() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Task<IReadOnlyList<SiteRecord>> Sites(CancellationToken ct) => List<SiteRecord>(
        """
        select s.site_no, s.site_id, s.site_hash, s.roster_hash, s.retired_at, sc.body as site_body, rc.body as roster_body
        from site s join content sc on sc.hash = s.site_hash join content rc on rc.hash = s.roster_hash
        order by s.site_no
        """, null, ct);

    public Task<AssetRecord?> Asset(int siteNo, string assetId, CancellationToken ct) => LookUp<AssetRecord>(
        "select asset_no, site_no, profile, retired_at from asset where site_no = @siteNo and asset_id = @assetId", new { siteNo, assetId }, ct);

    /// <summary>One that is in use.</summary>
    public Task<AssetRecord?> AssetInUse(int siteNo, string assetId, CancellationToken ct) => LookUp<AssetRecord>(
        "select asset_no, site_no, profile, connector, as_of from asset where site_no = @siteNo and asset_id = @assetId and retired_at is null", new { siteNo, assetId }, ct);

    public Task<AssetRecord?> AssetByTag(int siteNo, string tagKey, CancellationToken ct) => LookUp<AssetRecord>(
        "select a.asset_no, a.site_no, a.profile, a.connector, a.as_of from tag t join asset a on a.asset_no = t.asset_no where t.site_no = @siteNo and t.tag_key = @tagKey",
        new { siteNo, tagKey }, ct);

    /// <summary>Assets in use, of whichever sites, that wear the tag or have the id.</summary>
    public Task<IReadOnlyList<AssetRecord>> AssetsOfTag(string tagKey, string? assetId, CancellationToken ct) => List<AssetRecord>(
        """
        select a.asset_no, a.site_no, a.profile from site s join tag t on t.site_no = s.site_no and t.tag_key = @tagKey join asset a on a.asset_no = t.asset_no where a.retired_at is null
        union
        select a.asset_no, a.site_no, a.profile from site s join asset a on a.site_no = s.site_no and a.asset_id = @assetId where a.retired_at is null
        """, new { tagKey, assetId }, ct);

    public async Task<bool> AssetElsewhere(int siteNo, string? assetId, string? tagKey, CancellationToken ct) => await LookUp<long?>(
        """
        select 1 where exists (select 1 from site s join asset a on a.site_no = s.site_no and a.asset_id = @assetId where s.site_no <> @siteNo)
                    or exists (select 1 from site s join tag t on t.site_no = s.site_no and t.tag_key = @tagKey where s.site_no <> @siteNo)
        """, new { siteNo, assetId, tagKey }, ct) is not null;

    /// <summary>How many there are, and when the oldest came.</summary>
    public async Task<OpenDeadLettersRecord> OpenDeadLetters(CancellationToken ct) =>
        await First<OpenDeadLettersRecord>("select count(*) as count, min(first_at) as oldest from dead_letter where state = 1", null, ct) ?? new();

    public Task<byte[]?> Content(string hash, CancellationToken ct) => First<byte[]>("select body from content where hash = @hash", new { hash }, ct);

    public async Task<byte[]?> Profile(long assetNo, int revision, CancellationToken ct) => await First<byte[]>(
        """
        select profile from asset where asset_no = @assetNo and revision = @revision
        union all
        select profile from asset_revision where asset_no = @assetNo and revision = @revision
        """, new { assetNo, revision }, ct);

    public async Task<long> Count(string table, CancellationToken ct) => await First<long>($"select count(*) from {table}", null, ct);

    /// <summary>Closes all connections; to be called before the writing one is closed, which then leaves the store in one file.</summary>
    public void Dispose() => close();

    private async Task<IReadOnlyList<T>> List<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = connect();
        await connection.OpenAsync(ct);
        var found = (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
        await durable().WaitAsync(ct);
        return found;
    }

    /// <summary>As <see cref="LookUp"/>, of several.</summary>
    private async Task<IReadOnlyList<T>> LookUpAll<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = connect();
        await connection.OpenAsync(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
    }

    private async Task<T?> First<T>(string sql, object? parameters, CancellationToken ct)
    {
        var found = await LookUp<T>(sql, parameters, ct);
        await durable().WaitAsync(ct);
        return found;
    }

    /// <summary>For what goes into the next commit and is told to nobody before: the flush of that one covers what was read.</summary>
    private async Task<T?> LookUp<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = connect();
        await connection.OpenAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}

internal sealed class SiteRecord
{
    public int SiteNo { get; init; }

    public string SiteId { get; init; } = "";

    public string SiteHash { get; init; } = "";

    public string RosterHash { get; init; } = "";

    public long? RetiredAt { get; init; }

    public byte[] SiteBody { get; init; } = [];

    public byte[] RosterBody { get; init; } = [];
}

internal sealed class OpenDeadLettersRecord
{
    public long Count { get; init; }

    public long? Oldest { get; init; }
}

internal sealed class AssetRecord
{
    public long AssetNo { get; init; }

    public int SiteNo { get; init; }

    public byte[] Profile { get; init; } = [];

    public long? RetiredAt { get; init; }

    /// <summary>The connector that owns it; null for an asset of our own.</summary>
    public string? Connector { get; init; }

    /// <summary>When the connector said it.</summary>
    public long? AsOf { get; init; }
}
