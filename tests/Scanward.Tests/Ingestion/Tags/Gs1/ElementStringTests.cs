using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags.Gs1;

public sealed class ElementStringTests
{
    [Theory]
    [InlineData("]C18004952061414~", "giai:952061414")] // a separator at the end
    [InlineData("]C1~8004952061414", "giai:952061414")] // and in front
    [InlineData("]d211260731~8004952061414", "giai:952061414")] // behind a predefined length, where none is needed
    [InlineData("]d2112607318004952061414", "giai:952061414")]
    [InlineData("]d28004952061414~10ABC~21X~17261231", "giai:952061414")]
    [InlineData("]d2800401234abC", "giai:01234abC")] // case and leading zeros count
    [InlineData("]d28004952061414%(x)'*+,-./:;<=>?_&!\"", "giai:952061414%(x)'*+,-./:;<=>?_&!\"")]
    [InlineData("]d28004952061414~8004952061414", "giai:952061414")] // said twice
    [InlineData("]d201095201234567882112345~10AB", "sgtin:0952012345678812345")]
    [InlineData("]d221AB~0109520123456788", "sgtin:09520123456788AB")]
    [InlineData("]d2010952012345678821AB~11260700", "sgtin:09520123456788AB")]
    [InlineData("]d28004952061414~4149520123456788", "giai:952061414")]
    [InlineData("]d28004952061414~7040 1ABC", null)]
    [InlineData("]d28004952061414~70401ABC", "giai:952061414")]
    [InlineData("]d28004952061414~91anything~99else", "giai:952061414")]
    public void Reads_Elements(string raw, string? key)
    {
        if (key is null) IsFault("wrong_character", 21, raw);
        else IsTag(key, raw);
    }

    [Fact]
    public void Tells_AllElements()
    {
        var tag = TagOf("]d28004952061414~10ABC~11260731240X-1");
        Assert.Equal(["10:ABC", "11:260731", "240:X-1", "8004:952061414"], tag.Elements.Select(element => $"{element.Key}:{element.Value}"));
    }

    [Theory]
    [InlineData("]d28004", "wrong_length", 7)]
    [InlineData("]d28004123", "wrong_length", 10)]
    [InlineData("]d280041234567890123456789012345678901", "wrong_length", 37)]
    [InlineData("]d28004952061414~~10A", "empty_element", 17)]
    [InlineData("]d28004952061414^10A", "wrong_character", 16)]
    [InlineData("]d28004952061414 A", "wrong_character", 16)]
    [InlineData("]d28004952061414\u001E", "wrong_character", 16)]
    [InlineData("]d28004952061414~05ABC", "unknown_ai", 17)]
    [InlineData("]d28004952061414~8", "unknown_ai", 17)]
    [InlineData("]d28004952061414~ABC", "unknown_ai", 17)]
    [InlineData("]d2~~8004952061414", "empty_element", 4)]
    [InlineData("]d21126073~8004952061414", "wrong_length", 10)]
    [InlineData("]d28004952061414~10A~10B", "repeated_element", 21)]
    [InlineData("]d28004952061414~8004952061415", "two_keys", 17)]
    [InlineData("]d2010952012345678821AB~8004952061415", "two_keys", 24)]
    [InlineData("]d28004952061414~010952012345678821AB", "two_keys", 17)]
    [InlineData("]d2800319520123456788A", "filler_not_zero", 7)]
    [InlineData("]d28003095201234567X8A", "wrong_character", 19)]
    [InlineData("]d2800309520123456788ABCDEFGHIJKLMNOPQ", "wrong_length", 37)]
    [InlineData("]d20109520123456789", "wrong_check_digit", 18)]
    [InlineData("(8004)ABCD", "prefix_not_numeric", 6)]
    [InlineData("(01)09520123456788(21)A(21)B", "repeated_element", 23)]
    [InlineData("(01)09520123456788(21)", "wrong_length", 22)]
    public void Refuses_WithCodeAndPosition(string raw, string code, int position) => IsFault(code, position, raw);

    [Theory]
    [InlineData("]C100095201234567891235", "shipping unit")]
    [InlineData("]C14149520123456788", "place")]
    [InlineData("]C14149520123456788254A", "place")]
    [InlineData("]C10109520123456788", "type")]
    [InlineData("]C1010952012345678810AB", "type")]
    [InlineData("]C1800309520123456788", "type")]
    [InlineData("]C18018952012345678912345", "service recipient")]
    [InlineData("]C1253952012345678812", "document")]
    [InlineData("]C1401952012ABC", "consignment")]
    [InlineData("]C140295201234567891235", "shipment")]
    [InlineData("]C1801095201234~80111", "component")]
    [InlineData("]C18006095201234567880102~21AB", "piece")]
    public void Names_OtherKindsOfThings(string raw, string named)
    {
        var fault = FaultOf(raw);
        Assert.Equal("not_an_asset", fault.Code);
        Assert.Contains(named, fault.Detail);
        Assert.Equal(3, fault.Position);
    }

    [Fact]
    public void Refuses_ElementsWithoutKey() => IsFault("no_key", 3, "]d210ABC");

    [Theory]
    [InlineData("]d2800309520123456788A~21B", "(21) belongs to (01) or (03) or (8006)")]
    [InlineData("]d28004952061414~10B", "(10) belongs to (01) or")]
    [InlineData("]d2010952012345678821AB~3712", "(01) should not stand beside (37)")]
    [InlineData("]d2010952012345678821AB~31010000013102000001", "(3101) should not stand beside (310n)")]
    public void Warns_OfAssociations(string raw, string warning) => Assert.Contains(TagOf(raw).Warnings, given => given.StartsWith(warning, StringComparison.Ordinal));

    [Theory]
    [InlineData("]d28004952061414")]
    [InlineData("]d2010952012345678821AB~3102000001")]
    [InlineData("]d28004952061414~7230AB12")]
    [InlineData("]d28004952061414~0109520123456788")]
    public void Warns_OfNothing_WhenElementsGoTogether(string raw) => Assert.Empty(TagOf(raw).Warnings);

    [Theory]
    [InlineData("(8004)952061414(x)(10)A(B)", "952061414(x)", "A(B)")]
    [InlineData("(8004)952061414(99999)(10)A", "952061414(99999)", "A")]
    [InlineData("]Q1(10)A(8004)952061414", "952061414", "A")]
    public void Reads_PrintedForm(string raw, string giai, string batch)
    {
        var tag = TagOf(raw);
        Assert.Equal((giai, batch), (tag.Elements["8004"], tag.Elements["10"]));
    }

    [Theory]
    [InlineData("(pump) 4")]
    [InlineData("(05)123")]
    [InlineData("()")]
    public void Reads_OtherParenthesesAsAlias(string raw) => IsTag("alias:" + raw, raw);

    [Fact]
    public void Refuses_MoreElementsThanASymbolHolds()
    {
        var many = string.Concat(Enumerable.Range(3100, 6).Concat(Enumerable.Range(3110, 6)).Concat(Enumerable.Range(3120, 6)).Concat(Enumerable.Range(3130, 6))
            .Concat(Enumerable.Range(3140, 6)).Concat(Enumerable.Range(3150, 6)).Concat(Enumerable.Range(3160, 6)).Concat(Enumerable.Range(3200, 6))
            .Concat(Enumerable.Range(3210, 6)).Concat(Enumerable.Range(3220, 6)).Concat(Enumerable.Range(3230, 6)).Select(ai => $"{ai}000001"));
        IsFault("too_long", 3 + (64 * 10), "]d2" + many);
    }
}
