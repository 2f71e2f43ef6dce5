namespace Scanward.Server.Storage;

/// <content>Devices, and the firmware that is wanted of them. Where a site's number is asked for, 0 means all sites.</content>
internal sealed partial class StoreReads
{
    private const string DeviceTable =
        """
        select d.*, k.site_no, s.site_id, k.name, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.revoked_by, k.quarantined,
          (select max(made_at) from key_secret h where h.key_id = k.key_id) as secret_made_at
        from device d join access_key k on k.key_id = d.key_id join site s on s.site_no = k.site_no
        """;

    public Task<IReadOnlyList<DeviceRecord>> Devices(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<DeviceRecord>(DeviceTable, "(@siteNo = 0 or k.site_no = @siteNo) and @siteNo", "d.key_id", siteNo, filters, before, most, ct);

    public Task<DeviceRecord?> Device(int siteNo, long keyId, CancellationToken ct) =>
        First<DeviceRecord>($"{DeviceTable} where d.key_id = @keyId and (@siteNo = 0 or k.site_no = @siteNo)", new { siteNo, keyId }, ct);

    /// <summary>Those that may still be heard of: not refused, and not revoked.</summary>
    public Task<IReadOnlyList<DeviceRecord>> DevicesInUse(CancellationToken ct) => List<DeviceRecord>($"{DeviceTable} where d.state <> 3 and k.revoked_at is null", null, ct);

    /// <summary>Devices that somebody should look at: those that await approval, and those that have fallen silent with scans; at most so many.</summary>
    public Task<IReadOnlyList<DeviceRecord>> DevicesToSee(int siteNo, long nowMs, int most, CancellationToken ct) => List<DeviceRecord>(
        $"""
        {DeviceTable} where (d.state = 1 or d.stale_since is not null) and k.revoked_at is null and (k.expires_at is null or k.expires_at > @nowMs) and (@siteNo = 0 or k.site_no = @siteNo)
        order by d.key_id desc limit @most
        """, new { siteNo, nowMs, most }, ct);

    public Task<IReadOnlyList<DeviceCountRecord>> CountDevices(int? siteNo, long nowMs, CancellationToken ct) => List<DeviceCountRecord>(
        """
        select s.site_id, sum(d.state = 2) as active, sum(d.state = 1) as awaiting, sum(d.stale_since is not null) as silent, sum(coalesce(d.pending, 0)) as pending
        from device d join access_key k on k.key_id = d.key_id join site s on s.site_no = k.site_no
        where d.state <> 3 and k.revoked_at is null and (k.expires_at is null or k.expires_at > @nowMs) and (@siteNo is null or k.site_no = @siteNo)
        group by s.site_id order by s.site_id
        """, new { siteNo, nowMs }, ct);

    public Task<IReadOnlyList<FirmwareRuleRecord>> FirmwareRules(CancellationToken ct) => List<FirmwareRuleRecord>("select site_no, model, minimum, refuse_from from firmware_rule order by site_no, model", null, ct);
}
