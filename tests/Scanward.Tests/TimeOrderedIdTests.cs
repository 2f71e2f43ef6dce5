using FsCheck;
using FsCheck.Fluent;

namespace Scanward.Tests;

public sealed class TimeOrderedIdTests
{
    private static readonly Arbitrary<long> Ids = ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(n => n.Item & long.MaxValue).ToArbitrary();

    [Fact]
    public void Format_IsReadBack() => Prop.ForAll(Ids, id =>
    {
        var text = TimeOrderedId.Format(id);
        return text.Length == TimeOrderedId.TextLength
            && TimeOrderedId.TryParse(text, out var read) && read == id
            && TimeOrderedId.TryParse(text.ToLowerInvariant(), out read) && read == id;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_HasTheOrderOfTheNumbers() => Prop.ForAll(
        Ids, Ids, (a, b) => Math.Sign(a.CompareTo(b)) == Math.Sign(string.CompareOrdinal(TimeOrderedId.Format(a), TimeOrderedId.Format(b)))).QuickCheckThrowOnFailure();

    /// <summary>41 bits of milliseconds, 6 of node, 16 of sequence (docs/adr/0006).</summary>
    [Theory]
    [InlineData(TimeOrderedId.EpochMs, 0)]
    [InlineData(TimeOrderedId.EpochMs + 1, 1L << 22)]
    [InlineData(TimeOrderedId.EpochMs + (1L << 41) - 1, long.MaxValue & ~((1L << 22) - 1))]
    public void First_IsTheMillisecondAbove22Bits(long unixMs, long id)
    {
        Assert.Equal(id, TimeOrderedId.First(unixMs));
        Assert.Equal(unixMs, TimeOrderedId.UnixMs(id + (1 << 22) - 1));
    }

    [Fact]
    public void TryParse_TakesWhatIsMistakenForADigit()
    {
        Assert.True(TimeOrderedId.TryParse("0o0O0000000iL", out var id));
        Assert.Equal((1 << 5) + 1, id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000001")]
    [InlineData("00000000000001")]
    [InlineData("U000000000000")]
    [InlineData("8000000000000")]
    [InlineData("ZZZZZZZZZZZZZ")]
    [InlineData("00000000000-1")]
    [InlineData("000000000000\u0661")]
    public void TryParse_RefusesWhatIsNoId(string? text) => Assert.False(TimeOrderedId.TryParse(text, out _));
}
