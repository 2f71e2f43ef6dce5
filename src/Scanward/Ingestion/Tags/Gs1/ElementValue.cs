using System.Buffers;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>What is wrong with an element's value; the index is that of the value's own characters.</summary>
internal readonly record struct ValueFault(string Code, int Index, string Detail);

/// <summary>Checks the value of an application identifier: character sets, lengths, check digits and dates.</summary>
internal static class ElementValue
{
    private const int CompanyPrefixDigits = 4;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Set82 =
        SearchValues.Create("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Set39 = SearchValues.Create("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> Base64Url =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz=");

    /// <summary>Null when the value is sound.</summary>
    public static ValueFault? Check(ApplicationIdentifier ai, ReadOnlySpan<char> value)
    {
        var at = 0;
        foreach (var part in ai.Parts)
        {
            if (at == value.Length && part.IsOptional) break;
            var length = Math.Min(part.MaxLength, value.Length - at);
            var text = value.Slice(at, length);
            var foreign = text.IndexOfAnyExcept(CharactersOf(part.Set));
            if (foreign >= 0) return Foreign(ai, part, value, at + foreign);
            if ((part.Rules & ValueRule.Zero) != ValueRule.None && text.ContainsAnyExcept('0')) return FillerMissing(ai, at);
            if (length < part.MinLength) return WrongLength(ai, value.Length, value.Length);
            if (part.Rules != ValueRule.None && CheckRules(ai, part.Rules, text) is { } fault) return fault with { Index = at + fault.Index };
            at += length;
        }

        return at < value.Length ? WrongLength(ai, value.Length, at) : null;
    }

    private static SearchValues<char> CharactersOf(CharacterSet set) => set switch
    {
        CharacterSet.Digits => Digits,
        CharacterSet.Set39 => Set39,
        CharacterSet.Base64Url => Base64Url,
        _ => Set82,
    };

    private static ValueFault Foreign(ApplicationIdentifier ai, ValuePart part, ReadOnlySpan<char> value, int index)
    {
        var allowed = part.Set switch
        {
            CharacterSet.Digits => "digits",
            CharacterSet.Set39 => "capitals, digits and # - /",
            CharacterSet.Base64Url => "base64url",
            _ => "letters, digits and ! \" % & ' ( ) * + , - . / : ; < = > ? _",
        };
        var hint = value[index] == '^' ? " A scanner that sends ^ for FNC1 must be set to send GS (U+001D)." : "";
        return new(TagFaultCode.WrongCharacter, index, $"({ai.Code}) holds {CodePoint.Name(value, index)} where only {allowed} may stand.{hint}");
    }

    private static ValueFault FillerMissing(ApplicationIdentifier ai, int index) =>
        new(TagFaultCode.FillerNotZero, index,
            $"({ai.Code}) must begin with the filler 0 before the 13 digits of the asset type. Correct the label: put the 0 in front.");

    private static ValueFault WrongLength(ApplicationIdentifier ai, int length, int index)
    {
        var min = ai.Parts.Where(part => !part.IsOptional).Sum(part => part.MinLength);
        var expected = min == ai.MaxLength ? $"{min}" : $"{min} to {ai.MaxLength}";
        var hint = length > ai.MaxLength && !ai.IsPredefinedLength
            ? " Perhaps the separator (GS, U+001D) before the next element was lost: check that the scanner sends it."
            : " Scan it again, or correct the label.";
        return new(TagFaultCode.WrongLength, index, $"({ai.Code}) has {length} characters, but takes {expected}.{hint}");
    }

    private static ValueFault? CheckRules(ApplicationIdentifier ai, ValueRule rules, ReadOnlySpan<char> text)
    {
        if ((rules & ValueRule.Company) != ValueRule.None && CheckCompanyPrefix(ai, text) is { } prefix) return prefix;
        if ((rules & ValueRule.Mod10) != ValueRule.None && CheckCharacters.Mod10(text[..^1]) is var digit && digit != text[^1])
        {
            return new(TagFaultCode.WrongCheckDigit, text.Length - 1,
                $"({ai.Code}) ends its number in the check digit {text[^1]}, but {digit} would fit. Scan it again; "
                + "if it stays, the number was typed or printed wrong.");
        }

        if ((rules & ValueRule.Pair) != ValueRule.None) return CheckPair(ai, text);
        if ((rules & ValueRule.NoZero) != ValueRule.None && text is ['0', _, ..]) return Invalid(ai, 0, "may not begin with 0");
        return DateAndCount.Check(rules, text) is var (index, what) ? Invalid(ai, index, what) : null;
    }

    private static ValueFault? CheckCompanyPrefix(ApplicationIdentifier ai, ReadOnlySpan<char> text)
    {
        var start = text[..Math.Min(CompanyPrefixDigits, text.Length)];
        var letter = start.IndexOfAnyExcept(Digits);
        if (letter >= 0)
        {
            return new(TagFaultCode.PrefixNotNumeric, letter,
                $"({ai.Code}) must begin with a GS1 company prefix, at least four digits, but holds {CodePoint.Name(text, letter)}. "
                + "If this is not a GS1 label, print it without the GS1 marker (FNC1).");
        }

        return start.Length < CompanyPrefixDigits
            ? new(TagFaultCode.WrongLength, text.Length,
                $"({ai.Code}) is too short for a GS1 company prefix, at least four digits. Scan it again, or correct the label.")
            : null;
    }

    private static ValueFault? CheckPair(ApplicationIdentifier ai, ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return new(TagFaultCode.WrongLength, text.Length,
                $"({ai.Code}) is too short for its check character pair. Scan it again, or correct the label.");
        }

        var pair = CheckCharacters.Pair(text[..^2]);
        return text.EndsWith(pair, StringComparison.Ordinal)
            ? null
            : new(TagFaultCode.WrongCheckPair, text.Length - 2,
                $"({ai.Code}) ends in the check characters {text[^2..]}, but {pair} would fit. Scan it again, or correct the label.");
    }

    private static ValueFault Invalid(ApplicationIdentifier ai, int index, string what) =>
        new(TagFaultCode.InvalidValue, index, $"({ai.Code}) {what}. Scan it again, or correct the label.");
}
