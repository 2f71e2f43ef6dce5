using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>A GS1 application identifier (AI): what its value looks like and which others it goes with.</summary>
/// <param name="Code">Two to four digits.</param>
/// <param name="IsPredefinedLength">Its value ends by itself; all others end at a separator or the end of the data.</param>
/// <param name="MayBeAttribute">It may stand in the query of a Digital Link.</param>
/// <param name="Parts">The value's parts, in order; only the last may vary in length.</param>
/// <param name="BelongsTo">At least one of these groups should be there too; empty when it stands alone.</param>
/// <param name="Excludes">None of these should be there.</param>
internal sealed record ApplicationIdentifier(
    string Code,
    bool IsPredefinedLength,
    bool MayBeAttribute,
    ImmutableArray<ValuePart> Parts,
    ImmutableArray<ImmutableArray<AiPattern>> BelongsTo,
    ImmutableArray<ImmutableArray<AiPattern>> Excludes)
{
    public int MaxLength { get; } = Parts.Sum(part => part.MaxLength);
}

/// <summary>A part of a value with one character set.</summary>
internal sealed record ValuePart(CharacterSet Set, int MinLength, int MaxLength, bool IsOptional, ValueRule Rules)
{
    /// <summary>Reads the table's notation, such as <c>n13:mod10</c>, <c>x1-16?</c>.</summary>
    public static ValuePart Parse(string notation)
    {
        var pieces = notation.Split(':');
        var lengths = pieces[0][1..].TrimEnd('?').Split('-');
        var rules = pieces[1..].Aggregate(ValueRule.None, (all, name) => all | Enum.Parse<ValueRule>(name, ignoreCase: true));
        return new ValuePart((CharacterSet)pieces[0][0], int.Parse(lengths[0]), int.Parse(lengths[^1]), pieces[0].EndsWith('?'), rules);
    }
}

/// <summary>GS1's character sets, by the letter of the table.</summary>
internal enum CharacterSet
{
    Digits = 'n',

    /// <summary>Set 82: letters, digits and 20 marks.</summary>
    Set82 = 'x',

    /// <summary>Set 39: capitals, digits and <c># - /</c>.</summary>
    Set39 = 'y',

    /// <summary>RFC 4648 base64url.</summary>
    Base64Url = 'z',
}

/// <summary>What a part must satisfy beyond its characters and length; the names are those of the table.</summary>
[Flags]
internal enum ValueRule
{
    None = 0,

    /// <summary>The last digit is the GS1 mod-10 check digit.</summary>
    Mod10 = 1 << 0,

    /// <summary>The last two characters are the GS1 check character pair.</summary>
    Pair = 1 << 1,

    /// <summary>Begins with a GS1 company prefix: at least four digits.</summary>
    Company = 1 << 2,

    /// <summary>A date YYMMDD.</summary>
    Day = 1 << 3,

    /// <summary>A date YYMMDD whose day may be 00, the whole month.</summary>
    Day0 = 1 << 4,

    /// <summary>A date YYYYMMDD.</summary>
    Day8 = 1 << 5,

    /// <summary>HHMM.</summary>
    Time = 1 << 6,

    /// <summary>HH.</summary>
    Hour = 1 << 7,

    /// <summary>Minutes or seconds, 00 to 59.</summary>
    Minute = 1 << 8,

    /// <summary>All zeros: the filler of a GRAI.</summary>
    Zero = 1 << 9,

    /// <summary>Piece and total, two digits each: neither is zero and the piece is not above the total.</summary>
    Pieces = 1 << 10,

    /// <summary>No leading zero.</summary>
    NoZero = 1 << 11,
}

/// <summary>An identifier, or several by <c>n</c> for any digit; <see cref="Except"/> is never meant.</summary>
internal readonly record struct AiPattern(string Text, string? Except)
{
    public static ImmutableArray<ImmutableArray<AiPattern>> ParseAlternatives(string column, string code) => column.Length == 0
        ? []
        : [.. column.Split(',').Select(group => group.Split('+').Select(text => Parse(text, code)).ToImmutableArray())];

    public bool Matches(string code)
    {
        if (code.Length != Text.Length || code == Except) return false;
        for (var i = 0; i < code.Length; i++)
        {
            if (Text[i] != 'n' && Text[i] != code[i]) return false;
        }

        return true;
    }

    public override string ToString() => $"({Text})";

    // An identifier never excludes itself, though it may lie in the pattern that it excludes.
    private static AiPattern Parse(string text, string code) => new(text == "*" ? $"{code[..3]}n" : text, code);
}
