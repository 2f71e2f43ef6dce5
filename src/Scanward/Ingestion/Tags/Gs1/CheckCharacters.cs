namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>GS1's check digit and check character pair (GS1 General Specifications, section 7.9).</summary>
internal static class CheckCharacters
{
    // Set 82 in the order of its weights, which is that of ASCII.
    private const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private const string Set32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int PairModulus = 1021;

    private static ReadOnlySpan<byte> Primes => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

    /// <summary>The digit that belongs behind these digits: weights 3 and 1 in turn from the right, up to the next ten.</summary>
    public static char Mod10(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        var weight = 3;
        for (var i = digits.Length - 1; i >= 0; i--, weight = 4 - weight) sum += (digits[i] - '0') * weight;
        return (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>The pair that belongs behind these characters of set 82, at most 23: primes as weights from the right, modulo 1021.</summary>
    public static string Pair(ReadOnlySpan<char> characters)
    {
        var sum = 0;
        for (var i = 0; i < characters.Length; i++) sum += Set82.IndexOf(characters[i]) * Primes[characters.Length - 1 - i];
        sum %= PairModulus;
        return string.Create(2, sum, static (pair, value) => (pair[0], pair[1]) = (Set32[value >> 5], Set32[value & 31]));
    }
}
