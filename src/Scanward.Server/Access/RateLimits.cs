using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Scanward.Server.Access;

/// <summary>How many requests a second are taken, where an item of a batch counts as one; 0 where there is no limit.</summary>
/// <param name="PerKey">Of one key; four seconds' worth may come at once.</param>
/// <param name="PerSite">Of all keys of a site; two seconds' worth may come at once.</param>
/// <param name="Overall">Of all keys; two seconds' worth may come at once.</param>
internal sealed record RateLimitOptions(int PerKey, int PerSite, int Overall)
{
    public static RateLimitOptions None { get; } = new(0, 0, 0);

    /// <summary>
    /// A person scans once in a few seconds, so 50 a second is a phone that hands in what it queued. All together are not limited: what the machine can take, the writer's
    /// queue tells best.
    /// </summary>
    public static RateLimitOptions Default { get; } = new(50, 1_000, 0);
}

/// <summary>A request that goes over a limit.</summary>
internal readonly record struct OverLimit(string Detail, int RetryAfterSeconds);

/// <summary>
/// The limits of a running server: of each key, then of its site, then overall. A key that floods empties its own bucket first; where the others bind, shares are fair. Says how much is left
/// in <c>RateLimit</c> and <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers-11).
/// </summary>
internal sealed class RateLimits
{
    private const int KeyBurstSeconds = 4, SharedBurstSeconds = 2, ShownMost = 4_096;

    private readonly TimeProvider time;
    private readonly long nsPerTick;
    private readonly Rate? perKey, perSite;
    private readonly FairLimit? overall;
    private readonly ConcurrentDictionary<int, FairLimit> sites = new();
    private readonly StringValues policy;
    private readonly string?[] shown = [];

    public RateLimits(RateLimitOptions options, TimeProvider time)
    {
        this.time = time;
        nsPerTick = Bucket.SecondNs / time.TimestampFrequency;
        perKey = options.PerKey > 0 ? new Rate(options.PerKey, KeyBurstSeconds) : null;
        perSite = options.PerSite > 0 ? new Rate(options.PerSite, SharedBurstSeconds) : null;
        overall = options.Overall > 0 ? new FairLimit(new(options.Overall, SharedBurstSeconds)) : null;
        policy = string.Join(", ", new[] { Policy("key", perKey), Policy("site", perSite), Policy("all", overall?.Rate) }.OfType<string>());
        if (perKey is { } key) shown = new string?[Math.Min(key.Burst, ShownMost) + 1];
    }

    /// <summary>Whether nothing is limited.</summary>
    public bool None => perKey is null && perSite is null && overall is null;

    /// <summary>Counts so many requests, and says in the headers what is left; null where they may go on. What is refused counts as well for the limits that it passed.</summary>
    public OverLimit? Take(HttpContext context, Caller caller, int count)
    {
        if (count <= 0 || caller.Meter is not { } meter || None) return null;
        var now = time.GetTimestamp() * nsPerTick;
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = policy;
        if (perKey is { } key)
        {
            var wait = Bucket.Take(ref meter.FullAt, count, now, key.IntervalNs, key.BurstNs);
            var left = Bucket.Left(Volatile.Read(ref meter.FullAt), now, key.IntervalNs, key.BurstNs);
            if (wait > 0) return Over(headers, "key", left, key, wait, "This key");
            headers["RateLimit"] = Shown(key, left);
        }

        if (perSite is { } rate)
        {
            var wait = sites.GetOrAdd(caller.SiteNo, static (_, rate) => new FairLimit(rate), rate).Take(meter.OfSite, count, now);
            if (wait > 0) return Over(headers, "site", 0, rate, wait, "This site");
        }

        if (overall is not null)
        {
            var wait = overall.Take(meter.OfAll, count, now);
            if (wait > 0) return Over(headers, "all", 0, overall.Rate, wait, "This server");
        }

        return null;
    }

    private static OverLimit Over(IHeaderDictionary headers, string name, long left, Rate rate, long waitNs, string whose)
    {
        var seconds = (int)Math.Min(int.MaxValue, (waitNs + Bucket.SecondNs - 1) / Bucket.SecondNs);
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={seconds}");
        return new($"{whose} takes {rate.PerSecond} requests a second, and {rate.Burst} at once after a pause; send it again in {seconds} s.", seconds);
    }

    private static string? Policy(string name, Rate? rate) => rate is { } given ? string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={given.Burst};w={given.BurstSeconds}") : null;

    /// <summary>What is left of a key's quota, and the seconds after which all of it is there again; the same text for the same number.</summary>
    private string Shown(Rate rate, long left)
    {
        if (left < shown.Length && Volatile.Read(ref shown[left]) is { } known) return known;
        var text = string.Create(CultureInfo.InvariantCulture, $"\"key\";r={left};t={(rate.Burst - left + rate.PerSecond - 1) / rate.PerSecond}");
        if (left < shown.Length) Volatile.Write(ref shown[left], text);
        return text;
    }
}
