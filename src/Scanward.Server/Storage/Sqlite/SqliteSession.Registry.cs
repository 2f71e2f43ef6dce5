using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Routing;

namespace Scanward.Server.Storage.Sqlite;

/// <content>The registry, policies, dead letters.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement findSite = null!, saveSite = null!, savePart = null!, findAsset = null!, insertAsset = null!, updateAsset = null!, insertRevision = null!, insertPastFailure = null!,
        findTags = null!, deleteTag = null!, saveTag = null!, saveStock = null!, saveContent = null!,
        readProfile = null!, useAgain = null!, retireAsset = null!, retireSite = null!, whatNeedsSite = null!, readSite = null!, readPart = null!, findTag = null!, endTag = null!, countDeadLetter = null!, findDeadLetter = null!, insertDeadLetter = null!, trimDeadLetters = null!, closeDeadLetter = null!, noteAttempt = null!, giveUp = null!;

    private readonly Dictionary<int, int> keptLetters = [];
    private readonly RegistryPool pool = new();

    public int SaveSite(Site site, Roster roster, Instant at)
    {
        var siteBody = RegistryJson.Write(site);
        var rosterBody = RegistryJson.Write(roster);
        var siteHash = Hash(siteBody);
        var rosterHash = Hash(rosterBody);
        SaveContent(siteHash, "site", siteBody, at);
        SaveContent(rosterHash, "roster", rosterBody, at);
        saveSite.Bind(site.SiteId).Bind(site.Code).Bind(site.Name).Bind(siteHash).Bind(rosterHash).Run();
        findSite.Bind(site.SiteId);
        findSite.Step();
        var siteNo = findSite.Int(0);
        findSite.Reset();
        return siteNo;
    }

    public void RetireSite(int siteNo, Instant at) => retireSite.Bind(at.Ms()).Bind(siteNo).Run();

    public SiteNeeds WhatNeedsSite(int siteNo, Instant now)
    {
        whatNeedsSite.Bind(siteNo).Bind(now.Ms());
        whatNeedsSite.Step();
        var needs = new SiteNeeds(
            whatNeedsSite.Int(0) != 0, whatNeedsSite.Int(1) != 0, whatNeedsSite.Int(2) != 0, whatNeedsSite.Int(3) != 0, whatNeedsSite.Int(4) != 0, whatNeedsSite.Int(5) != 0, whatNeedsSite.Int(6) != 0);
        whatNeedsSite.Reset();
        return needs;
    }

    public void SavePart(string partId, string name, string unit) => savePart.Bind(partId).Bind(name).Bind(unit).Run();

    public AssetSaved SaveAsset(int siteNo, AssetProfile profile, IReadOnlyCollection<AssetTag> tags, AssetHistory? history, Instant at, TagChange why)
    {
        findAsset.Bind(siteNo).Bind(profile.AssetId);
        if (!findAsset.Step())
        {
            insertAsset.Bind(siteNo).Bind(profile.AssetId).Bind(profile.Name).Bind(profile.Class).Bind(profile.Criticality).Bind(1L)
                .Bind(RegistryJson.Write(profile with { Revision = 1 })).Bind(at.Ms());
            BindPm(insertAsset, profile);
            insertAsset.Step();
            var created = insertAsset.Long(0);
            insertAsset.Reset();
            foreach (var tag in tags) saveTag.Bind(siteNo).Bind(tag.Key).Bind(created).Bind(tag.Raw).Bind(at.Ms()).Run();
            if (history is not null) SaveNewHistory(created, history);
            return new(created, Changed: true, Created: true);
        }

        var assetNo = findAsset.Long(0);
        var revision = findAsset.Int(1);
        var stored = findAsset.Blob(2).ToArray();
        findAsset.Reset();
        var changed = !RegistryJson.Write(profile with { Revision = revision }).AsSpan().SequenceEqual(stored);
        if (changed)
        {
            insertRevision.Bind(assetNo).Bind(revision).Bind(stored).Run();
            updateAsset.Bind(profile.Name).Bind(profile.Class).Bind(profile.Criticality).Bind(revision + 1L)
                .Bind(RegistryJson.Write(profile with { Revision = revision + 1 })).Bind(at.Ms());
            BindPm(updateAsset, profile).Bind(assetNo).Run();
        }

        useAgain.Bind(assetNo).Run();
        SaveTags(siteNo, assetNo, tags, at, why);
        return new(assetNo, changed);
    }

    public void SavePastFailures(long assetNo, IReadOnlyList<PastFailure> failures)
    {
        for (var i = 0; i < failures.Count; i++)
            insertPastFailure.Bind(assetNo).Bind(i + 1L).Bind(failures[i].At.Ms()).Bind(failures[i].FailureMode).Bind(failures[i].ClosedAt.Ms()).Run();
    }

    public (Site Site, Roster Roster) ReadSite(int siteNo)
    {
        readSite.Bind(siteNo);
        if (!readSite.Step()) throw new StoreException($"The store has no site {siteNo}.");
        var found = (RegistryJson.ReadSite(readSite.Blob(0).ToArray()), RegistryJson.ReadRoster(readSite.Blob(1).ToArray(), pool));
        readSite.Reset();
        return found;
    }

    public PartDefinition? ReadPart(string partId)
    {
        readPart.Bind(partId);
        var part = readPart.Step() ? new PartDefinition(partId, readPart.Text(0), readPart.Text(1)) : null;
        readPart.Reset();
        return part;
    }

    public StoredAsset? FindAsset(int siteNo, string assetId)
    {
        findAsset.Bind(siteNo).Bind(assetId);
        var found = findAsset.Step() ? new StoredAsset(findAsset.Long(0), findAsset.Int(1), findAsset.LongOrNull(3).ToInstant()) : null;
        findAsset.Reset();
        return found;
    }

    public string? FindTag(int siteNo, string tagKey)
    {
        findTag.Bind(siteNo).Bind(tagKey);
        var holder = findTag.Step() ? findTag.Text(0) : null;
        findTag.Reset();
        return holder;
    }

    public void RetireAsset(int siteNo, long assetNo, Instant at, TagChange why)
    {
        retireAsset.Bind(at.Ms()).Bind(assetNo).Run();
        SaveTags(siteNo, assetNo, [], at, why);
    }

    public AssetProfile? ReadProfile(long assetNo)
    {
        readProfile.Bind(assetNo);
        var profile = readProfile.Step() ? RegistryJson.ReadProfile(readProfile.Blob(0), pool) : null;
        readProfile.Reset();
        return profile;
    }

    public void SaveProfile(long assetNo, AssetProfile profile, Instant at)
    {
        var before = ReadProfile(assetNo) ?? throw new StoreException($"The store has no asset {assetNo}.");
        insertRevision.Bind(assetNo).Bind(before.Revision).Bind(RegistryJson.Write(before)).Run();
        var next = before.Revision + 1;
        updateAsset.Bind(profile.Name).Bind(profile.Class).Bind(profile.Criticality).Bind(next).Bind(RegistryJson.Write(profile with { Revision = next })).Bind(at.Ms());
        BindPm(updateAsset, profile).Bind(assetNo).Run();
    }

    private static SqliteStatement BindPm(SqliteStatement statement, AssetProfile profile) => profile.Preventive is { } plan
        ? statement.Bind(LocalDatePattern.Iso.Format(plan.Next)).Bind((long)(plan.Job.Minutes ?? profile.EstimatedMinutes))
        : statement.BindNull().BindNull();

    public void SaveStock(int siteNo, Stock stock, long moveId, Instant at)
    {
        readStock.Bind(siteNo).Bind(stock.PartId);
        var (known, onHand, reserved) = readStock.Step() ? (true, readStock.Int(0), readStock.Int(1)) : (false, 0, 0);
        readStock.Reset();
        saveStock.Bind(siteNo).Bind(stock.PartId).Bind(onHand).Bind(stock.OnOrder).Bind(stock.SafetyStock).Bind(stock.ReorderPoint).Bind(stock.ReorderQuantity)
            .Bind(stock.LeadTimeDays).Bind(stock.Eta.Ms()).Run();
        var counted = Math.Max(stock.OnHand, reserved); // what is held lies there, whatever a file says
        if (known && counted == onHand) return;
        Move(new(moveId, siteNo, stock.PartId, new(known ? StockMoveKind.Count : StockMoveKind.Opening, counted - onHand, 0), at));
    }

    public void SaveContent(string hash, string kind, byte[] body, Instant at) => saveContent.Bind(hash).Bind(kind).Bind(body).Bind(at.Ms()).Run();

    public long Keep(DeadLetterRow letter)
    {
        var digest = DeadLetters.Digest(letter);
        countDeadLetter.Bind(letter.At.Ms()).Bind(letter.Attempts).Bind(letter.SiteNo).Bind(digest).Run();
        findDeadLetter.Bind(letter.SiteNo).Bind(digest);
        var known = findDeadLetter.Step() ? findDeadLetter.Long(0) : (long?)null;
        findDeadLetter.Reset();
        if (known is { } id) return id;
        Span<byte> key = stackalloc byte[16];
        var hasKey = letter.Key is { } guid && guid.TryWriteBytes(key, bigEndian: true, out _);
        insertDeadLetter.Bind(letter.DeadLetterId).Bind(letter.SiteNo).Bind(letter.Code).Bind(letter.Detail)
            .Bind(JsonSerializer.Serialize(letter.Errors, StoredJson.Default.ImmutableArrayScanFault)).Bind(letter.Raw).Bind(letter.RawLength).Bind(digest)
            .Bind(letter.TagKey);
        if (hasKey) insertDeadLetter.Bind(key);
        else insertDeadLetter.BindNull();
        insertDeadLetter.Bind(letter.ScanId).Bind(letter.DeviceKey).Bind(letter.Transport).Bind(1L).Bind(letter.Attempts).Bind(letter.At.Ms()).Bind(letter.At.Ms()).Bind(1L).Run();
        var kept = keptLetters[letter.SiteNo] = keptLetters.GetValueOrDefault(letter.SiteNo) + 1;
        if (kept % 64 == 0) trimDeadLetters.Bind(letter.SiteNo).Bind(DeadLetters.KeptPerSite).Run();
        return letter.DeadLetterId;
    }

    public bool CloseDeadLetter(long deadLetterId, DeadLetterState state, Instant at, string by, string? reason, long? scanId)
    {
        closeDeadLetter.Bind((int)state).Bind(at.Ms()).Bind(by).Bind(reason).Bind(scanId).Bind(deadLetterId).Run();
        return database.Changes > 0;
    }

    public bool NoteAttempt(long deadLetterId, string attempts, Instant at)
    {
        noteAttempt.Bind(attempts).Bind(at.Ms()).Bind(deadLetterId).Run();
        return database.Changes > 0;
    }

    public void GiveUp(long scanId, ScanStatus status, int answerStatus, byte[] ack)
    {
        giveUp.Bind((int)status).Bind(answerStatus).Bind(ack).Bind(scanId).Run();
        deleteResolving.Bind(scanId).Run();
    }

    public void Reschedule(ResolvingRow row) => WriteResolving(row);

    private void SaveTags(int siteNo, long assetNo, IReadOnlyCollection<AssetTag> tags, Instant at, TagChange why)
    {
        var before = new HashSet<string>();
        findTags.Bind(assetNo);
        while (findTags.Step()) before.Add(findTags.Text(0));
        foreach (var tag in tags)
        {
            if (before.Remove(tag.Key)) continue;
            EndTag(siteNo, tag.Key, at, why);
            saveTag.Bind(siteNo).Bind(tag.Key).Bind(assetNo).Bind(tag.Raw).Bind(at.Ms()).Run();
        }

        foreach (var gone in before)
        {
            EndTag(siteNo, gone, at, why);
            deleteTag.Bind(siteNo).Bind(gone).Run();
        }
    }

    /// <summary>Keeps whose the tag was until now, if anybody's.</summary>
    private void EndTag(int siteNo, string tagKey, Instant at, TagChange why) => endTag.Bind(siteNo).Bind(tagKey).Bind(at.Ms()).Bind(why.Reason).Bind(why.Actor).Run();

    private static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private void PrepareRegistryWrites()
    {
        findSite = database.Prepare("select site_no from site where site_id = ?");
        saveSite = database.Prepare(
            """
            insert into site (site_id, code, name, site_hash, roster_hash) values (?, ?, ?, ?, ?)
            on conflict (site_id) do update set code = excluded.code, name = excluded.name, site_hash = excluded.site_hash, roster_hash = excluded.roster_hash, retired_at = null
            """);
        retireSite = database.Prepare("update site set retired_at = ? where site_no = ?");
        whatNeedsSite = database.Prepare(
            """
            select exists (select 1 from asset where site_no = ?1 and retired_at is null),
              exists (select 1 from work_order where site_no = ?1 and state in (1, 2, 3, 4, 5)),
              exists (select 1 from stock where site_no = ?1 and (on_hand > 0 or on_order > 0)),
              exists (select 1 from transfer where (from_site_no = ?1 or to_site_no = ?1) and received_at is null),
              exists (select 1 from access_key where site_no = ?1 and revoked_at is null and (expires_at is null or expires_at > ?2)),
              exists (select 1 from dead_letter where site_no = ?1 and state = 1),
              exists (select 1 from resolving r join scan s on s.scan_id = r.scan_id where s.site_no = ?1)
            """);
        savePart = database.Prepare("insert into part (part_id, name, unit, part_no) values (?, ?, ?, (select coalesce(max(part_no), 0) + 1 from part)) on conflict (part_id) do update set name = excluded.name, unit = excluded.unit");
        findAsset = database.Prepare("select asset_no, revision, profile, retired_at from asset where site_no = ? and asset_id = ?");
        useAgain = database.Prepare("update asset set retired_at = null where asset_no = ? and retired_at is not null");
        retireAsset = database.Prepare("update asset set retired_at = ? where asset_no = ?");
        readSite = database.Prepare(
            "select sc.body, rc.body from site s join content sc on sc.hash = s.site_hash join content rc on rc.hash = s.roster_hash where s.site_no = ?");
        readPart = database.Prepare("select name, unit from part where part_id = ?");
        findTag = database.Prepare("select a.asset_id from tag t join asset a on a.asset_no = t.asset_no where t.site_no = ? and t.tag_key = ?");
        endTag = database.Prepare(
            """
            insert into tag_past (site_no, tag_key, since, until, asset_no, raw, reason, actor)
            select site_no, tag_key, since, ?3, asset_no, raw, ?4, ?5 from tag where site_no = ?1 and tag_key = ?2
            on conflict (site_no, tag_key, since) do update set until = excluded.until, asset_no = excluded.asset_no, raw = excluded.raw, reason = excluded.reason, actor = excluded.actor
            """);
        readProfile = database.Prepare("select profile from asset where asset_no = ?");
        insertAsset = database.Prepare(
            "insert into asset (site_no, asset_id, name, class, criticality, revision, profile, updated_at, pm_next, pm_minutes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning asset_no");
        updateAsset = database.Prepare("update asset set name = ?, class = ?, criticality = ?, revision = ?, profile = ?, updated_at = ?, pm_next = ?, pm_minutes = ? where asset_no = ?");
        insertRevision = database.Prepare("insert into asset_revision (asset_no, revision, profile) values (?, ?, ?)");
        insertPastFailure = database.Prepare("insert into past_failure (asset_no, failure_no, at, failure_mode, closed_at) values (?, ?, ?, ?, ?)");
        findTags = database.Prepare("select tag_key from tag where asset_no = ?");
        deleteTag = database.Prepare("delete from tag where site_no = ? and tag_key = ?");
        saveTag = database.Prepare(
            """
            insert into tag (site_no, tag_key, asset_no, raw, since) values (?, ?, ?, ?, ?)
            on conflict (site_no, tag_key) do update set asset_no = excluded.asset_no, raw = excluded.raw, since = excluded.since
            """);
        saveStock = database.Prepare(
            """
            insert into stock (site_no, part_id, on_hand, reserved, on_order, safety_stock, reorder_point, reorder_quantity, lead_time_days, eta)
            values (?, ?, ?, 0, ?, ?, ?, ?, ?, ?)
            on conflict (site_no, part_id) do update set on_order = excluded.on_order, safety_stock = excluded.safety_stock,
              reorder_point = excluded.reorder_point, reorder_quantity = excluded.reorder_quantity, lead_time_days = excluded.lead_time_days, eta = excluded.eta
            """);
        saveContent = database.Prepare("insert into content (hash, kind, body, stored_at) values (?, ?, ?, ?) on conflict (hash) do nothing");
        countDeadLetter = database.Prepare("update dead_letter set times = times + 1, last_at = ?, attempts = coalesce(?, attempts) where site_no = ? and digest = ?");
        findDeadLetter = database.Prepare("select dead_letter_id from dead_letter where site_no = ? and digest = ?");
        insertDeadLetter = database.Prepare(
            """
            insert into dead_letter (dead_letter_id, site_no, code, detail, errors, raw, raw_length, digest, tag_key, idempotency_key, scan_id, device_key, transport,
                                     state, attempts, first_at, last_at, times)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        trimDeadLetters = database.Prepare(
            """
            delete from dead_letter where dead_letter_id in
              (select dead_letter_id from dead_letter where site_no = ?1 and scan_id is null order by dead_letter_id desc limit -1 offset ?2)
            """);
        closeDeadLetter = database.Prepare("update dead_letter set state = ?, last_at = ?, closed_by = ?, reason = ?, replayed_scan_id = ? where dead_letter_id = ? and state = 1");
        noteAttempt = database.Prepare("update dead_letter set attempts = ?, last_at = ? where dead_letter_id = ? and state = 1");
        giveUp = database.Prepare("update scan set status = ?, answer_status = ?, ack = ? where scan_id = ?");
    }
}
