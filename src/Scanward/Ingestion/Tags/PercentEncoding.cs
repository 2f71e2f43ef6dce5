using System.Globalization;

namespace Scanward.Ingestion.Tags;

/// <summary>Percent-decoding, once, into printable ASCII only.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes a stretch of the text.</summary>
    /// <param name="text">The tag's text.</param>
    /// <param name="from">The stretch.</param>
    /// <param name="inQuery">A plus sign is a space in a query, and itself in a path.</param>
    /// <param name="to">At least as long as the stretch.</param>
    /// <param name="written">Characters written.</param>
    public static TagFault? Decode(in TagText text, Range from, bool inQuery, Span<char> to, out int written)
    {
        written = 0;
        var (start, length) = from.GetOffsetAndLength(text.Length);
        for (var at = start; at < start + length; at++)
        {
            var c = text.Chars[at];
            if (c == '+' && inQuery) c = ' ';
            if (c == '%')
            {
                if (at + 2 >= start + length || !byte.TryParse(text.Chars.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
                    return text.Fault(TagFaultCode.BadPercentEncoding, at,
                        "A percent sign must be followed by two hexadecimal digits, such as %2F. Correct the label.");
                if (value is < 0x20 or 0x7F)
                    return text.Fault(TagFaultCode.ControlCharacter, at,
                        $"%{value:X2} stands for a control character, which no tag may hold. Correct the label.");
                if (value > 0x7F)
                    return text.Fault(TagFaultCode.NonAscii, at,
                        $"%{value:X2} stands for a character outside ASCII, which no tag may hold. Correct the label.");
                c = (char)value;
                at += 2;
            }

            to[written++] = c;
        }

        return null;
    }
}
