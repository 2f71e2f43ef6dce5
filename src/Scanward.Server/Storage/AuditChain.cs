using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>
/// How the rows of the audit log are chained: SHA-256 over the hash before, then every column, each with its length in front, so that no two different rows have the same bytes.
/// </summary>
internal static class AuditChain
{
    /// <summary>What stands before the first row.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    public static byte[] Hash(ReadOnlySpan<byte> before, long auditId, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Add(hash, auditId);
        Add(hash, entry.At.Ms());
        Add(hash, entry.SiteNo);
        Add(hash, entry.By.KeyId ?? -1);
        foreach (var text in (ReadOnlySpan<string?>)[entry.By.Name, entry.Action, entry.Entity, entry.EntityId, entry.Before, entry.After]) Add(hash, text);
        if (entry.By.PersonId is { } person) Add(hash, person); // behind all else, where rows that name nobody have nothing: their hashes are what they were before there were people
        return hash.GetHashAndReset();
    }

    /// <summary>The hash that the row must have behind <paramref name="before"/>.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> before, AuditRecord row) => Hash(
        before, row.AuditId,
        new(new(row.KeyId, row.Actor) { PersonId = row.PersonId }, row.SiteNo, row.Action, row.Entity, row.EntityId, Instant.FromUnixTimeMilliseconds(row.At)) { Before = row.Before, After = row.After });

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        Add(hash, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null) hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
