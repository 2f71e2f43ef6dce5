using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Doctor;

/// <summary>The store: whether its file is whole and of this program's schema, and what its content says about clock, plant, keys and dead letters.</summary>
internal sealed class StoreCheckup(string path, bool served, bool deep, Instant now)
{
    private const long LargeWalBytes = 1L << 30;

    private const int PageAssets = 1_000;

    private static readonly Duration clockMayDiffer = Duration.FromMinutes(1);

    public async Task<List<Finding>> Run(Action<string> report, CancellationToken ct)
    {
        var findings = new List<Finding>();
        if (!File.Exists(path))
        {
            findings.Add(Finding.Warning("store_missing", "There is no store in the data folder yet.", "It is made at the first start, or by scanward import."));
            return findings;
        }

        report(deep ? "reading every page and index" : "reading every page");
        StoreHealth health;
        try
        {
            health = await Task.Run(() => StoreHealth.Of(path, served, deep), ct);
        }
        catch (StoreException e)
        {
            findings.Add(Finding.Failed("store_damaged", $"The store cannot be read: {e.Message}", "Stop the server, keep the data folder as it is, and restore the last backup into a new one."));
            return findings;
        }

        OfFile(health, findings);
        if (health.Damage is not null || health.Schema != Store.KnownSchema) return findings; // the rest is read as this program writes it
        Clock(health, findings);
        report("reading the plant");
        using var reads = Store.Readers(path, served);
        await Plant(reads, findings, ct);
        await Keys(reads, findings, ct);
        await DeadLetters(reads, findings, ct);
        return findings;
    }

    private void OfFile(StoreHealth health, List<Finding> findings)
    {
        findings.Add(
            health.Library < Store.OldestSqlite
                ? Finding.Failed("sqlite_version", $"SQLite {health.Library} may lose commits.", $"Use a Scanward with SQLite {Store.OldestSqlite} or newer.")
                : Finding.Ok("sqlite_version", $"SQLite {health.Library}."));
        findings.Add(
            health.Damage is { } damage
                ? Finding.Failed("store_damaged", $"The store's file is damaged: {damage}", "Stop the server, keep the data folder as it is, and restore the last backup into a new one.")
                : Finding.Ok("store_whole", deep ? "The store's file is whole, with its indexes." : "The store's file is whole (--deep also reads its indexes)."));
        findings.Add(
            health.Schema == Store.KnownSchema ? Finding.Ok("schema", $"Schema {health.Schema}.")
            : health.Schema < Store.KnownSchema ? Finding.Warning("schema", $"The store has schema {health.Schema}, this program {Store.KnownSchema}.", "The next start brings it up to date; make a backup before.")
            : Finding.Failed("schema", $"The store was written by a newer Scanward (schema {health.Schema}, this one knows {Store.KnownSchema}).", "Use that version."));
        var wal = string.Create(CultureInfo.InvariantCulture, $"The write-ahead log takes {health.WalBytes / 1e6:N0} MB.");
        findings.Add(health.WalBytes > LargeWalBytes ? Finding.Warning("wal_size", wal, "Something reads for long (a backup, a query of somebody's), or the disk does not keep up; it shrinks when the server stops.") : Finding.Ok("wal_size", wal));
    }

    /// <summary>Ids carry the time; one from the future tells that the machine's clock was ahead then, or is behind now.</summary>
    private void Clock(StoreHealth health, List<Finding> findings)
    {
        if (health.LastId is not { } id) return;
        var last = Instant.FromUnixTimeMilliseconds(TimeOrderedId.UnixMs(id));
        var told = $"The last row was stored at {InstantPattern.General.Format(last)}, and it is {InstantPattern.General.Format(now)} now";
        findings.Add(
            last - now > clockMayDiffer
                ? Finding.Failed("clock_behind", $"{told}: the clock has gone back.", "Set the machine's clock (timedatectl), and let NTP keep it; the server would date all scans with the time of its clock.")
                : Finding.Ok("clock", $"{told}."));
    }

    private static async Task Plant(StoreReads reads, List<Finding> findings, CancellationToken ct)
    {
        var plant = new PlantCheckup();
        var pool = new RegistryPool();
        foreach (var row in await reads.Sites(ct))
        {
            var stock = await reads.Stock(row.SiteNo, ct);
            plant.Add(RegistryJson.ReadSite(row.SiteBody), RegistryJson.ReadRoster(row.RosterBody, pool), stock.Select(s => s.PartId));
        }

        for (var after = 0L; await reads.AssetsInUse(after, PageAssets, ct) is { Count: > 0 } page; after = page[^1].AssetNo)
        {
            foreach (var row in page) plant.Add(RegistryJson.ReadProfile(row.Profile, pool));
        }

        findings.AddRange(plant.Findings());
    }

    private static async Task Keys(StoreReads reads, List<Finding> findings, CancellationToken ct)
    {
        var keys = (await reads.Keys(0, [], null, 10_000, ct)).Where(k => k.RevokedAt is null).ToList();
        string[] without = [.. (await reads.Sites(ct)).Select(s => s.SiteId).Except(keys.Select(k => k.SiteId ?? ""), StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (without.Length > 0) findings.Add(Finding.Warning("keys_missing", $"Sites without a device key: {Finding.Some(without)}. Nobody can scan there.", $"scanward key create --site {without[0]} --name NAME"));
        else if (keys.Count > 0) findings.Add(Finding.Ok("keys", $"{keys.Count} keys; each site has one."));
    }

    private async Task DeadLetters(StoreReads reads, List<Finding> findings, CancellationToken ct)
    {
        var open = await reads.OpenDeadLetters(ct);
        if (open is not { Count: > 0, Oldest: { } oldest })
        {
            findings.Add(Finding.Ok("dead_letters", "No dead letter is open."));
            return;
        }

        var days = (now - Instant.FromUnixTimeMilliseconds(oldest)).Days;
        findings.Add(Finding.Warning("dead_letters", $"{open.Count} dead letters are open, the oldest for {days} days.", "scanward dead-letters list shows them: add missing tags to the registry, and discard what nobody needs."));
    }
}
