using System.Security.Cryptography;

namespace Scanward.Server.Storage;

/// <summary>How dead letters are bounded and told apart.</summary>
internal static class DeadLetters
{
    /// <summary>Bytes kept of a refused payload; what is longer is cut and its length noted.</summary>
    public const int KeptBytes = 64 * 1024;

    /// <summary>Refused payloads kept per site; past it the oldest go. Scans that were accepted are never among them.</summary>
    public const int KeptPerSite = 10_000;

    /// <summary>A message is the same dead letter however often it is given up.</summary>
    public static byte[] DigestOfMessage(long outboxId)
    {
        Span<byte> name = stackalloc byte[16];
        "message "u8.CopyTo(name);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(name[8..], outboxId);
        return SHA256.HashData(name);
    }

    /// <summary>Two refusals are the same dead letter when code, bytes and length are equal.</summary>
    public static byte[] Digest(DeadLetterRow letter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[16];
        BitConverter.TryWriteBytes(header, letter.RawLength);
        BitConverter.TryWriteBytes(header[8..], letter.ScanId ?? 0);
        hash.AppendData(header);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(letter.Code));
        hash.AppendData(letter.Key?.ToByteArray() ?? []);
        hash.AppendData(letter.Raw);
        return hash.GetHashAndReset();
    }
}
