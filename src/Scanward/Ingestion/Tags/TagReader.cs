using System.Collections.Frozen;
using System.Collections.Immutable;
using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Ingestion.Tags;

/// <summary>
/// Turns what a scanner read into a tag: its own ids, GS1 keys in every carrier, ISO/IEC 15434 messages, web addresses and plain text. Pure and
/// deterministic: it knows no registry, and never fetches an address. What each input becomes is told in <c>docs/tags.md</c>.
/// </summary>
public sealed class TagReader
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 2048;

    private const string NoSymbology =
        "There is no symbology identifier, so the text's beginning alone says that it is GS1: set the scanner to send AIM identifiers.";

    private const string SendSymbology = "If this is a GS1 label, set the scanner to send AIM symbology identifiers.";

    private readonly ControlSpellings spellings;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ownHosts;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> retiredHosts;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> aliasHosts;
    private readonly ImmutableArray<UrlTemplate> templates;

    /// <summary>A reader that knows no hosts of its own.</summary>
    public TagReader()
        : this(TagReaderOptions.Default)
    {
    }

    /// <exception cref="ArgumentException">The options have <see cref="TagReaderOptions.Faults"/>; all are told.</exception>
    public TagReader(TagReaderOptions options)
    {
        if (options.Faults() is { IsEmpty: false } faults) throw new ArgumentException(string.Join(' ', faults), nameof(options));
        spellings = new ControlSpellings(options.ControlSpellings);
        ownHosts = Hosts(options.OwnHosts);
        retiredHosts = Hosts(options.RetiredHosts);
        aliasHosts = Hosts(options.AliasHosts);
        templates = [.. options.UrlTemplates.Select(template => UrlTemplate.TryParse(template)!)];
    }

    /// <summary>Reads one tag.</summary>
    /// <param name="raw">Exactly what the scanner sent, or a person typed.</param>
    /// <param name="symbology">The AIM symbology identifier when it is known apart from the text, such as <c>]Q1</c>. One inside the text counts
    /// before it.
    /// </param>
    /// <returns>A <see cref="Tag"/> or a <see cref="TagFault"/>; never an exception, whatever the text.</returns>
    public TagReading Read(string raw, string? symbology = null)
    {
        if (raw.Length > MaxLength)
            return new TagFault(TagFaultCode.TooLong, MaxLength,
                $"The tag has {raw.Length} characters, but at most {MaxLength} are read. Scan one symbol at a time.");
        return TagText.TryPrepare(raw, symbology, spellings, out var text) is { } fault ? fault : Classify(ref text);
    }

    private TagReading Classify(ref TagText text)
    {
        var holdsElementString = text.Symbology is not null && SymbologyId.HoldsElementString(text.Symbology);
        if (WebAddress.LooksLikeOne(text.Chars)) return ReadWebAddress(ref text, holdsElementString);
        if (Iso15434.LooksLikeOne(text.Chars)) return Iso15434.Read(in text);
        if (holdsElementString || text.Chars[0] == CodePoint.Gs) return ReadElementString(ref text);
        if (ElementString.LooksPrinted(text.Chars)) return ReadPrinted(ref text);
        if (text.RefuseControl(0, text.Length, SendSymbology) is { } control) return control;
        if (text.Symbology is not null && SymbologyId.IsEan(text.Symbology)) return ReadEan(ref text);
        return ReadPlain(in text, text.Chars);
    }

    private static TagReading ReadElementString(ref TagText text)
    {
        if (text.Symbology is null) text.Warn(NoSymbology);
        else if (!SymbologyId.HoldsElementString(text.Symbology))
            text.Warn($"{text.Symbology} does not announce a GS1 element string, but the text begins with GS and is read as one.");
        var start = text.Chars[0] == CodePoint.Gs ? 1 : 0;
        ElementStorage storage = default;
        var elements = new ElementList(storage);
        return ElementString.Read(in text, start, text.Length, ref elements) is { } fault ? fault : AssetKey.Identify(in text, in elements);
    }

    private static TagReading ReadPrinted(ref TagText text)
    {
        if (text.Symbology is null) text.Warn(NoSymbology);
        else text.Warn("The symbol holds the printed form of a GS1 element string, with parentheses; print it without them, and with FNC1 in front.");
        ElementStorage storage = default;
        var elements = new ElementList(storage);
        return ElementString.ReadPrinted(in text, ref elements) is { } fault ? fault : AssetKey.Identify(in text, in elements);
    }

    private static TagReading ReadEan(ref TagText text)
    {
        var isEan8 = text.Symbology == "]E4";
        var other = text.Chars.IndexOfAnyExceptInRange('0', '9');
        if (other >= 0)
        {
            return text.Fault(TagFaultCode.WrongCharacter, other,
                $"An EAN holds only digits, but {CodePoint.Name(text.Chars, other)} stands here. Scan it again.");
        }

        if (isEan8 ? text.Length != 8 : text.Length is not (8 or 12 or 13))
            return text.Fault(TagFaultCode.WrongLength, text.Length,
                $"{text.Symbology} sends {(isEan8 ? "8" : "13")} digits, not {text.Length}. Scan it again.");
        var digit = CheckCharacters.Mod10(text.Chars[..^1]);
        if (digit != text.Chars[^1])
            return text.Fault(TagFaultCode.WrongCheckDigit, text.Length - 1,
                $"The EAN ends in the check digit {text.Chars[^1]}, but {digit} would fit. Scan it again.");
        text.Warn("An EAN names a product type; it can only stand for an asset when no other piece of this product is here.");
        return ReadAlias(in text, text.Chars);
    }

    private TagReading ReadWebAddress(ref TagText text, bool holdsElementString)
    {
        if (holdsElementString) text.Warn($"{text.Symbology} announces a GS1 element string, but the symbol holds a web address.");
        if (WebAddress.TryRead(in text, out var address) is { } fault) return fault;

        var host = text.Chars[address.Host];
        var isRetired = retiredHosts.Contains(host);
        var isOwn = isRetired || ownHosts.Contains(host);
        var path = text.Chars[address.Path];
        foreach (var template in templates)
        {
            if (!(template.Host is null ? isOwn : host.Equals(template.Host, StringComparison.OrdinalIgnoreCase))) continue;
            if (!template.TryMatch(path, out var placeholder)) continue;
            if (isRetired) text.Warn($"The label shows the retired host {host}; it still counts, but print a new one when you can.");
            return ReadPlaceholder(in text, template, address.Path.Start.Value + placeholder.Start.Value, path[placeholder].Length);
        }

        if (aliasHosts.Contains(host)) return ReadAlias(in text, text.Chars);
        if (DigitalLink.Read(in text, in address) is { } link) return link;
        if (isOwn)
            return text.Fault(TagFaultCode.UnknownPath, address.Path.Start.Value,
                "This is our own host, but the path names no tag. Scan the asset's own label, or add the path to the URL templates.");
        if (!DigitalLink.MayBeCompressed(text.Chars)) return ReadAlias(in text, text.Chars);
        return text.Fault(TagFaultCode.CompressedLink, text.Chars.LastIndexOf('/') + 1,
            "This may be a compressed GS1 Digital Link, and compressed links are not supported. Print it uncompressed; "
            + "if it is a link of your own or of a manufacturer, add its host to the tag options.");
    }

    private static TagReading ReadPlaceholder(in TagText text, UrlTemplate template, int start, int length)
    {
        Span<char> decoded = stackalloc char[length];
        if (PercentEncoding.Decode(in text, start..(start + length), inQuery: false, decoded, out var written) is { } fault) return fault;
        var value = decoded[..written];
        if (template.IsSystemId) return text.Tag(TagKind.Alias, $"{template.Before}{value}{template.After}");
        var trimmed = value.Trim(' ');
        return trimmed.IsEmpty
            ? text.Fault(TagFaultCode.Empty, start, "The web address holds no tag. Correct the label.")
            : ReadPlain(in text, trimmed);
    }

    private static Tag ReadPlain(in TagText text, ReadOnlySpan<char> value) =>
        OwnId.TryRead(value, out var id) ? text.Tag(TagKind.Own, id) : ReadAlias(in text, value);

    // An alias holds no control characters, so one as long as the raw text is the raw text.
    private static Tag ReadAlias(in TagText text, ReadOnlySpan<char> value) =>
        text.Tag(TagKind.Alias, value.Length == text.Raw.Length ? text.Raw : value.ToString());

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Hosts(ImmutableArray<string> hosts) =>
        hosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
