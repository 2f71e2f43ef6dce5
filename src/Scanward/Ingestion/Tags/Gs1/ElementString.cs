namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>
/// GS1 element strings: application identifiers and values one behind the other, as a symbol holds them (a separator, GS, behind each value whose
/// length is not predefined), or as printed under it, with the identifiers in parentheses.
/// </summary>
internal static class ElementString
{
    /// <summary>True for what begins like <c>(8004)…</c>, with an identifier that exists.</summary>
    public static bool LooksPrinted(ReadOnlySpan<char> text) => PrintedIdentifier(text) is not null;

    /// <summary>Reads what lies between two places of the text into the list; null when all is sound.</summary>
    public static TagFault? Read(in TagText text, int start, int end, ref ElementList elements)
    {
        elements.Characters = text.Chars;
        for (var at = start; at < end;)
        {
            if (text.Chars[at] == CodePoint.Gs)
                return text.Fault(TagFaultCode.EmptyElement, at,
                    "Two separators (GS) follow each other, with no element between them. Scan it again, or correct the label.");
            if (ApplicationIdentifiers.StartOf(text.Chars[at..end]) is not { } ai) return UnknownIdentifier(in text, at, end);

            var valueAt = at + ai.Code.Length;
            var rest = text.Chars[valueAt..end];
            var length = rest.IndexOf(CodePoint.Gs) is var gs and >= 0 ? gs : rest.Length;
            if (ai.IsPredefinedLength) length = Math.Min(length, ai.MaxLength);
            if (elements.Add(in text, new Element(ai, at, valueAt, valueAt, length)) is { } fault) return fault;

            at = valueAt + length;
            if (at < end && text.Chars[at] == CodePoint.Gs) at++;
        }

        return null;
    }

    /// <summary>
    /// Reads the printed form. A value ends before the next parenthesised identifier, so a parenthesis may also stand inside a value.
    /// </summary>
    public static TagFault? ReadPrinted(in TagText text, ref ElementList elements)
    {
        elements.Characters = text.Chars;
        for (var at = 0; at < text.Length;)
        {
            var ai = PrintedIdentifier(text.Chars[at..])!;
            var valueAt = at + ai.Code.Length + 2;
            var end = valueAt;
            while (end < text.Length && (text.Chars[end] != '(' || PrintedIdentifier(text.Chars[end..]) is null)) end++;
            if (elements.Add(in text, new Element(ai, at, valueAt, valueAt, end - valueAt)) is { } fault) return fault;
            at = end;
        }

        return null;
    }

    private static ApplicationIdentifier? PrintedIdentifier(ReadOnlySpan<char> text)
    {
        if (text.Length < 4 || text[0] != '(') return null;
        var close = text[..Math.Min(text.Length, 6)].IndexOf(')');
        return close < 0 ? null : ApplicationIdentifiers.Named(text[1..close]);
    }

    private static TagFault UnknownIdentifier(in TagText text, int at, int end)
    {
        var digits = text.Chars[at..Math.Min(at + 4, end)];
        var other = digits.IndexOfAnyExceptInRange('0', '9');
        var what = other == 0
            ? $"A GS1 application identifier should begin here, but {CodePoint.Name(text.Chars, at)} stands here."
            : $"No GS1 application identifier begins with {(other < 0 ? digits : digits[..other])}.";
        return text.Fault(TagFaultCode.UnknownAi, at,
            $"{what} Perhaps a separator (GS) before it was lost: check that the scanner sends GS (U+001D).");
    }
}
