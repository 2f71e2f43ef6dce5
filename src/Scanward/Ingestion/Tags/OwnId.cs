namespace Scanward.Ingestion.Tags;

/// <summary>
/// Scanward's own tag ids: 8 characters of Crockford's base 32 (40 bits) and one check character, such as <c>4Q7K9M2TC</c>.
/// The check character is the number modulo 37, a prime, so that it catches every wrong character and every swap of two neighbours.
/// Crockford spells the values 32 to 36 <c>*~$=U</c>; ids that would need one are never issued, so that ids survive URLs, QR alphanumeric mode and
/// dictation.
/// </summary>
public static class OwnId
{
    /// <summary>Characters in an id, with its check character.</summary>
    public const int Length = 9;

    /// <summary>Bytes of randomness that one draw takes.</summary>
    public const int BytesPerDraw = 5;

    private const string Alphabet = Crockford.Alphabet;
    private const int Modulus = 37;
    private const int DataCharacters = Length - 1;

    // Value of each ASCII character once folded; -1 for what no id holds.
    private static readonly sbyte[] Values = MakeValues();

    /// <summary>Makes an id out of random bytes; equal bytes make equal ids.</summary>
    /// <param name="randomness">One or more draws of <see cref="BytesPerDraw"/> bytes; a draw whose check value has no letter is passed over (5 of
    /// 37). Give a few draws: when all are passed over, the last is moved on to the next number that has one, which favours that number slightly.
    /// </param>
    /// <exception cref="ArgumentException">Fewer than <see cref="BytesPerDraw"/> bytes.</exception>
    public static string Make(ReadOnlySpan<byte> randomness)
    {
        if (randomness.Length < BytesPerDraw) throw new ArgumentException($"An id needs at least {BytesPerDraw} random bytes.", nameof(randomness));

        ulong number;
        do
        {
            number = 0;
            foreach (var b in randomness[..BytesPerDraw]) number = (number << 8) | b;
            randomness = randomness[BytesPerDraw..];
        }
        while (number % Modulus >= (ulong)Alphabet.Length && randomness.Length >= BytesPerDraw);

        // The greatest 40-bit number leaves 15, so this never runs past 40 bits.
        while (number % Modulus >= (ulong)Alphabet.Length) number++;
        return Spell(number);
    }

    /// <summary>Reads an id as printed or typed: lower case counts as upper, O as 0, I and L as 1.</summary>
    /// <param name="text">The characters, already trimmed.</param>
    /// <param name="canonical">The id in its one spelling, or the empty string.</param>
    /// <returns>False when the length, a character or the check character is wrong.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out string canonical)
    {
        canonical = "";
        if (text.Length != Length) return false;

        ulong number = 0;
        foreach (var c in text[..DataCharacters])
        {
            var value = ValueOf(c);
            if (value < 0) return false;
            number = (number << 5) | (uint)value;
        }

        if (ValueOf(text[DataCharacters]) != (int)(number % Modulus)) return false;
        canonical = Spell(number);
        return true;
    }

    private static string Spell(ulong number) => string.Create(Length, number, static (characters, n) =>
    {
        characters[DataCharacters] = Alphabet[(int)(n % Modulus)];
        for (var i = DataCharacters - 1; i >= 0; i--, n >>= 5) characters[i] = Alphabet[(int)(n & 31)];
    });

    private static int ValueOf(char c) => c < Values.Length ? Values[c] : -1;

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++) values[Alphabet[i]] = values[char.ToLowerInvariant(Alphabet[i])] = (sbyte)i;
        values['O'] = values['o'] = 0;
        values['I'] = values['i'] = values['L'] = values['l'] = 1;
        return values;
    }
}
