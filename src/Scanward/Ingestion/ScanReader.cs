using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>Reads one scan out of the bytes of a request.</summary>
public sealed class ScanReader(TagReader tags)
{
    public TagReader Tags { get; } = tags;
}
