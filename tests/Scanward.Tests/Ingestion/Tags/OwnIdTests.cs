using Scanward.Ingestion.Tags;
using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class OwnIdTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Typed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*~$=-";

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, "000000000")]
    [InlineData(new byte[] { 0, 0, 0, 0, 31 }, "0000000ZZ")]
    [InlineData(new byte[] { 0, 0, 0, 0, 37 }, "000000150")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255 }, "ZZZZZZZZF")]
    public void Makes_NumberAndCheckCharacter(byte[] randomness, string id) => Assert.Equal(id, OwnId.Make(randomness));

    [Fact]
    public void Draws_AgainWhenTheCheckCharacterHasNoLetter()
    {
        Assert.Equal("000000077", OwnId.Make([0, 0, 0, 0, 32, 0, 0, 0, 0, 7]));
        Assert.Equal("000000150", OwnId.Make([0, 0, 0, 0, 32])); // nothing left to draw: the next number that has one
        Assert.Throws<ArgumentException>(() => OwnId.Make([1, 2, 3, 4]));
    }

    [Fact]
    public void Make_GivesIdsThatCanBeRead()
    {
        foreach (var id in Samples(2_000))
        {
            Assert.True(OwnId.TryRead(id, out var canonical));
            Assert.Equal(id, canonical);
            Assert.Equal($"own:{id}", TagOf(id).Key);
            Assert.DoesNotContain(id, c => !Alphabet.Contains(c));
        }
    }

    [Fact]
    public void TryRead_FoldsWhatPeopleMixUp()
    {
        foreach (var id in Samples(200))
        {
            var typed = id.ToLowerInvariant().Replace('0', 'o').Replace('1', 'l');
            Assert.True(OwnId.TryRead(typed, out var canonical) && canonical == id, typed);
            Assert.True(OwnId.TryRead(typed.ToUpperInvariant().Replace('L', 'I'), out canonical) && canonical == id, typed);
        }
    }

    [Fact]
    public void TryRead_CatchesEverySubstitution()
    {
        foreach (var id in Samples(200))
        {
            for (var i = 0; i < id.Length; i++)
            {
                foreach (var c in Typed)
                {
                    var wrong = string.Concat(id.AsSpan(0, i), [c], id.AsSpan(i + 1));
                    if (OwnId.TryRead(wrong, out var read)) Assert.Equal(id, read); // O for 0 and the like: the same id
                }
            }
        }
    }

    [Fact]
    public void TryRead_CatchesEverySwapOfNeighbours()
    {
        foreach (var id in Samples(10_000))
        {
            for (var i = 0; i + 1 < id.Length; i++)
            {
                if (id[i] == id[i + 1]) continue;
                var swapped = string.Concat(id.AsSpan(0, i), [id[i + 1]], [id[i]], id.AsSpan(i + 2));
                Assert.False(OwnId.TryRead(swapped, out _), swapped);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0000000000")]
    [InlineData("0000000U0")]
    [InlineData("00000010*")] // 32 has the check value 32, which is never issued
    [InlineData("00000000é")]
    public void TryRead_RefusesWhatIsNoId(string text)
    {
        Assert.False(OwnId.TryRead(text, out var canonical));
        Assert.Equal("", canonical);
    }

    [Fact]
    public void Folds_OnlyOwnIds() => IsTag("alias:pump-Ol", "pump-Ol");

    private static IEnumerable<string> Samples(int count)
    {
        var random = new Random(20261122);
        var bytes = new byte[OwnId.BytesPerDraw * 4];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            yield return OwnId.Make(bytes);
        }
    }
}
