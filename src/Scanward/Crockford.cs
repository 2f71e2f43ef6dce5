namespace Scanward;

/// <summary>Crockford's base 32, in which ids and codes are written that people read aloud and copy by hand (https://www.crockford.com/base32.html).</summary>
public static class Crockford
{
    /// <summary>The characters in the order of their values.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The value of a character, with case folded, O as 0, and I and L as 1; -1 for one that has none.</summary>
    public static int ValueOf(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var upper => Alphabet.IndexOf(upper, StringComparison.Ordinal),
    };
}
