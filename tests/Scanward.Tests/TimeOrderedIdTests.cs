namespace Scanward.Tests;

public sealed class TimeOrderedIdTests
{
    private static IEnumerable<long> Some()
    {
        var random = new Random(11);
        return Enumerable.Range(0, 2_000).Select(_ => random.NextInt64(0, long.MaxValue)).Concat([0, 1, long.MaxValue, 1L << 22]);
    }

    [Fact]
    public void Text_GivesBackTheId() => Assert.All(Some(), id =>
    {
        var text = TimeOrderedId.Format(id);
        Assert.Equal(TimeOrderedId.TextLength, text.Length);
        Assert.True(TimeOrderedId.TryParse(text, out var read));
        Assert.True(TimeOrderedId.TryParse(text.ToLowerInvariant(), out var lower));
        Assert.Equal((id, id), (read, lower));
    });

    [Fact]
    public void Text_IsInTheOrderOfTheIds()
    {
        var ids = Some().Order().ToArray();
        Assert.Equal(ids, ids.OrderBy(TimeOrderedId.Format, StringComparer.Ordinal));
    }

    [Fact]
    public void Id_TellsItsMillisecond_AndTheNextMillisecondIsLarger()
    {
        var now = DateTimeOffset.Parse("2026-11-24T16:00:00.123Z").ToUnixTimeMilliseconds();
        var id = TimeOrderedId.First(now);
        Assert.Equal(now, TimeOrderedId.UnixMs(id));
        Assert.Equal(now, TimeOrderedId.UnixMs(id + (1 << 22) - 1));
        Assert.Equal(id + (1 << 22), TimeOrderedId.First(now + 1));
        Assert.Equal(0, TimeOrderedId.First(TimeOrderedId.EpochMs - 1));
        Assert.True(TimeOrderedId.First(DateTimeOffset.Parse("2089-01-01T00:00:00Z").ToUnixTimeMilliseconds()) > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("00000000000000")]
    [InlineData("000000000000U")]
    [InlineData("000000000000I")]
    [InlineData("00000000000 0")]
    [InlineData("8000000000000")] // the 64th bit
    [InlineData("ZZZZZZZZZZZZZ")]
    public void Text_ThatIsNoId_IsRefused(string? text) => Assert.False(TimeOrderedId.TryParse(text, out _));
}
