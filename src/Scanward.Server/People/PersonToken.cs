using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scanward.Server.People;

/// <summary>
/// What a session's cookie and a link hold: 43 characters of base64url over 32 random bytes. The store keeps only its SHA-256; a slow hash would add nothing, since 256 random bits cannot be
/// guessed.
/// </summary>
internal static class PersonToken
{
    private const int Length = 43;

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>False where the text cannot be a token at all.</summary>
    public static bool TryHash(string? token, Span<byte> hash)
    {
        if (token is not { Length: Length } || !Base64Url.IsValid(token)) return false;
        Span<byte> utf8 = stackalloc byte[Length];
        return SHA256.TryHashData(utf8[..Encoding.ASCII.GetBytes(token, utf8)], hash, out _);
    }
}
