namespace Scanward.Ingestion;

/// <summary>
/// A JSON number as an exact decimal, in one spelling: <c>1</c>, <c>1.0</c>, <c>10e-1</c> give the same bits. Bounds: |value| ≤ 10¹², at most nine
/// decimals. The number is read digit by digit, so that neither a thousand digits nor an exponent of a billion cost more than their length.
/// </summary>
internal static class MeterValue
{
    public const int DecimalsMax = 9;

    /// <summary>10 to this power is the largest magnitude.</summary>
    private const int PowerMax = 12;

    /// <param name="number">A number token as the JSON reader validated it.</param>
    public static Flaw Read(ReadOnlySpan<byte> number, out decimal value)
    {
        value = 0m;
        var negative = number[0] == '-';
        if (negative) number = number[1..];
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var exponent = exponentAt < 0 ? 0 : Exponent(number[(exponentAt + 1)..]);
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var point = mantissa.IndexOf((byte)'.');
        if (point >= 0) exponent -= mantissa.Length - point - 1;

        // Digits without the zeros at either end, and the power of ten of the last that is left.
        mantissa = mantissa.TrimStart("0."u8);
        var trimmed = mantissa.TrimEnd("0."u8);
        if (trimmed.IsEmpty) return Flaw.None;
        foreach (var cut in mantissa[trimmed.Length..]) exponent += cut == '.' ? 0 : 1;
        var digits = trimmed.Length - (trimmed.Contains((byte)'.') ? 1 : 0);

        var power = digits + exponent; // the value is 0.ddd × 10^power
        if (power > PowerMax + 1 || (power == PowerMax + 1 && !(digits == 1 && trimmed[0] == '1'))) return Flaw.OutOfRange;
        if (exponent < -DecimalsMax) return Flaw.TooManyDecimals;

        UInt128 unscaled = 0; // at most 13 + 9 digits
        foreach (var digit in trimmed)
        {
            if (digit != '.') unscaled = unscaled * 10 + (uint)(digit - '0');
        }

        for (; exponent > 0; exponent--) unscaled *= 10;
        value = new decimal((int)(uint)unscaled, (int)(uint)(unscaled >> 32), (int)(uint)(unscaled >> 64), negative, (byte)-exponent);
        return Flaw.None;
    }

    /// <summary>The exponent, held within ± 10⁹ so that sums with a length stay far from overflow.</summary>
    private static long Exponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        long exponent = 0;
        foreach (var digit in text) exponent = Math.Min(1_000_000_000, exponent * 10 + (digit - '0'));
        return negative ? -exponent : exponent;
    }
}
