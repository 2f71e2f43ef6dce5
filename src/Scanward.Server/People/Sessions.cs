using System.Collections.Concurrent;
using System.Data.Common;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>How somebody came in. The number is what the store holds.</summary>
internal enum SignedInBy
{
    Password = 1,
    Passkey = 2,
    SignInService = 3,
    Link = 4,
}

/// <summary>Where a request comes from, as its owner is shown it later.</summary>
internal readonly record struct Origin(string Address, string Agent)
{
    private const int AgentMost = 200;

    public static Origin Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new(context.Connection.RemoteIpAddress?.ToString() ?? "", new([.. agent.Take(AgentMost).Where(c => c is >= ' ' and <= '~')]));
    }
}

/// <summary>One browser in which somebody is signed in.</summary>
internal sealed class Session(long sessionId, long personId, Instant madeAt, Instant endsAt, SignedInBy how, Origin origin, long seenMs)
{
    private long seenMs = seenMs;

    public long SessionId => sessionId;

    public long PersonId => personId;

    public Instant MadeAt => madeAt;

    /// <summary>At the latest.</summary>
    public Instant EndsAt => endsAt;

    public SignedInBy How => how;

    public Origin Origin => origin;

    public long SeenMs => Volatile.Read(ref seenMs);

    /// <summary>What the store knows of <see cref="SeenMs"/>.</summary>
    public long StoredMs { get; set; } = seenMs;

    public Instant SeenAt => Instant.FromUnixTimeMilliseconds(SeenMs);

    public bool IsOver(Instant now) => now >= endsAt || now - SeenAt >= Sessions.IdleMost;

    public void Seen(Instant now) => Volatile.Write(ref seenMs, now.ToUnixTimeMilliseconds());
}

/// <summary>
/// Who is signed in where. The cookie holds nothing but a random token; what it opens is a row of the store, so that signing out, disabling and a new password end it at once, on every server
/// that is restored or started again too. A session ends half a day after its last request, and after 30 days in any case.
/// </summary>
internal sealed class Sessions(StoreReads reads, Writer writer, ServerClock clock)
{
    public static readonly Duration IdleMost = Duration.FromHours(12);

    public static readonly Duration LifeMost = Duration.FromDays(30);

    private const int KeptMost = 50;

    /// <summary>How stale the store's word of a session's last request may be.</summary>
    private static readonly Duration seenNotedEvery = Duration.FromMinutes(5);

    private static readonly TimeSpan lookEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<KeyHash, Session> byHash = new();

    public async Task Load(CancellationToken ct)
    {
        foreach (var row in await reads.PersonSessions(ct))
        {
            byHash[KeyHash.Of(row.TokenHash)] = new(
                row.SessionId, row.PersonId, Instant.FromUnixTimeMilliseconds(row.MadeAt), Instant.FromUnixTimeMilliseconds(row.EndsAt), (SignedInBy)row.How, new(row.Address, row.Agent), row.SeenAt);
        }
    }

    /// <summary>The session that the token opens, which lives on by being asked for; null where none does.</summary>
    public Session? Find(string? token)
    {
        Span<byte> hash = stackalloc byte[32];
        if (!PersonToken.TryHash(token, hash) || !byHash.TryGetValue(KeyHash.Of(hash), out var session)) return null;
        var now = clock.Now();
        if (session.IsOver(now)) return null;
        session.Seen(now);
        return session;
    }

    /// <summary>Those of the person that go on, latest first.</summary>
    public IReadOnlyList<Session> Of(long personId)
    {
        var now = clock.Now();
        return [.. byHash.Values.Where(s => s.PersonId == personId && !s.IsOver(now)).OrderByDescending(s => s.SeenMs).ThenByDescending(s => s.SessionId)];
    }

    /// <summary>Begins a session within a change; <see cref="Began"/> makes it known once that is stored.</summary>
    public static (SessionRow Row, string Token) Begin(long personId, SignedInBy how, Origin origin, Instant now)
    {
        var token = PersonToken.Make();
        return (new(personId, PersonToken.Hash(token), now, now + LifeMost, (int)how, origin.Address, origin.Agent), token);
    }

    public void Began(long sessionId, SessionRow row)
    {
        byHash[KeyHash.Of(row.TokenHash)] = new(sessionId, row.PersonId, row.MadeAt, row.EndsAt, (SignedInBy)row.How, new(row.Address, row.Agent), row.MadeAt.ToUnixTimeMilliseconds());
        foreach (var (hash, session) in byHash.Where(s => s.Value.PersonId == row.PersonId).OrderByDescending(s => s.Value.SessionId).Skip(KeptMost)) byHash.TryRemove(new(hash, session));
    }

    /// <summary>To be called when the session has ended in the store.</summary>
    public void Ended(long sessionId) => Forget(s => s.SessionId == sessionId);

    /// <summary>To be called when all of the person but one, if any, have ended in the store.</summary>
    public void EndedAll(long personId, long? except) => Forget(s => s.PersonId == personId && s.SessionId != except);

    /// <summary>Stores when sessions were last used and forgets those that are over, until cancelled.</summary>
    /// <param name="also">What is done besides, each time.</param>
    public async Task Run(Func<Task> also, Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Step();
                await also();
            }
            catch (Exception e) when (e is StoreException or DbException)
            {
                tell(e);
            }
        }
    }

    public async Task Step()
    {
        var now = clock.Now();
        Forget(s => s.IsOver(now));
        var due = byHash.Values.Where(s => s.SeenMs - s.StoredMs >= (long)seenNotedEvery.TotalMilliseconds).Select(s => (Session: s, s.SeenMs)).ToList();
        await writer.Change(session =>
        {
            foreach (var (of, seenMs) in due) session.NoteSeen(of.SessionId, Instant.FromUnixTimeMilliseconds(seenMs));
            session.ForgetEnded(now, now - IdleMost - seenNotedEvery - seenNotedEvery); // the store's word is that much behind
            return true;
        });
        foreach (var (of, seenMs) in due) of.StoredMs = seenMs;
    }

    private void Forget(Func<Session, bool> which)
    {
        foreach (var (hash, session) in byHash)
        {
            if (which(session)) byHash.TryRemove(new(hash, session));
        }
    }
}
