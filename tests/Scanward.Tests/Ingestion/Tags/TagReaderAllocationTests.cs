using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class TagReaderAllocationTests
{
    private const int Reads = 1_000;

    /// <summary>Besides the tag itself and its strings, the ordinary way allocates nothing.</summary>
    [Theory]
    [InlineData("000000150", 256)]
    [InlineData("]Q1AHU-000123", 256)]
    [InlineData("https://tags.example.org/t/000000150", 256)]
    [InlineData("]C180049520614141234567", 768)]
    [InlineData("https://id.gs1.org/8004/9520614141234567", 768)]
    public void Read_AllocatesLittleMoreThanItsTag(string raw, int bytesMax)
    {
        var reader = new TagReader(new TagReaderOptions { OwnHosts = ["tags.example.org"] });
        Assert.IsType<Tag>(reader.Read(raw));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Reads; i++) reader.Read(raw);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Reads, 1, bytesMax);
    }
}
