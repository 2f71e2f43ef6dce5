using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>A stored decision with everything it was made from, ready to be decided again.</summary>
internal sealed record StoredDecision(DecisionRecordRow Row, DecisionRecord Record, RoutingInputs Inputs);

/// <summary>Brings the inputs of stored decisions together again: what the record holds by value, and what it names by hash or revision.</summary>
internal sealed class StoredDecisions(StoreReads reads)
{
    private readonly ConcurrentDictionary<string, CompiledPolicy> policies = new();
    private readonly ConcurrentDictionary<(string Site, string Roster), SiteGround> sites = new();
    private readonly RegistryPool pool = new();

    /// <exception cref="StoreException">What the record names is no longer stored, or is not what its name says.</exception>
    public async Task<StoredDecision> Open(DecisionRecordRow row, CancellationToken ct)
    {
        var record = DecisionRecord.Read(row.Record);
        var profile = await reads.Profile(row.AssetNo, record.ProfileRevision, ct)
            ?? throw new StoreException($"Revision {record.ProfileRevision} of the asset's profile is no longer stored.");
        var inputs = record.Inputs(RegistryJson.ReadProfile(profile, pool), await Ground(row.SiteHash, row.RosterHash, ct), await Policy(row.PolicyHash, ct));
        return new(row, record, inputs with { Engine = int.TryParse(row.Engine, CultureInfo.InvariantCulture, out var engine) ? engine : RoutingInputs.CurrentEngine });
    }

    private async Task<CompiledPolicy> Policy(string hash, CancellationToken ct)
    {
        if (policies.TryGetValue(hash, out var known)) return known;
        var source = System.Text.Encoding.UTF8.GetString(await Content(hash, "policy", ct));
        if (PolicyReader.Read(source) is not PolicyRead read) throw new StoreException($"The stored policy {Short(hash)} can no longer be read.");
        if (read.Policy.Hash != hash) throw Changed("policy", hash);
        return policies.GetOrAdd(hash, PolicyCompiler.Compile(read.Policy));
    }

    private async Task<SiteGround> Ground(string siteHash, string rosterHash, CancellationToken ct)
    {
        if (sites.TryGetValue((siteHash, rosterHash), out var known)) return known;
        var site = RegistryJson.ReadSite(await Verified(siteHash, "site", ct));
        var roster = RegistryJson.ReadRoster(await Verified(rosterHash, "roster", ct), pool);
        return sites.GetOrAdd((siteHash, rosterHash), new SiteGround(site, roster, siteHash, rosterHash));
    }

    /// <summary>A policy's hash is over its canonical form; a site's and a roster's is over the stored bytes.</summary>
    private async Task<byte[]> Verified(string hash, string what, CancellationToken ct)
    {
        var body = await Content(hash, what, ct);
        return Convert.ToHexStringLower(SHA256.HashData(body)) == hash ? body : throw Changed(what, hash);
    }

    private async Task<byte[]> Content(string hash, string what, CancellationToken ct) =>
        await reads.Content(hash, ct) ?? throw new StoreException($"The {what} {Short(hash)} is no longer stored.");

    private static StoreException Changed(string what, string hash) => new($"The stored {what} {Short(hash)} has been changed: it is not what its hash says.");

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
