using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Tests.Ingestion.Tags.Gs1;

public sealed class ApplicationIdentifiersTests
{
    [Fact]
    public void Identifiers_AreToldApartByTheirFirstTwoDigits()
    {
        foreach (var group in ApplicationIdentifiers.All.GroupBy(ai => ai.Code[..2]))
            Assert.Single(group.Select(ai => ai.Code.Length).Distinct());
    }

    /// <summary>The list of predefined lengths in the GS1 General Specifications goes by the first two digits alone, and is closed.</summary>
    [Fact]
    public void PredefinedLengths_AreThoseOfTheGeneralSpecifications()
    {
        var lengths = ApplicationIdentifiers.All.Where(ai => ai.IsPredefinedLength)
            .Select(ai => $"{ai.Code[..2]}:{ai.Code.Length + ai.MaxLength}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            ["00:20", "01:16", "02:16", "03:16", "11:8", "12:8", "13:8", "15:8", "16:8", "17:8", "20:4", "31:10", "32:10", "33:10", "34:10", "35:10", "36:10", "41:16"],
            lengths);
        Assert.All(ApplicationIdentifiers.All.Where(ai => ai.IsPredefinedLength), ai => Assert.All(ai.Parts, part => Assert.Equal(part.MinLength, part.MaxLength)));
    }

    [Fact]
    public void Values_VaryInLengthOnlyInTheirLastParts()
    {
        foreach (var ai in ApplicationIdentifiers.All)
        {
            Assert.All(ai.Parts.SkipLast(1), part => Assert.Equal(part.MinLength, part.MaxLength));
            Assert.InRange(ai.Parts.Count(part => !part.IsOptional), 1, 5);
            Assert.False(ai.Parts.SkipWhile(part => !part.IsOptional).Any(part => !part.IsOptional), ai.Code);
        }
    }

    [Fact]
    public void Associations_NameOnlyIdentifiersThatExist()
    {
        foreach (var ai in ApplicationIdentifiers.All)
        {
            foreach (var pattern in ai.BelongsTo.Concat(ai.Excludes).SelectMany(group => group))
                Assert.True(ApplicationIdentifiers.All.Any(other => pattern.Matches(other.Code)), $"{ai.Code}: {pattern}");
        }
    }

    [Theory]
    [InlineData("8004952", "8004")]
    [InlineData("01", "01")]
    [InlineData("3100000001", "3100")]
    [InlineData("4100000001", "410")]
    [InlineData("800", null)]
    [InlineData("3106", null)]
    [InlineData("8", null)]
    [InlineData("", null)]
    [InlineData("A1", null)]
    [InlineData("05", null)]
    public void StartOf_FindsTheIdentifier(string text, string? code) => Assert.Equal(code, ApplicationIdentifiers.StartOf(text)?.Code);

    [Fact]
    public void All_AreThere() => Assert.Equal(541, ApplicationIdentifiers.All.Length);
}
