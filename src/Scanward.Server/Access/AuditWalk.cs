using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>A row of the log as somebody has noted it: its number and hash.</summary>
internal readonly record struct AuditHead(long Number, string Hash)
{
    public override string ToString() => FormattableString.Invariant($"{Number}:{Hash}");

    /// <summary>As <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out AuditHead head)
    {
        head = default;
        if (text?.Split(':') is not [var number, { Length: 64 } hash] || !KeyEndpoints.TryReadId(number, out var id) || !hash.All(char.IsAsciiHexDigit)) return false;
        head = new(id, hash.ToLowerInvariant());
        return true;
    }
}

/// <param name="Head">The last row that is sound.</param>
/// <param name="Broken">Number of the first row that is not; null where all are.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record AuditVerified(AuditHead Head, long? Broken = null, string? Why = null);

/// <summary>
/// Goes through the whole audit log and follows its chain. A row that was changed, taken out or put in is found by the first hash that does not fit. Rows cut off at the end leave a
/// sound chain; against that a head which was noted elsewhere helps.
/// </summary>
internal static class AuditWalk
{
    private const int PageRows = 1_000;

    /// <param name="noted">A row that must be there as it was noted; null where none was.</param>
    public static async Task<AuditVerified> Verify(StoreReads reads, AuditHead? noted, Action<int> report, CancellationToken ct)
    {
        var hash = AuditChain.Beginning;
        var last = 0L;
        while (await reads.AuditAfter(last, PageRows, ct) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                if (row.AuditId != last + 1) return Broken(last + 1, "it is missing");
                var next = AuditChain.Hash(hash, row);
                if (!next.AsSpan().SequenceEqual(row.Hash)) return Broken(row.AuditId, "its content, or a row before it, is not what was written");
                if (noted is { } head && head.Number == row.AuditId && head.Hash != Convert.ToHexStringLower(next)) return Broken(row.AuditId, "it has another hash than the one noted");
                (last, hash) = (row.AuditId, next);
            }

            report((int)Math.Min(last, int.MaxValue));
        }

        return noted is { } ended && ended.Number > last ? Broken(last + 1, $"it is missing; there were {ended.Number} rows when the head was noted") : new(Head());

        AuditHead Head() => new(last, Convert.ToHexStringLower(hash));

        AuditVerified Broken(long number, string why) => new(Head(), number, why);
    }
}
