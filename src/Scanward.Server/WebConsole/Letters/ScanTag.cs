using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>The tag that a refused scan brought, as a scanner sent it.</summary>
internal sealed class ScanTag(ScanReader reader)
{
    /// <summary>Null where it brought none.</summary>
    public string? Of(DeadLetterRecord letter)
    {
        if (letter.TagKey is null) return null;
        var key = letter.IdempotencyKey is { } bytes ? new Guid(bytes, bigEndian: true).ToString() : null;
        if (reader.Read(letter.Raw, key) is not Scan scan || (scan.Tag?.Raw ?? scan.AssetId) is not { } raw) return null;
        string[] spellings = [raw, scan.Symbology + raw]; // the symbology may have come beside the tag
        return spellings.FirstOrDefault(s => reader.Tags.Read(s) is Tag tag && tag.Key == letter.TagKey);
    }
}
