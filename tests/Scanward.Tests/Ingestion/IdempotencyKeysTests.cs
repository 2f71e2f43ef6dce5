using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

public sealed class IdempotencyKeysTests
{
    [Fact]
    public void Read_EveryV4AndV7_IsTakenInAnyCase()
    {
        for (var i = 0; i < 1_000; i++)
        {
            foreach (var made in (Guid[])[Guid.NewGuid(), Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(i))])
            {
                foreach (var text in (string[])[made.ToString("D"), made.ToString("D").ToUpperInvariant()])
                {
                    Assert.Equal(Flaw.None, IdempotencyKeys.Read(Encoding.ASCII.GetBytes(text), out var key));
                    Assert.Equal(made, key);
                }
            }
        }
    }

    [Fact]
    public void Read_AnyCharacterButAHexDigit_IsRefused()
    {
        var good = Encoding.ASCII.GetBytes(Payload.Key);
        for (var at = 0; at < good.Length; at++)
        {
            for (var b = 0; b < 256; b++)
            {
                var text = (byte[])good.Clone();
                text[at] = (byte)b;
                var dash = at is 8 or 13 or 18 or 23;
                var taken = dash ? b == '-'
                    : at == 14 ? b is '4' or '7'
                    : at == 19 ? b is '8' or '9' or 'a' or 'b' or 'A' or 'B'
                    : char.IsAsciiHexDigit((char)b);
                Assert.Equal(taken, IdempotencyKeys.Read(text, out _) == Flaw.None);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("6f1c0c5e3b0a4d7e9a510d6a2f3b4c5d")]
    [InlineData("urn:uuid:6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d")]
    [InlineData("6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d ")]
    [InlineData("0x1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d")]
    [InlineData("+f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d")]
    public void Read_OtherSpellings_AreRefused(string text) => Assert.Equal(Flaw.BadUuid, IdempotencyKeys.Read(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("6f1c0c5e-3b0a-4d7e-0a51-0d6a2f3b4c5d")]
    public void Read_OtherVersionsAndVariants_AreRefused(string text) => Assert.Equal(Flaw.UuidVersion, IdempotencyKeys.Read(Encoding.ASCII.GetBytes(text), out _));
}
