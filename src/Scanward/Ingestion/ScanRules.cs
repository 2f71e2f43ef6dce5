using System.Buffers;
using System.Text;

namespace Scanward.Ingestion;

/// <summary>What each string may hold. All take valid UTF-8 with its escapes resolved; lengths are in code points.</summary>
internal static class ScanRules
{
    /// <summary>All that most tags hold: printable ASCII and the separators. A tag of these needs no second look.</summary>
    private static readonly SearchValues<byte> PlainInTag =
        SearchValues.Create([0x04, 0x1C, 0x1D, 0x1E, 0x1F, .. Enumerable.Range(0x20, 0x5F).Select(b => (byte)b)]);

    /// <summary>Printable ASCII, spaces inside included; no space at either end, where no one would see it.</summary>
    public static Flaw AssetId(ReadOnlySpan<byte> text)
    {
        var flaw = Length(text, ScanSchema.AssetId);
        if (flaw != Flaw.None) return flaw;
        if (text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return Line(text) is var worse && worse != Flaw.None ? worse : Flaw.BadCharacter;
        return text[0] == ' ' || text[^1] == ' ' ? Flaw.SurroundingSpace : Flaw.None;
    }

    /// <summary>
    /// What the scanner read. The separators of GS1 and ISO/IEC 15434 (FS, GS, RS, US, EOT) belong to a tag, and CR, LF, TAB, NUL may trail it, as
    /// scanners add them; any other control character, and every bidirectional control, is refused before the tag is read.
    /// </summary>
    public static Flaw Tag(ReadOnlySpan<byte> text)
    {
        var flaw = Length(text, ScanSchema.Tag);
        if (flaw != Flaw.None) return flaw;
        var core = text.TrimEnd("\r\n\t\0 "u8);
        if (core.IsEmpty) return Flaw.TooShort;
        if (!core.ContainsAnyExcept(PlainInTag)) return Flaw.None;
        return FirstBad(core, IsBadInTag) < 0 ? Flaw.None : Flaw.ControlCharacter;
    }

    /// <summary>One line of text for people's and devices' names: no control or bidirectional control characters, no space at either end.</summary>
    public static Flaw Name(ReadOnlySpan<byte> text, TextMember member)
    {
        var flaw = Length(text, member);
        if (flaw == Flaw.None) flaw = Line(text);
        if (flaw != Flaw.None) return flaw;
        return text[0] == ' ' || text[^1] == ' ' ? Flaw.SurroundingSpace : Flaw.None;
    }

    /// <summary>Failure modes and meters: <c>a-z 0-9 _ . -</c>, as policies spell them.</summary>
    public static Flaw Term(ReadOnlySpan<byte> text, TextMember member)
    {
        var flaw = Length(text, member);
        if (flaw != Flaw.None) return flaw;
        foreach (var b in text)
        {
            if (!(char.IsAsciiLetterLower((char)b) || char.IsAsciiDigit((char)b) || b is (byte)'_' or (byte)'.' or (byte)'-'))
                return Flaw.BadCharacter;
        }

        return Flaw.None;
    }

    /// <summary>Text of several lines: TAB, CR and LF are fine, other control characters and bidirectional controls are not.</summary>
    public static Flaw Note(ReadOnlySpan<byte> text)
    {
        var flaw = Length(text, ScanSchema.Note);
        if (flaw != Flaw.None || !text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return flaw;
        return FirstBad(text, IsBadInNote) < 0 ? Flaw.None : Flaw.ControlCharacter;
    }

    /// <summary><c>]cm</c> of ISO/IEC 15424: the code letter is case-sensitive.</summary>
    public static Flaw Symbology(ReadOnlySpan<byte> text)
    {
        var flaw = Length(text, ScanSchema.Symbology);
        if (flaw != Flaw.None) return flaw;
        return text.Length == 3 && text[0] == ']'
            && char.IsAsciiLetter((char)text[1]) && char.IsAsciiLetterOrDigit((char)text[2])
            ? Flaw.None : Flaw.BadCharacter;
    }

    public static Flaw Type(ReadOnlySpan<byte> text, out ScanType type)
    {
        type = text.SequenceEqual("corrective"u8) ? ScanType.Corrective
            : text.SequenceEqual("preventive"u8) ? ScanType.Preventive
            : text.SequenceEqual("inspection"u8) ? ScanType.Inspection
            : default;
        return type == default ? Flaw.UnknownValue : Flaw.None;
    }

    /// <summary>The characters that make the text of this member a <see cref="Flaw.ControlCharacter"/>; the patient pass asks where.</summary>
    public static Func<int, bool> ControlsOf(TextMember member) =>
        member == ScanSchema.Note ? IsBadInNote : member == ScanSchema.Tag ? IsBadInTag : IsControl;

    /// <summary>Index, in code points, of the first one that is bad; -1 where there is none.</summary>
    public static int FirstBad(ReadOnlySpan<byte> text, Func<int, bool> isBad)
    {
        for (var index = 0; !text.IsEmpty; index++)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (isBad(rune.Value)) return index;
            text = text[length..];
        }

        return -1;
    }

    private static Flaw Line(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return Flaw.None;
        return FirstBad(text, IsControl) < 0 ? Flaw.None : Flaw.ControlCharacter;
    }

    private static Flaw Length(ReadOnlySpan<byte> text, TextMember member)
    {
        if (text.Length < member.CharactersMin) return Flaw.TooShort; // bytes are never fewer than characters
        if (text.Length <= member.CharactersMax && member.CharactersMin <= 1) return Flaw.None;
        var characters = JsonText.Characters(text);
        return characters < member.CharactersMin ? Flaw.TooShort : characters > member.CharactersMax ? Flaw.TooLong : Flaw.None;
    }

    /// <summary>
    /// Cc (C0, DEL, C1), the line separators U+2028 and U+2029, and the bidirectional embeddings, overrides and isolates that can make a text read
    /// otherwise than it is stored (Unicode UAX #9, UTS #55). The marks LRM, RLM and ALM are part of ordinary text.
    /// </summary>
    private static bool IsControl(int c) =>
        c is < 0x20 or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool IsBadInNote(int c) => IsControl(c) && c is not ('\t' or '\r' or '\n');

    private static bool IsBadInTag(int c) => IsControl(c) && c is not (0x04 or (>= 0x1C and <= 0x1F));
}
