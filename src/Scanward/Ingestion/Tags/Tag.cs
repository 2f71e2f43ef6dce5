using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags;

/// <summary>What <see cref="TagReader"/> makes of the characters a scanner read: a <see cref="Tag"/> or a <see cref="TagFault"/>.</summary>
public abstract record TagReading
{
    private protected TagReading()
    {
    }
}

/// <summary>A tag that names one thing.</summary>
public sealed record Tag : TagReading
{
    /// <summary>Exactly what the scanner read; kept for ever.</summary>
    public required string Raw { get; init; }

    /// <summary>AIM symbology identifier, such as <c>]C1</c>, from the text or given beside it.</summary>
    public string? Symbology { get; init; }

    public required TagKind Kind { get; init; }

    /// <summary>The tag's one spelling, whatever carrier it came in: equal tags have equal kind and canonical form.</summary>
    public required string Canonical { get; init; }

    /// <summary>GS1 application identifiers or ISO 15434 data identifiers with their values; empty for other kinds.</summary>
    public ImmutableSortedDictionary<string, string> Elements { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What the registry looks up: kind and canonical form in one string, such as <c>giai:9520614141234567</c>.</summary>
    public string Key => Kind.KeyOf(Canonical);
}

/// <summary>Why a tag cannot be read.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Position">Zero-based character position in the raw text.</param>
/// <param name="Detail">One sentence for people, with a hint.</param>
public sealed record TagFault(string Code, int Position, string Detail) : TagReading;

/// <summary>What kind of identifier a tag holds.</summary>
public enum TagKind
{
    /// <summary>GS1 Global Individual Asset Identifier, AI 8004.</summary>
    Giai,

    /// <summary>GS1 Global Returnable Asset Identifier with serial, AI 8003.</summary>
    Grai,

    /// <summary>GS1 serialised trade item, AIs 01 and 21.</summary>
    Sgtin,

    /// <summary>ISO/IEC 15459 unique identifier out of an ISO/IEC 15434 message.</summary>
    Iso15459,

    /// <summary>Scanward's own id: 8 Crockford base-32 characters and a mod-37 check character.</summary>
    Own,

    /// <summary>Any other string that the registry may know.</summary>
    Alias,
}

/// <summary>The spelling of <see cref="TagKind"/> on the wire.</summary>
public static class TagKinds
{
    /// <summary>As the registry knows a tag: <c>giai:9520614141234567</c>.</summary>
    public static string KeyOf(this TagKind kind, string canonical) => $"{kind.Wire()}:{canonical}";

    public static string Wire(this TagKind kind) => kind switch
    {
        TagKind.Giai => "giai",
        TagKind.Grai => "grai",
        TagKind.Sgtin => "sgtin",
        TagKind.Iso15459 => "iso15459",
        TagKind.Own => "own",
        TagKind.Alias => "alias",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
