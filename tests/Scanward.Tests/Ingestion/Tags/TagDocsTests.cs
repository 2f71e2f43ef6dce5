using System.Reflection;
using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion.Tags;

/// <summary>What <c>docs/tags.md</c> says is what the reader does.</summary>
public sealed class TagDocsTests
{
    private static readonly TagReader Reader = new(new TagReaderOptions
    {
        OwnHosts = ["tags.example.org"],
        RetiredHosts = ["old.example.org"],
        UrlTemplates = ["/t/{tag}", "//assets.example.org/hardware/{id}"],
    });

    [Fact]
    public void EveryAcceptedExample_IsReadAsTold()
    {
        var rows = Rows("| what |");
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var tag = Assert.IsType<Tag>(Reader.Read(Code(row[1])));
            Assert.Equal((row[2], Code(row[3])), (tag.Kind.Wire(), tag.Canonical));
            Assert.Equal(row[0].Contains("with a warning", StringComparison.Ordinal), !tag.Warnings.IsEmpty);
        }
    }

    [Fact]
    public void EveryFaultCode_IsToldWithAnExampleThatHasIt()
    {
        var rows = Rows("| code |");
        var codes = typeof(TagFaultCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(codes.Order(StringComparer.Ordinal), rows.Select(row => Code(row[0])).Order(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var example = row[1].Length == 0 ? new string('x', TagReader.MaxLength + 1) : Code(row[1]);
            Assert.Equal(Code(row[0]), Assert.IsType<TagFault>(Reader.Read(example)).Code);
        }
    }

    private static List<string[]> Rows(string header) =>
    [
        .. File.ReadLines(Repository.Path("docs/tags.md"))
            .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static string Code(string cell) => cell.Trim('`');
}
