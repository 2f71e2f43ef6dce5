using System.Collections.Concurrent;
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
        return new(row, record, record.Inputs(RegistryJson.ReadProfile(profile, pool), await Ground(row.SiteHash, row.RosterHash, ct), await Policy(row.PolicyHash, ct)));
    }

    private async Task<CompiledPolicy> Policy(string hash, CancellationToken ct)
    {
        if (policies.TryGetValue(hash, out var known)) return known;
        var source = System.Text.Encoding.UTF8.GetString(await Content(hash, "policy", ct));
        if (PolicyReader.Read(source) is not PolicyRead read) throw new StoreException($"The stored policy {hash[..12]} can no longer be read.");
        return policies.GetOrAdd(hash, PolicyCompiler.Compile(read.Policy));
    }

    private async Task<SiteGround> Ground(string siteHash, string rosterHash, CancellationToken ct)
    {
        if (sites.TryGetValue((siteHash, rosterHash), out var known)) return known;
        var site = RegistryJson.ReadSite(await Content(siteHash, "site", ct));
        var roster = RegistryJson.ReadRoster(await Content(rosterHash, "roster", ct), pool);
        return sites.GetOrAdd((siteHash, rosterHash), new SiteGround(site, roster, siteHash, rosterHash));
    }

    private async Task<byte[]> Content(string hash, string what, CancellationToken ct) =>
        await reads.Content(hash, ct) ?? throw new StoreException($"The {what} {hash[..12]} is no longer stored.");
}
