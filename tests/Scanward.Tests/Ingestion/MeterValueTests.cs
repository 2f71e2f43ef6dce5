using System.Globalization;
using System.Numerics;
using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class MeterValueTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000e5", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("10e-1", "1")]
    [InlineData("100E-2", "1")]
    [InlineData("0.1e+1", "1")]
    [InlineData("8123.5", "8123.5")]
    [InlineData("-8123.50", "-8123.5")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("1e-9", "0.000000001")]
    [InlineData("1000000000000", "1000000000000")]
    [InlineData("-1e12", "-1000000000000")]
    [InlineData("0.0000000000001e25", "1000000000000")]
    [InlineData("999999999999.999999999", "999999999999.999999999")]
    [InlineData("1.0000000000000000000000000000000000000", "1")]
    public void Read_Valid_GivesOneSpelling(string text, string expected)
    {
        Assert.Equal(Flaw.None, MeterValue.Read(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture)); // decimal keeps its scale, so the text shows it
    }

    [Theory]
    [InlineData("1000000000001", Flaw.OutOfRange)]
    [InlineData("1000000000000.000000001", Flaw.OutOfRange)]
    [InlineData("2e12", Flaw.OutOfRange)]
    [InlineData("1e13", Flaw.OutOfRange)]
    [InlineData("-1e99999999999999999999", Flaw.OutOfRange)]
    [InlineData("1e-10", Flaw.TooManyDecimals)]
    [InlineData("1.0000000001", Flaw.TooManyDecimals)]
    [InlineData("1e-99999999999999999999", Flaw.TooManyDecimals)]
    public void Read_BeyondTheBounds_GivesItsFlaw(string text, object flaw) => Assert.Equal(flaw, MeterValue.Read(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Read_AgreesWithExactArithmetic_OnRandomNumbers()
    {
        var random = new Random(1);
        var accepted = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var whole = random.NextInt64((long)Math.Pow(10, random.Next(1, 15))).ToString(CultureInfo.InvariantCulture);
            var fraction = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => random.Next(3) == 0 ? random.Next(10) : 0));
            var exponent = random.Next(3) == 0 ? random.Next(-12, 13) : 0;
            var text = $"{(random.Next(2) == 0 ? "-" : "")}{whole}{(fraction.Length > 0 ? "." + fraction : "")}{(exponent != 0 ? "e" + exponent : "")}";

            var exact = BigInteger.Parse(whole + fraction, CultureInfo.InvariantCulture) * BigInteger.Pow(10, 40 + exponent - fraction.Length); // in units of 10^-40
            var expected = exact > BigInteger.Pow(10, 52) ? Flaw.OutOfRange : exact % BigInteger.Pow(10, 31) != 0 ? Flaw.TooManyDecimals : Flaw.None;
            Assert.Equal(expected, MeterValue.Read(Encoding.ASCII.GetBytes(text), out var value));
            if (expected != Flaw.None) continue;
            accepted++;
            Assert.Equal(text[0] == '-' ? -exact : exact, new BigInteger(value * 1_000_000_000m) * BigInteger.Pow(10, 31));
        }

        Assert.InRange(accepted, 5_000, 29_000);
    }
}
