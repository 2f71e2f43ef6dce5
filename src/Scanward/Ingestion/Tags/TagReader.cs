namespace Scanward.Ingestion.Tags;

/// <summary>Turns what a scanner read into a tag.</summary>
public sealed class TagReader
{
    public TagReading Read(string raw, string? symbology = null) =>
        new Tag { Raw = raw, Symbology = symbology, Kind = TagKind.Alias, Canonical = raw.Trim() };
}
