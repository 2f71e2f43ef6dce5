using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class ScanBatchReaderTests
{
    [Theory]
    [InlineData("[{\"a\":1},{\"b\":[2,\"]\"]}]", "{\"a\":1}", "{\"b\":[2,\"]\"]}")]
    [InlineData(" [\n 1 , \"x,y\" ,\tnull, {} ]\n", "1", "\"x,y\"", "null", "{}")]
    [InlineData("[[[]]]", "[[]]")]
    [InlineData("[-1.5e3,true]", "-1.5e3", "true")]
    public void Array_IsSplitIntoTheBytesOfItsItems(string body, params string[] items) => Assert.Equal(items, Items(body, ndjson: false));

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}", "{\"b\":2}")]
    [InlineData("{\"a\":1}\r\n\r\n  {\"b\":2}", "{\"a\":1}", "{\"b\":2}")]
    [InlineData("\n{\"a\":\n{\"b\":2}", "{\"a\":", "{\"b\":2}")]
    [InlineData("not json\n{}", "not json", "{}")]
    public void Lines_AreItemsWhateverTheyHold(string body, params string[] items) => Assert.Equal(items, Items(body, ndjson: true));

    [Fact]
    public void Items_AreSlicesOfTheBody()
    {
        var body = Encoding.UTF8.GetBytes($"\ufeff[{Payload.Least},{Payload.Full}]");
        var batch = Assert.IsType<Batch>(ScanBatchReader.Read(body, ndjson: false));

        Assert.Equal([Payload.Least.Scan().Fingerprint, Payload.Full.Scan().Fingerprint], batch.Items.Select(i => Assert.IsType<Scan>(Payload.Reader.Read(i.Span)).Fingerprint));
        Assert.All(batch.Items, i => Assert.True(body.AsSpan().Overlaps(i.Span)));
    }

    [Fact]
    public void BadLine_FailsAloneWhenItIsRead()
    {
        var batch = Assert.IsType<Batch>(ScanBatchReader.Read(Encoding.UTF8.GetBytes($"{Payload.Least}\n{{\"asset_id\"\n{Payload.Full}"), ndjson: true));
        Assert.Equal([typeof(Scan), typeof(Refused), typeof(Scan)], batch.Items.Select(i => Payload.Reader.Read(i.Span).GetType()));
    }

    [Theory]
    [InlineData("[{\"a\":1},\n{\"b\":}]", "line 2, column 6 (byte 15)")]
    [InlineData("[{},]", "line 1, column 5 (byte 4)")]
    [InlineData("[{} {}]", "line 1, column 5 (byte 4)")]
    [InlineData("[{}", "line 1, column 4 (byte 3)")]
    [InlineData("[{}] x", "line 1, column 6 (byte 5)")]
    [InlineData("nonsense", "line 1, column 2 (byte 1)")]
    public void Array_WithASyntaxFault_FailsWholeWithItsPlace(string body, string place)
    {
        var refused = Assert.IsType<RefusedBatch>(Read(body, ndjson: false));
        var fault = Assert.Single(refused.Faults);
        Assert.True(refused.Malformed);
        Assert.Equal("not_json", fault.Code);
        Assert.Contains(place, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Array_ThatIsNotUtf8_FailsWhole()
    {
        byte[] body = [.. "[\""u8, 0xFF, .. "\"]"u8];
        Assert.True(Assert.IsType<RefusedBatch>(ScanBatchReader.Read(body, ndjson: false)).Malformed);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("[]", false)]
    [InlineData(" [ ] ", false)]
    [InlineData("", true)]
    [InlineData("\n \r\n", true)]
    [InlineData("\ufeff\n", true)]
    public void Empty_IsRefused(string body, bool ndjson) => AssertRefused("empty_batch", Read(body, ndjson));

    [Theory]
    [InlineData("{\"items\":[]}")]
    [InlineData("17")]
    public void Array_ThatIsNone_IsRefused(string body) => AssertRefused("not_an_array", Read(body, ndjson: false));

    [Fact]
    public void Items_Are1000AtMost()
    {
        Assert.Equal(1000, Items($"[{string.Join(",", Enumerable.Repeat("{}", 1000))}]", ndjson: false).Length);
        Assert.Equal(1000, Items(string.Join("\n", Enumerable.Repeat("{}", 1000)), ndjson: true).Length);
        AssertRefused("too_many_items", Read($"[{string.Join(",", Enumerable.Repeat("{}", 1001))}]", ndjson: false));
        AssertRefused("too_many_items", Read(string.Join("\n", Enumerable.Repeat("{}", 1001)), ndjson: true));
    }

    [Fact]
    public void DeepItem_FailsAloneWhenItIsRead()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        var items = Assert.IsType<Batch>(Read($"[{deep},{Payload.Least}]", ndjson: false)).Items;
        Assert.Equal([typeof(Refused), typeof(Scan)], items.Select(i => Payload.Reader.Read(i.Span).GetType()));
    }

    [Theory]
    [InlineData("application/x-ndjson", "[1]", true)]
    [InlineData("Application/NDJSON; charset=utf-8", "[1]", true)]
    [InlineData("application/jsonl", "", true)]
    [InlineData("application/json", " \n[{}]", false)]
    [InlineData("application/json", " \n{}", true)]
    [InlineData(null, "\ufeff{}", true)]
    [InlineData(null, "[", false)]
    [InlineData(null, "", false)]
    public void IsNdjson_GoesByContentTypeThenByTheFirstByte(string? contentType, string body, bool ndjson) =>
        Assert.Equal(ndjson, ScanBatchReader.IsNdjson(contentType, Encoding.UTF8.GetBytes(body)));

    private static BatchReading Read(string body, bool ndjson) => ScanBatchReader.Read(Encoding.UTF8.GetBytes(body), ndjson);

    private static string[] Items(string body, bool ndjson) => [.. Assert.IsType<Batch>(Read(body, ndjson)).Items.Select(i => Encoding.UTF8.GetString(i.Span))];

    private static void AssertRefused(string code, BatchReading reading)
    {
        var refused = Assert.IsType<RefusedBatch>(reading);
        Assert.Equal(code, Assert.Single(refused.Faults).Code);
        Assert.False(refused.Malformed);
    }
}
