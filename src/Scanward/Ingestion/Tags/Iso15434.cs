using System.Collections.Immutable;
using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Ingestion.Tags;

/// <summary>
/// ISO/IEC 15434 messages: <c>[)&gt;</c> RS, then formats that each end in RS, then EOT. Format 06 holds data identifiers (ANSI MH10.8.2), among
/// them an ISO/IEC 15459 unique identifier; format 05 holds GS1 elements.
/// </summary>
internal static class Iso15434
{
    private const string Start = "[)>";
    private const int MaxIdentityLength = 50;
    private const int MaxElements = 64;

    // What names one thing, in the order in which it is preferred: the whole identifier, or a part number with a serial number.
    private static readonly ImmutableArray<ImmutableArray<string>> Identities = [["25S"], ["25P", "S"], ["1P", "S"]];

    public static bool LooksLikeOne(ReadOnlySpan<char> text) => text.StartsWith(Start, StringComparison.Ordinal);

    public static TagReading Read(in TagText text)
    {
        ElementStorage storage = default;
        var gs1 = new ElementList(storage) { Characters = text.Chars };
        var data = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (ReadFormats(in text, ref gs1, data) is { } fault) return fault;

        var identity = Identities.FirstOrDefault(identifiers => identifiers.All(data.ContainsKey));
        if (identity.IsDefault) return gs1.Count > 0 ? AssetKey.Identify(in text, in gs1, data) : NothingNamed(in text, data);
        if (AssetKey.NamesAnAsset(in gs1))
        {
            return text.Fault(TagFaultCode.TwoKeys, 0,
                $"The message names two assets, by GS1 elements and by {string.Join(" with ", identity)}. Correct the label to a single asset key.");
        }

        var canonical = string.Join(' ', identity.Select(identifier => identifier + data[identifier]));
        return text.Tag(TagKind.Iso15459, canonical, gs1.ToDictionary(data));
    }

    private static TagFault? ReadFormats(in TagText text, ref ElementList gs1, ImmutableSortedDictionary<string, string>.Builder data)
    {
        var at = Start.Length;
        if (at == text.Length || text.Chars[at] != CodePoint.Rs)
            return text.Fault(TagFaultCode.BadEnvelope, at,
                "RS (U+001E) must follow [)>. Perhaps the scanner drops control characters: set it to send them, or to spell them {RS} and {GS}.");
        do
        {
            at++;
            var length = text.Chars[at..].IndexOf(CodePoint.Rs);
            if (length < 0)
                return text.Fault(TagFaultCode.BadEnvelope, text.Length,
                    "The message is not closed by RS and EOT (U+001E, U+0004), so its end may be lost. Scan it again.");
            if (ReadFormat(in text, at, at + length, ref gs1, data) is { } fault) return fault;
            at += length;
        }
        while (at + 1 < text.Length && text.Chars[at + 1] != CodePoint.Eot);

        return at + 2 == text.Length
            ? null
            : text.Fault(TagFaultCode.BadEnvelope, Math.Min(at + 2, text.Length),
                at + 2 > text.Length
                    ? "The message does not end in EOT (U+0004), so its end may be lost. Scan again, or set the scanner to send control characters."
                    : "Something follows the end of the message (EOT). Scan one symbol at a time.");
    }

    private static TagFault? ReadFormat(
        in TagText text, int start, int end, ref ElementList gs1, ImmutableSortedDictionary<string, string>.Builder data)
    {
        var format = text.Chars[start..Math.Min(start + 2, end)];
        if (format is not ("05" or "06"))
            return text.Fault(TagFaultCode.UnsupportedFormat, start,
                $"ISO/IEC 15434 format {Spell(format)} is not read here, only 05 (GS1) and 06 (data identifiers). Print another label.");
        var at = start + 2;
        if (at == end || text.Chars[at] != CodePoint.Gs)
            return text.Fault(TagFaultCode.BadEnvelope, at,
                $"GS (U+001D) must follow the format {format}. Check that the scanner sends control characters.");
        at++;
        return format is "05" ? ElementString.Read(in text, at, end, ref gs1) : ReadDataElements(in text, at, end, data);
    }

    private static TagFault? ReadDataElements(in TagText text, int start, int end, ImmutableSortedDictionary<string, string>.Builder data)
    {
        for (var at = start; at < end;)
        {
            var next = text.Chars[at..end].IndexOf(CodePoint.Gs) is var gs and >= 0 ? at + gs : end;
            if (next == at)
            {
                return text.Fault(TagFaultCode.EmptyElement, at,
                    "Two separators (GS) follow each other, with no element between them. Scan it again, or correct the label.");
            }

            if (ReadDataElement(in text, at, next, data) is { } fault) return fault;
            at = next + 1;
        }

        return null;
    }

    private static TagFault? ReadDataElement(in TagText text, int start, int end, ImmutableSortedDictionary<string, string>.Builder data)
    {
        if (text.RefuseControl(start, end, "Scan it again, or correct the label.") is { } control) return control;
        var element = text.Chars[start..end];
        var digits = element.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 0 or > 3 || !char.IsAsciiLetterUpper(element[digits]))
            return text.Fault(TagFaultCode.UnknownDi, start,
                "A data identifier should begin here: up to three digits and a capital letter, such as 25S. Scan it again, or correct the label.");

        var identifier = element[..(digits + 1)].ToString();
        var value = element[(digits + 1)..];
        var valueAt = start + identifier.Length;
        if (value.IsEmpty) return text.Fault(TagFaultCode.WrongLength, valueAt, $"{identifier} has no value. Scan it again, or correct the label.");
        if (identifier is "25S" or "25P" or "1P" or "S")
        {
            if (value.Length > MaxIdentityLength)
                return text.Fault(TagFaultCode.WrongLength, valueAt + MaxIdentityLength,
                    $"{identifier} has {value.Length} characters, but takes at most {MaxIdentityLength}. Correct the label.");
            if (value.IndexOf(' ') is var space and >= 0)
                return text.Fault(TagFaultCode.WrongCharacter, valueAt + space,
                    $"{identifier} holds a space, which no identifier may. Correct the label.");
        }

        if (data.TryGetValue(identifier, out var earlier))
        {
            if (value.SequenceEqual(earlier)) return null;
            return identifier is "25S" or "25P"
                ? text.Fault(TagFaultCode.TwoKeys, start,
                    $"The message names two assets, both by {identifier}. Correct the label to a single asset key.")
                : text.Fault(TagFaultCode.RepeatedElement, start,
                    $"{identifier} stands twice with different values. Correct the label: one value for each identifier.");
        }

        if (data.Count == MaxElements)
            return text.Fault(TagFaultCode.TooLong, start, $"The message holds more than {MaxElements} elements. Scan one symbol at a time.");
        data.Add(identifier, value.ToString());
        return null;
    }

    private static TagFault NothingNamed(in TagText text, ImmutableSortedDictionary<string, string>.Builder data) =>
        data.ContainsKey("25P") || data.ContainsKey("1P")
        ? text.Fault(TagFaultCode.NotAnAsset, 0,
            "The message holds a part number without a serial number (S), so it names a type, not an asset: every piece of this type carries it.")
        : text.Fault(TagFaultCode.NoKey, 0,
            "The message holds no identifier that is read here: 25S, 25P with S, or 1P with S. Scan the asset's own label.");

    private static string Spell(ReadOnlySpan<char> format) =>
        format.IsEmpty || format.ContainsAnyExceptInRange(' ', '~') ? "without a number" : format.ToString();
}
