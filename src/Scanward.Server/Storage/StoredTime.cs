using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>Times as the store keeps them: Unix milliseconds.</summary>
internal static class StoredTime
{
    public static Instant? ToInstant(this long? unixMs) => unixMs is { } ms ? Instant.FromUnixTimeMilliseconds(ms) : null;

    public static long Ms(this Instant instant) => instant.ToUnixTimeMilliseconds();

    public static long? Ms(this Instant? instant) => instant?.ToUnixTimeMilliseconds();

    /// <summary>Cut to what the store keeps.</summary>
    public static Instant ToMilliseconds(this Instant instant) => Instant.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
