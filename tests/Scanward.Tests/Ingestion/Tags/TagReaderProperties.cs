using FsCheck;
using FsCheck.Fluent;
using Scanward.Ingestion.Tags;
using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class TagReaderProperties
{
    private const string Set82 = "!\"%&'()*+,-./0123456789:;=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private const string Gs = "\u001D";
    private static readonly TagReader Reader = new();

    // Pieces that lead into every branch, and characters that no branch may trip over.
    private static readonly string[] Pieces =
    [
        "]C1", "]d2", "]Q4", "]d5", "]E0", "]Q1", "]", "8004", "8003", "01", "21", "(8004)", "(21)", "https://", "HTTP://", "a/8004/", "/01/", "/21/", "?10=", "&01=", "%2F",
        "%00", "%", "[)>", "\u001E05\u001D", "\u001E06\u001D", "25S", "25P", "\u001E\u0004", Gs, "<GS>", "{RS}", "\\", "\\000026", "09520123456788", "9520123456788",
        "95206141", "000000150", " ", "\0", "\r\n", "\u202E", "\uD83D", "\uDE00", "é", "^", "@", "#", "A", "0", "\u007F", "\uFFFF",
    ];

    [Fact]
    public void Read_AnswersAnyText_WithAPositionInsideIt()
    {
        var anyCharacter = Gen.Choose(0, 0xFFFF).Select(code => ((char)code).ToString());
        var piece = Gen.Frequency((8, Gen.Elements(Pieces)), (1, anyCharacter));
        var text = piece.ArrayOf().Select(string.Concat);
        var symbology = Gen.Elements<string?>(null, null, "]C1", "]Q2", "]Q1", "", "]", "QR", "]é1");
        Check(text.Zip(symbology), pair => Invariants.Hold(Reader, pair.Item1, pair.Item2), tests: 3_000);
    }

    [Fact]
    public void Read_AnswersTheLongestTexts()
    {
        foreach (var piece in Pieces)
        {
            var text = string.Concat(Enumerable.Repeat(piece, (TagReader.MaxLength / piece.Length) + 1))[..TagReader.MaxLength];
            foreach (var start in new[] { "", "]d2", "]Q2", "(8004)1234", "https://a/8004/1234", "https://a/01/09520123456788?01=02345673&", "[)>\u001E06\u001D" })
                Invariants.Hold(Reader, (start + text)[..TagReader.MaxLength], null);
        }
    }

    [Fact]
    public void Key_IsTheSameInEveryCarrier_Giai() => Check(Serial(4, 30, digits: 4), giai => SameKey($"giai:{giai}", Carriers("8004", giai, "")));

    [Fact]
    public void Key_IsTheSameInEveryCarrier_Grai() => Check(Digits(12).Zip(Serial(1, 16)), pair =>
    {
        var number = pair.Item1 + CheckCharacters.Mod10(pair.Item1);
        SameKey($"grai:{number}{pair.Item2}", Carriers("8003", $"0{number}{pair.Item2}", ""));
    });

    [Fact]
    public void Key_IsTheSameInEveryCarrier_Sgtin() => Check(Digits(13).Zip(Serial(1, 20)), pair =>
    {
        var number = pair.Item1 + CheckCharacters.Mod10(pair.Item1);
        SameKey($"sgtin:{number}{pair.Item2}", Carriers("01", number, pair.Item2));
    });

    [Fact]
    public void Read_IsTheSameForTheSpelledText() => Check(Serial(4, 30, digits: 4), giai =>
    {
        var real = $"]d210LOT{Gs}8004{giai}{Gs}21X";
        var spelled = real.Replace(Gs, "{GS}", StringComparison.Ordinal);
        Assert.Equal(Assert.IsType<Tag>(Reader.Read(real)).Key, Assert.IsType<Tag>(Reader.Read(spelled)).Key);
    });

    private static IEnumerable<string> Carriers(string ai, string value, string serial)
    {
        var more = serial.Length == 0 ? "" : "21" + serial;
        yield return $"]C1{ai}{value}{more}";
        yield return $"]d2{Gs}{ai}{value}{(more.Length == 0 ? Gs + "11260731" : more)}";
        yield return $"]Q311260731{ai}{value}{more}{Gs}10LOT{Gs}";
        yield return $"{Gs}{ai}{value}{more}";
        yield return $"[)>\u001E05{Gs}{ai}{value}{more}\u001E\u0004";
        yield return $"https://example.org/{ai}/{Uri.EscapeDataString(value)}{(serial.Length == 0 ? "" : "/21/" + Uri.EscapeDataString(serial))}?17=261231&x=1";
        if (!(value + serial).Contains('(')) yield return $"({ai}){value}{(serial.Length == 0 ? "" : $"(21){serial}")}(10)LOT";
    }

    private static void SameKey(string key, IEnumerable<string> carriers)
    {
        foreach (var raw in carriers)
        {
            var reading = Reader.Read(raw);
            Assert.True(reading is Tag tag && tag.Key == key, $"{raw} became {reading}");
        }
    }

    private static Gen<string> Digits(int count) => Gen.Choose(0, 9).ArrayOf(count).Select(digits => string.Concat(digits));

    private static Gen<string> Serial(int min, int max, int digits = 0) =>
        from head in Digits(digits)
        from length in Gen.Choose(min - digits, max - digits)
        from tail in Gen.Elements(Set82.ToCharArray()).ArrayOf(length)
        select head + new string(tail);

    // FsCheck prints the seed of a failing run.
    private static void Check<T>(Gen<T> values, Action<T> property, int tests = 300) =>
        Prop.ForAll(values.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true));
}
