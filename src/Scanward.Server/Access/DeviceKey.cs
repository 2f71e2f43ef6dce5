using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scanward.Server.Access;

/// <summary>
/// A device key: <c>swk_</c> and 43 characters of base64url over 32 random bytes. It is shown once; the store keeps its SHA-256. A slow hash would
/// add nothing, since 256 random bits cannot be guessed.
/// </summary>
internal static class DeviceKey
{
    public const string Prefix = "swk_";

    private const int Length = 47;

    public static string Make(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.GetBytes(bytes);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Hashes without allocating; false where the text cannot be a key at all.</summary>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        if (key.Length != Length || !key.StartsWith(Prefix)) return false;
        Span<byte> utf8 = stackalloc byte[Length * 3];
        return SHA256.TryHashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash, out _);
    }
}
