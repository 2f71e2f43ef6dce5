using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NodaTime;
using Scanward.Server.Access;

namespace Scanward.Server.People;

/// <summary>
/// How often somebody may be wrong. A name is locked for a while after ten wrong passwords, longer each time, whether there is such a person or not, so that the answer tells nothing; an address
/// that is wrong again and again has to wait between its attempts. All of it is in memory and begins anew with the server.
/// </summary>
internal sealed class SignInThrottle(ServerClock clock)
{
    public const int WrongMost = 10;

    private const int NamesMost = 10_000, AddressesMost = 10_000;

    private static readonly Rate perAddress = new(1, 30);

    private static readonly Duration firstLock = Duration.FromMinutes(15), longestLock = Duration.FromHours(24);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Tries> names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Address> addresses = new(StringComparer.Ordinal);

    /// <summary>Locks of people's names that nobody has been told of yet.</summary>
    public ConcurrentQueue<(long PersonId, Instant Until)> NewLocks { get; } = new();

    /// <summary>Counts an attempt from the address; seconds to wait where there were too many.</summary>
    public int? TakeFrom(string address)
    {
        if (addresses.Count > AddressesMost) Forget();
        var wait = Bucket.Take(ref addresses.GetOrAdd(Network(address), static _ => new()).FullAt, 1, NowNs(), perAddress.IntervalNs, perAddress.BurstNs);
        return wait > 0 ? (int)Math.Min(int.MaxValue, (wait + Bucket.SecondNs - 1) / Bucket.SecondNs) : null;
    }

    /// <summary>Takes an attempt back that was right: many people may share an address.</summary>
    public void GiveBack(string address)
    {
        if (addresses.TryGetValue(Network(address), out var tries)) Interlocked.Add(ref tries.FullAt, -perAddress.IntervalNs);
    }

    /// <summary>Counts an attempt on the name before it is known whether it is right, so that many at once count as many; until when it is locked, where it is.</summary>
    public Instant? Try(string folded, long? personId)
    {
        var now = clock.Now();
        lock (gate)
        {
            if (!names.TryGetValue(folded, out var tries)) names[folded] = tries = Room(now);
            tries.IsSomebodys = personId is not null;
            if (tries.LockedUntil > now) return tries.LockedUntil;
            if (tries.Wrong >= WrongMost) return Lock(tries, personId, now); // as many are being tried just now
            tries.At = now;
            tries.Wrong++;
            return null;
        }
    }

    /// <summary>To be called when the attempt was wrong; until when the name is locked now, where it is.</summary>
    public Instant? Wrong(string folded, long? personId)
    {
        var now = clock.Now();
        lock (gate)
        {
            if (!names.TryGetValue(folded, out var tries)) return null;
            if (tries.LockedUntil > now) return tries.LockedUntil;
            return tries.Wrong < WrongMost ? null : Lock(tries, personId, now);
        }
    }

    /// <summary>The name begins anew: the attempt was right, or a link has been used.</summary>
    public void Right(string folded)
    {
        lock (gate) names.Remove(folded);
    }

    public Instant? LockedUntil(string folded)
    {
        lock (gate) return names.TryGetValue(folded, out var tries) && tries.LockedUntil > clock.Now() ? tries.LockedUntil : null;
    }

    /// <summary>A new entry, for which old ones of nobody make room.</summary>
    private Tries Room(Instant now)
    {
        if (names.Count >= NamesMost)
        {
            foreach (var (name, _) in names.Where(n => !n.Value.IsSomebodys).OrderBy(n => n.Value.LockedUntil > now).ThenBy(n => n.Value.At).Take(NamesMost / 10).ToList()) names.Remove(name);
        }

        return new();
    }

    private Instant Lock(Tries tries, long? personId, Instant now)
    {
        var length = Duration.Min(firstLock * (1 << Math.Min(tries.Locks, 10)), longestLock);
        (tries.Wrong, tries.Locks, tries.LockedUntil) = (0, tries.Locks + 1, now + length);
        if (personId is { } id) NewLocks.Enqueue((id, tries.LockedUntil));
        return tries.LockedUntil;
    }

    private void Forget()
    {
        var now = NowNs();
        foreach (var (address, tries) in addresses)
        {
            if (Volatile.Read(ref tries.FullAt) <= now) addresses.TryRemove(new(address, tries));
        }
    }

    private long NowNs() => clock.Time.GetTimestamp() * (Bucket.SecondNs / clock.Time.TimestampFrequency);

    /// <summary>One customer's network has many IPv6 addresses: what counts is the first half.</summary>
    private static string Network(string address)
    {
        if (!IPAddress.TryParse(address, out var ip) || ip.AddressFamily != AddressFamily.InterNetworkV6 || ip.IsIPv4MappedToIPv6) return address;
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8))}/64");
    }

    private sealed class Tries
    {
        public int Wrong { get; set; }

        public int Locks { get; set; }

        public Instant LockedUntil { get; set; }

        public Instant At { get; set; }

        public bool IsSomebodys { get; set; }
    }

    private sealed class Address
    {
        public long FullAt;
    }
}
