using System.Buffers;
using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags;

/// <summary>
/// A tag's characters on their way through the reader: trimmed, without symbology identifier and scanner protocol, with real separators, and with
/// the way back to each character's place in the raw text. Copies only when the text really has to change.
/// </summary>
internal ref struct TagText
{
    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)]);

    private readonly ReadOnlySpan<int> origins;
    private readonly int offset;

    private TagText(string raw, ReadOnlySpan<char> chars, int offset, ReadOnlySpan<int> origins, string? symbology)
    {
        Raw = raw;
        Chars = chars;
        this.offset = offset;
        this.origins = origins;
        Symbology = symbology;
    }

    public string Raw { get; }

    public ReadOnlySpan<char> Chars { get; }

    /// <summary>AIM identifier from the text, else the one given beside it.</summary>
    public string? Symbology { get; }

    public ImmutableArray<string> Warnings { get; private set; } = [];

    public readonly int Length => Chars.Length;

    public void Warn(string warning) => Warnings = Warnings.Add(warning);

    /// <summary>A fault at a place in <see cref="Chars"/>, told by its place in the raw text.</summary>
    public readonly TagFault Fault(string code, int index, string detail) => new(code, RawPosition(index), detail);

    public readonly Tag Tag(
        TagKind kind, string canonical, ImmutableSortedDictionary<string, string>? elements = null, ImmutableArray<string> more = default) => new()
    {
        Raw = Raw,
        Symbology = Symbology,
        Kind = kind,
        Canonical = canonical,
        Elements = elements ?? ImmutableSortedDictionary<string, string>.Empty,
        Warnings = more.IsDefaultOrEmpty ? Warnings : Warnings.AddRange(more),
    };

    /// <summary>The first control character in a stretch, refused; null when there is none.</summary>
    public readonly TagFault? RefuseControl(int start, int end, string hint)
    {
        var at = Chars[start..end].IndexOfAnyExcept(Printable);
        return at < 0 ? null : Fault(TagFaultCode.ControlCharacter, start + at, $"{CodePoint.Name(Chars, start + at)} may not stand here. {hint}");
    }

    /// <summary>
    /// Does steps 1 to 4 of reading: trim, symbology identifier, ECI protocol, spelled control characters; then refuses what no tag can hold.
    /// </summary>
    public static TagFault? TryPrepare(string raw, string? beside, ControlSpellings spellings, out TagText text)
    {
        var (start, end) = Trim(raw);
        var head = raw.AsSpan(start, Math.Min(SymbologyId.Length, end - start));
        var inText = SymbologyId.IsWellFormed(head) ? head.ToString() : null;
        if (inText is not null) start += SymbologyId.Length;
        var given = beside is not null && SymbologyId.IsWellFormed(beside) ? beside : null;
        var symbology = inText ?? given;

        var chars = raw.AsSpan(start, end - start);
        text = new TagText(raw, chars, start, default, symbology);
        var eci = symbology is not null && SymbologyId.FollowsEci(symbology) && chars.Contains('\\');
        if (eci || spellings.MayOccurIn(chars))
        {
            if (Rewrite(in text, eci, spellings, out var rewritten, out var origins) is { } fault) return fault;
            text = new TagText(raw, rewritten, start, origins, symbology);
        }

        text.WarnAboutSymbology(inText, beside, given);
        if (text.Length == 0) return text.Fault(TagFaultCode.Empty, 0, "The tag is empty once spaces and line ends are trimmed. Scan it again.");
        return text.RefuseForeign();
    }

    private static (int Start, int End) Trim(string raw)
    {
        var end = raw.AsSpan().TrimEnd(" \r\n\t\0").Length;
        var start = end - raw.AsSpan(0, end).TrimStart(' ').Length;
        return (start, end);
    }

    private static TagFault? Rewrite(
        scoped in TagText text, bool eci, ControlSpellings spellings, out ReadOnlySpan<char> rewritten, out ReadOnlySpan<int> origins)
    {
        var from = text.Chars;
        var to = new char[from.Length];
        var places = new int[from.Length];
        var length = 0;
        rewritten = default;
        origins = default;
        for (var i = 0; i < from.Length;)
        {
            var c = from[i];
            var taken = 1;
            if (eci && c == '\\')
            {
                if (!TryReadEscape(from[i..], out var designator))
                    return text.Fault(TagFaultCode.BadEci, i,
                        $"{text.Symbology} doubles each backslash and writes a character set as a backslash and six digits; "
                        + "this backslash is neither. Scan again, or turn the ECI protocol off in the scanner.");
                if (designator)
                {
                    i += 7;
                    continue;
                }

                taken = 2;
            }
            else if (spellings.TryMatch(from[i..], out var spelling))
            {
                c = spelling.Control;
                taken = spelling.Text.Length;
            }

            to[length] = c;
            places[length++] = text.RawPosition(i);
            i += taken;
        }

        rewritten = to.AsSpan(0, length);
        origins = places.AsSpan(0, length);
        return null;
    }

    private static bool TryReadEscape(ReadOnlySpan<char> text, out bool designator)
    {
        designator = text.Length >= 7 && text[1..7].IndexOfAnyExceptInRange('0', '9') < 0;
        return designator || (text.Length >= 2 && text[1] == '\\');
    }

    private void WarnAboutSymbology(string? inText, string? beside, string? given)
    {
        if (!string.IsNullOrEmpty(beside) && given is null)
            Warn("The symbology given beside the tag is not an AIM identifier such as ]Q1, and is ignored.");
        else if (inText is not null && given is not null && inText != given)
            Warn($"The tag begins with {inText}, but {given} is given beside it; {inText} counts.");
        if (Symbology is not null && SymbologyId.Oddity(Symbology) is { } oddity) Warn(oddity);
    }

    private readonly TagFault? RefuseForeign()
    {
        for (var i = 0; i < Chars.Length; i++)
        {
            i += Chars[i..].IndexOfAnyExcept(Printable) is var next and >= 0 ? next : Chars.Length - i;
            if (i == Chars.Length) return null;
            if (Chars[i] > '\u007F')
            {
                return Fault(TagFaultCode.NonAscii, i, $"The tag holds {CodePoint.Name(Chars, i)}. Tags are plain ASCII: "
                    + "type the character as on the label, or check the scanner's keyboard layout.");
            }

            if (Chars[i] is not (CodePoint.Gs or CodePoint.Rs or CodePoint.Eot))
                return Fault(TagFaultCode.ControlCharacter, i,
                    $"The tag holds {CodePoint.Name(Chars, i)}. Check the scanner's prefix and suffix, and scan again.");
        }

        return null;
    }

    private readonly int RawPosition(int index)
    {
        if (origins.IsEmpty) return offset + Math.Min(index, Chars.Length);

        // Just behind the last character: a spelled one takes several places, so the way back is not +1.
        return index < origins.Length ? origins[index] : Raw.AsSpan().TrimEnd(" \r\n\t\0").Length;
    }
}
