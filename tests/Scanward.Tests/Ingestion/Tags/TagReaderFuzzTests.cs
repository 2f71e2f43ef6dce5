using System.Text;
using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class TagReaderFuzzTests
{
    private const int Seed = 20261122;
    private const int Rounds = 20_000;
    private const string Alphabet = "\0\t\n\r\u0004\u001D\u001E !\"#%&()+-/09:<=?@AOSXZ[\\]^_aeiz{}~\u007F\u00E9\u0410\u202E\uD83D\uDE00\uFEFF";

    private static readonly string[] Examples =
    [
        "]C180049520614141234567", "]d2800309520123456788ABC123\u001D10LOT", "]C1800302112345678901ABC", "]Q3010952012345678821X7\u001D17261231",
        "]Q1https://id.gs1.org/8004/95206141%2FA12?10=L&utm_source=x#f", "https://tags.example.org/t/000000150", "https://a/01/9520123456788/22/V/10/L/21/1",
        "[)>\u001E06\u001D25PUN12345PN1\u001DS0007\u001E05\u001D8004952061414\u001E\u0004", "(8004)95206141(10)A(21)B", "]Q4\\00002680049520<GS>10A\\\\", "]E09520123456788",
        "000000150", " AHU-000123\r\n", "]d28006095201234567880102{GS}8013" + "1987654Ad4X4bL5ttr2310c2K",
    ];

    [Fact]
    public void Read_HoldsItsInvariants_ForMutatedExamples()
    {
        var random = new Random(Seed);
        var reader = new TagReader(new TagReaderOptions { OwnHosts = ["tags.example.org"], UrlTemplates = ["/t/{tag}", "/hardware/{id}"] });
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var text = new StringBuilder(Examples[random.Next(Examples.Length)]);
            for (var edits = random.Next(4); edits >= 0; edits--) Mutate(text, random);
            var reading = Invariants.Hold(reader, text.ToString(), random.Next(8) == 0 ? "]d2" : null);
            kinds.Add(reading is Tag tag ? tag.Kind.Wire() : ((TagFault)reading).Code);
        }

        // Every kind and nearly every fault was met, so the mutations reach every branch.
        Assert.Superset(new HashSet<string>(["giai", "grai", "sgtin", "iso15459", "own", "alias"], StringComparer.Ordinal), kinds);
        Assert.InRange(kinds.Count, 30, int.MaxValue);
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        switch (random.Next(5))
        {
            case 0 when at < text.Length: text.Remove(at, 1); break;
            case 1 when at < text.Length: text[at] = Alphabet[random.Next(Alphabet.Length)]; break;
            case 2: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
            case 3: text.Insert(at, Examples[random.Next(Examples.Length)]); break;
            default: text.Length = at; break;
        }
    }
}
