using Scanward.Ingestion.Tags;
using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class OwnUrlTests
{
    private static readonly TagReaderOptions Site = new()
    {
        OwnHosts = ["tags.example.org"],
        RetiredHosts = ["old.example.org"],
        AliasHosts = ["id.maker.example"],
        UrlTemplates = ["/t/{tag}", "//snipe.example.org/hardware/{id}", "//snipe.example.org/ht/{tag}", "/asset/{tag}/view"],
    };

    [Theory]
    [InlineData("https://tags.example.org/t/000000150", "own:000000150")]
    [InlineData("HTTPS://TAGS.EXAMPLE.ORG/T/0000001SW", "alias:0000001SW")]
    [InlineData("HTTPS://TAGS.EXAMPLE.ORG/T/000000I5O", "own:000000150")]
    [InlineData("http://tags.example.org:8080/t/000000150?x=1#y", "own:000000150")]
    [InlineData("https://tags.example.org/t/AHU-000123", "alias:AHU-000123")]
    [InlineData("https://tags.example.org/t/AHU%201%2F2", "alias:AHU 1/2")]
    [InlineData("https://tags.example.org/asset/AHU-1/VIEW", "alias:AHU-1")]
    [InlineData("https://old.example.org/t/000000150", "own:000000150")]
    [InlineData("https://tags.example.org/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("https://snipe.example.org/hardware/42", "alias:/hardware/42")]
    [InlineData("https://SNIPE.example.org/HARDWARE/42?tab=x", "alias:/hardware/42")]
    [InlineData("https://snipe.example.org/ht/AHU-000123", "alias:AHU-000123")]
    [InlineData("https://tags.example.org/t/longaliasname12345", "alias:longaliasname12345")] // own before compressed
    [InlineData("https://id.maker.example/AQnYUc1gmiERBhQ", "alias:https://id.maker.example/AQnYUc1gmiERBhQ")]
    public void Reads_TagOutOfThePath(string url, string key) => IsTag(key, url, Site);

    [Theory]
    [InlineData("https://tags.example.org/t/", "unknown_path", 24)]
    [InlineData("https://tags.example.org/t/a/b", "unknown_path", 24)]
    [InlineData("https://tags.example.org/", "unknown_path", 24)]
    [InlineData("https://tags.example.org/t/000000150/", "unknown_path", 24)]
    [InlineData("https://tags.example.org/longerthanten", "unknown_path", 24)]
    [InlineData("https://tags.example.org/hardware/42", "unknown_path", 24)]
    [InlineData("https://tags.example.org/t/%20", "empty", 27)]
    [InlineData("https://tags.example.org/t/A%00", "control_character", 28)]
    [InlineData("https://tags.example.org.evil.example/t/0000001500", "compressed_link", 40)]
    [InlineData("https://tags.example.org@evil.example/t/000000150", "bad_url", 8)]
    public void Refuses_OtherPaths(string url, string code, int position) => IsFault(code, position, url, Site);

    [Fact]
    public void Reads_ForeignHostAsAlias() => IsTag("alias:https://evil.example/t/000000150", "https://evil.example/t/000000150", Site);

    [Fact]
    public void Warns_OfRetiredHost()
    {
        var tag = Assert.IsType<Tag>(new TagReader(Site).Read("https://OLD.example.org/t/000000150"));
        Assert.Contains("retired host", Assert.Single(tag.Warnings));
        Assert.Empty(Assert.IsType<Tag>(new TagReader(Site).Read("https://tags.example.org/t/000000150")).Warnings);
    }
}
