using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Tests.Ingestion.Tags.Gs1;

public sealed class ElementValueTests
{
    [Theory]
    [InlineData("00", "095201234567891235")]
    [InlineData("10", "a")]
    [InlineData("10", "12345678901234567890")]
    [InlineData("11", "260731")]
    [InlineData("11", "260700")] // the whole month
    [InlineData("17", "240229")]
    [InlineData("253", "9520123456788")]
    [InlineData("253", "9520123456788ABCDEFGHIJKLMNOPQ")]
    [InlineData("30", "1")]
    [InlineData("3103", "001234")]
    [InlineData("3910", "978123")]
    [InlineData("401", "9520abc")]
    [InlineData("423", "276528040")]
    [InlineData("4324", "2612312359")]
    [InlineData("4330", "000123-")]
    [InlineData("7003", "2612310000")]
    [InlineData("7007", "261201261231")]
    [InlineData("7011", "2612312359")]
    [InlineData("7040", "1ABC")]
    [InlineData("7250", "19991231")]
    [InlineData("8001", "00010000100101")]
    [InlineData("8006", "095201234567880102")]
    [InlineData("8008", "26123123")]
    [InlineData("8008", "261231235959")]
    [InlineData("8010", "9520-/#AZ9")]
    [InlineData("8011", "0")]
    [InlineData("8011", "10")]
    [InlineData("8013", "1987654Ad4X4bL5ttr2310c2K")]
    [InlineData("8030", "AZaz09-_=")]
    [InlineData("8043", "123456789012345678")]
    [InlineData("99", "!\"%&'()*+,-./:;<=>?_")]
    public void Accepts_SoundValue(string ai, string value) => Assert.Null(Check(ai, value));

    [Theory]
    [InlineData("00", "095201234567891234", "wrong_check_digit", 17)]
    [InlineData("00", "09520123456789123X", "wrong_character", 17)]
    [InlineData("10", "", "wrong_length", 0)]
    [InlineData("10", "123456789012345678901", "wrong_length", 20)]
    [InlineData("10", "A#", "wrong_character", 1)]
    [InlineData("11", "261301", "invalid_value", 2)]
    [InlineData("11", "260001", "invalid_value", 2)]
    [InlineData("11", "260732", "invalid_value", 4)]
    [InlineData("17", "260229", "invalid_value", 4)]
    [InlineData("17", "260431", "invalid_value", 4)]
    [InlineData("401", "952A", "prefix_not_numeric", 3)]
    [InlineData("401", "952", "wrong_length", 3)]
    [InlineData("423", "27652", "wrong_length", 5)]
    [InlineData("4324", "2612312400", "invalid_value", 6)]
    [InlineData("4324", "2612312360", "invalid_value", 8)]
    [InlineData("4326", "261200", "invalid_value", 4)] // here the day must be told
    [InlineData("7007", "261201261301", "invalid_value", 8)]
    [InlineData("7040", "XABC", "wrong_character", 0)]
    [InlineData("7250", "19990229", "invalid_value", 6)]
    [InlineData("7250", "00000229", "invalid_value", 6)]
    [InlineData("8003", "19520123456788A", "filler_not_zero", 0)]
    [InlineData("8003", "9520123456788", "filler_not_zero", 0)]
    [InlineData("8003", "0952012345678", "wrong_length", 13)]
    [InlineData("8006", "095201234567880302", "invalid_value", 14)]
    [InlineData("8006", "095201234567880002", "invalid_value", 14)]
    [InlineData("8008", "26123124", "invalid_value", 6)]
    [InlineData("8008", "2612312360", "invalid_value", 8)]
    [InlineData("8008", "261231235960", "invalid_value", 10)]
    [InlineData("8010", "9520a", "wrong_character", 4)]
    [InlineData("8011", "01", "invalid_value", 0)]
    [InlineData("8013", "1987654Ad4X4bL5ttr2310cXK", "wrong_check_pair", 23)]
    [InlineData("8013", "1987654Ad4X4bL5ttr2310c2X", "wrong_check_pair", 23)]
    [InlineData("8013", "9", "wrong_length", 1)]
    [InlineData("8030", "A+", "wrong_character", 1)]
    public void Refuses_UnsoundValue(string ai, string value, string code, int index)
    {
        var fault = Check(ai, value);
        Assert.NotNull(fault);
        Assert.Equal((code, index), (fault.Value.Code, fault.Value.Index));
        Assert.Contains($"({ai})", fault.Value.Detail);
    }

    private static ValueFault? Check(string ai, string value) => ElementValue.Check(ApplicationIdentifiers.Named(ai)!, value);
}
