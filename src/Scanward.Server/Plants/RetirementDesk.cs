using System.Text.Json.Nodes;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>
/// Takes sites, crews, technicians and parts out of use. What was done with them stays as it is: work orders, decisions and the ledger name them, and old decisions are decided again from the rosters
/// that they were made with. While work or stock needs one, it stays. <c>PUT</c> brings it back.
/// </summary>
internal sealed class RetirementDesk(Writer writer, Registry registry, Sites sites, ServerClock clock)
{
    private const int ToldMost = 5;

    /// <summary>Nothing may be left that somebody would miss. Its crews and technicians go with it.</summary>
    public Task<RegistryUnchanged?> Site(string id, string? reason, AuditActor by)
    {
        var siteNo = sites.NumberOf(id) ?? 0;
        return Retire(siteNo, "site", id, reason, by, session =>
        {
            if (siteNo == 0) return null;
            if (StillThere(session.WhatNeedsSite(siteNo, clock.Now())) is { Count: > 0 } left) return $"The site still has {string.Join("; ", left)}.";
            session.RetireSite(siteNo, clock.Now());
            return RegistryForm.Of(session.ReadSite(siteNo).Site);
        });
    }

    private static List<string> StillThere(SiteNeeds needs)
    {
        var left = new List<string>();
        void Tell(bool there, string what)
        {
            if (there) left.Add(what);
        }

        Tell(needs.OpenWork, "open work orders: finish or cancel them");
        Tell(needs.Resolving, "scans whose asset is being looked up: wait until they are answered");
        Tell(needs.DeadLetters, "open dead letters: replay or discard them");
        Tell(needs.Assets, "assets in use: retire them");
        Tell(needs.Stock, "stock on hand or on order: send it to another site, adjust it, or cancel the replenishment");
        Tell(needs.Transfers, "transfers on their way: receive them");
        Tell(needs.Keys, "keys that are valid: revoke them");
        return left;
    }

    public Task<RegistryUnchanged?> Technician(int siteNo, string id, string? reason, AuditActor by) => Retire(siteNo, "technician", id, reason, by, session =>
    {
        var (site, roster) = session.ReadSite(siteNo);
        if (roster.Technicians.FirstOrDefault(t => t.TechnicianId == id) is not { } technician) return null;
        if (Held(session.OpenWorkOf(siteNo, id, null, ToldMost)) is { } held) return held;
        session.SaveSite(site, roster with { Technicians = roster.Technicians.Remove(technician) }, clock.Now());
        return RegistryForm.Of(site, technician);
    });

    public Task<RegistryUnchanged?> Crew(int siteNo, string id, string? reason, AuditActor by) => Retire(siteNo, "crew", id, reason, by, session =>
    {
        var (site, roster) = session.ReadSite(siteNo);
        if (roster.Crews.FirstOrDefault(c => c.CrewId == id) is not { } crew) return null;
        if (roster.Technicians.Where(t => t.CrewId == id).Select(t => t.TechnicianId).ToArray() is { Length: > 0 } members)
            return $"{Some(members)} belong to it. Give them another crew, or retire them, first.";
        if (Held(session.OpenWorkOf(siteNo, null, id, ToldMost)) is { } held) return held;
        session.SaveSite(site, roster with { Crews = roster.Crews.Remove(crew) }, clock.Now());
        return RegistryForm.Of(site, crew);
    });

    /// <summary>The site stocks the part no more.</summary>
    public Task<RegistryUnchanged?> Part(int siteNo, string id, string? reason, AuditActor by) => Retire(siteNo, "part", id, reason, by, session =>
    {
        if (session.ReadPart(id) is not { } part || session.ReadStock([(siteNo, id)], clock.Now()).GetValueOrDefault((siteNo, id)) is not { } stock) return null;
        if (stock.OnHand > 0) return $"{stock.OnHand} are on hand. Use them up, send them to another site, or book them out with an adjustment first.";
        if (stock.OnOrder > 0 || session.ReadOpenReplenishments(siteNo).Contains(id)) return "More of it is to be ordered, or on order. Cancel the replenishment first.";
        if (session.ReadWaiting(siteNo, id, default, 1) is { Count: > 0 }) return "Work orders wait for it. Cancel them, or change what their repair takes, first.";
        session.DeleteStock(siteNo, id);
        return RegistryForm.Of(part);
    });

    /// <param name="take">Takes it out; the entry as it was, a text where something needs it, null where there is none.</param>
    private async Task<RegistryUnchanged?> Retire(int siteNo, string kind, string id, string? reason, AuditActor by, Func<IStoreSession, Taken?> take)
    {
        var refused = await writer.Change(session =>
        {
            if (take(session) is not { } taken) return new RegistryUnchanged(Problems.NotFound, kind == "site" ? $"There is no site '{id}'." : $"This site has no {kind} '{id}'.");
            if (taken.Why is { } why) return new RegistryUnchanged(Problems.WrongState, why);
            var after = reason is null ? null : new JsonObject { ["reason"] = reason }.ToJsonString();
            session.Audit(new(by, siteNo, $"{kind}.retired", kind, id, clock.Now()) { Before = taken.Entry!.ToJsonString(), After = after });
            return null;
        });
        if (refused is null && kind != "part") await registry.Refresh(CancellationToken.None);
        return refused;
    }

    private static string? Held(IReadOnlyList<string> numbers) => numbers.Count == 0 ? null : $"Work is open: {Some(numbers)}. Give it to somebody else, finish or cancel it first.";

    private static string Some(IReadOnlyList<string> names) => names.Count < ToldMost ? string.Join(", ", names) : $"{string.Join(", ", names)} …";

    /// <summary>An entry that was taken out, or why it was not.</summary>
    private sealed record Taken(JsonObject? Entry, string? Why)
    {
        public static implicit operator Taken(JsonObject entry) => new(entry, null);

        public static implicit operator Taken(string why) => new(null, why);
    }
}
