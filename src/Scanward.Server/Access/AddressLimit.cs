using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Scanward.Server.Access;

/// <summary>
/// A limit for requests that bring no key, by the address that they come from. Of IPv6 a whole /64 counts as one, since that is what a line is given. What it knows is bounded: of too many addresses
/// at once those that are new share one bucket.
/// </summary>
internal sealed class AddressLimit(int perMinute, TimeProvider time)
{
    private const int AddressesMost = 20_000;

    private static readonly UInt128 shared = UInt128.MaxValue;

    private readonly ConcurrentDictionary<UInt128, Taken> taken = new();
    private readonly long intervalNs = 60 * Bucket.SecondNs / perMinute, burstNs = 60 * Bucket.SecondNs;

    /// <summary>The problem where too many have come from there; null where this one may go on.</summary>
    public ProblemResult? Take(HttpContext context) => Take(context, AddressOf(context.Connection.RemoteIpAddress));

    /// <summary>As the other, for one thing that several addresses ask for.</summary>
    public ProblemResult? Take(HttpContext context, UInt128 of)
    {
        var now = time.GetTimestamp() * (Bucket.SecondNs / time.TimestampFrequency);
        if (taken.Count >= AddressesMost && !taken.ContainsKey(of))
        {
            foreach (var (address, bucket) in taken)
            {
                if (Volatile.Read(ref bucket.FullAt) <= now) taken.TryRemove(address, out _);
            }

            if (taken.Count >= AddressesMost) of = shared;
        }

        var wait = Bucket.Take(ref taken.GetOrAdd(of, static _ => new()).FullAt, 1, now, intervalNs, burstNs);
        if (wait == 0) return null;
        var seconds = (int)((wait + Bucket.SecondNs - 1) / Bucket.SecondNs);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new(Problems.RateLimited, $"This takes {perMinute} requests a minute; send it again in {seconds} s.");
    }

    private static UInt128 AddressOf(IPAddress? address)
    {
        if (address is null) return 0; // a local socket
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6) bytes[8..].Clear();
        return new(BitConverter.ToUInt64(bytes[..8]), BitConverter.ToUInt64(bytes[8..]));
    }

    private sealed class Taken
    {
        public long FullAt;
    }
}
