using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Tests.Ingestion.Tags.Gs1;

public sealed class CheckCharactersTests
{
    [Theory]
    [InlineData("952012345678", '8')]
    [InlineData("0952012345678", '8')]
    [InlineData("0234567", '3')]
    [InlineData("41600033610", '8')]
    [InlineData("09520123456789123", '5')]
    [InlineData("0", '0')]
    public void Mod10_IsTheStandards(string digits, char check) => Assert.Equal(check, CheckCharacters.Mod10(digits));

    /// <summary>Examples that GS1 publishes with its syntax tests, and the one of the General Specifications.</summary>
    [Theory]
    [InlineData("1987654Ad4X4bL5ttr2310c", "2K")]
    [InlineData("12345678901234567890123", "NT")]
    [InlineData("12345_ABCDEFGHIJKLM", "CP")]
    [InlineData("12345_NOPQRSTUVWXYZ", "DN")]
    [InlineData("12345_abcdefghijklm", "N3")]
    [InlineData("12345_nopqrstuvwxyz", "P2")]
    [InlineData("12345_!\"%&'()*+,-./", "LC")]
    [InlineData("12345_0123456789:;<=>?", "62")]
    [InlineData("", "22")]
    public void Pair_IsTheStandards(string characters, string pair) => Assert.Equal(pair, CheckCharacters.Pair(characters));
}
