using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class DigitalLinkTests
{
    [Theory]
    [InlineData("https://id.gs1.org/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("HTTPS://ID.GS1.ORG/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("HtTp://example.org:8443/any/stem/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("https://[2001:db8::1]/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("https://a/8004/9520614141234567#fragment", "giai:9520614141234567")]
    [InlineData("https://a/8004/9520614141234567?", "giai:9520614141234567")]
    [InlineData("https://a/8004/9520614141234567?10=AB&&linkType=gs1:pip&flag", "giai:9520614141234567")]
    [InlineData("https://a/8004/9520614141234567/7040/1ABC", "giai:9520614141234567")]
    [InlineData("https://a/8003/09520123456788ABC123", "grai:9520123456788ABC123")]
    [InlineData("https://a/01/09520123456788/21/12345", "sgtin:0952012345678812345")]
    [InlineData("https://a/01/09520123456788/22/V/10/L/21/12345?17=261231", "sgtin:0952012345678812345")]
    [InlineData("https://a/01/9520123456788/21/1", "sgtin:095201234567881")]
    [InlineData("https://a/01/02345673/21/1", "sgtin:000000023456731")]
    [InlineData("https://a/8003/09520123456788X/8004/9520614141234567", "giai:9520614141234567")] // the rightmost key wins
    [InlineData("https://a/8004/faux/8004/9520614141234567", "giai:9520614141234567")]
    [InlineData("https://a/8004/9520+A%2B%25%3f", "giai:9520+A+%?")] // decoded once; a plus in the path is a plus
    [InlineData("https://a/8004/9520%2541", "giai:9520%41")]
    public void Reads_Key(string url, string key) => IsTag(key, url);

    [Theory]
    [InlineData("https://a/8004/9520614141234567/", "trailing_slash", 31)]
    [InlineData("https://a/01/09520123456788/", "trailing_slash", 27)]
    [InlineData("https://a/8004/9520614141234567/extra!", "path_not_in_pairs", 31)]
    [InlineData("https://a/8004/9520614141234567?12345=x", "unknown_parameter", 32)]
    [InlineData("https://a/8004/9520614141234567?10=A+B", "wrong_character", 36)]
    [InlineData("https://a/8004/9520614141234567?10=", "wrong_length", 35)]
    [InlineData("https://a/8004/9520614141234567?10=A&10=B", "repeated_element", 37)]
    [InlineData("https://a/8004/9520614141234567?8003=09520123456788X", "two_keys", 32)]
    [InlineData("https://a/8004/9520614141234567?8004=9520614141234568", "two_keys", 32)]
    [InlineData("https://a/01/09520123456788?21=5", "not_an_attribute", 28)]
    [InlineData("https://a/8004/9520614141234567?7040=1ABC", "not_an_attribute", 32)]
    [InlineData("https://a/01/09520123456788/21/5/10/L", "qualifier_order", 28)]
    [InlineData("https://a/01/09520123456788/235/5/21/L", "qualifier_order", 28)]
    [InlineData("https://a/8003/09520123456788X/21/5", "wrong_qualifier", 31)]
    [InlineData("https://a/8004/95206%00", "control_character", 20)]
    [InlineData("https://a/8004/95206%1D10A", "control_character", 20)]
    [InlineData("https://a/8004/95206%C3%A9", "non_ascii", 20)]
    [InlineData("https://a/8004/95206%4", "bad_percent_encoding", 20)]
    [InlineData("https://a/8004/95206%GG", "bad_percent_encoding", 20)]
    [InlineData("https://a/8004/9520%20A", "wrong_character", 19)]
    [InlineData("https://a/8004/9520%2F%2F@", "wrong_character", 25)]
    [InlineData("https://a/8004/AB%2F", "prefix_not_numeric", 15)]
    [InlineData("https://a/01/9520123456789/21/1", "wrong_check_digit", 25)]
    [InlineData("https://a/01/09520123456788", "not_an_asset", 10)]
    [InlineData("https://a/8003/09520123456788", "not_an_asset", 10)]
    [InlineData("https://a/414/9520123456788", "not_an_asset", 10)]
    [InlineData("https://a/giai/9520614141234567", "key_name", 10)]
    [InlineData("https://a/gtin/09520123456788/ser/1", "key_name", 10)]
    [InlineData("https://a/AQnYUc1gmiERBhQ", "compressed_link", 10)]
    [InlineData("https://a/01/AQnYUc1gmiERBhQ", "compressed_link", 13)]
    [InlineData("https://a/8004/95206141/AQnYUc1gmiERBhQ", "compressed_link", 24)]
    public void Refuses_WithCodeAndPosition(string url, string code, int position) => IsFault(code, position, url);

    [Theory]
    [InlineData("https://a/2026/01/31")]
    [InlineData("https://a/01/05/report")]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org")]
    [InlineData("https://a/AQnYUc1gmiERBhQ?x=1")]
    [InlineData("https://www.example.org/?s=~012345")] // an IEC 61406 identification link
    public void Reads_OtherAddressesAsAlias(string url)
    {
        url = url.Replace("~", ".012345.", StringComparison.Ordinal);
        IsTag("alias:" + url, url);
    }

    [Theory]
    [InlineData("https:///8004/95206141", "bad_url", 8)]
    [InlineData("https://", "bad_url", 8)]
    [InlineData("https://id.gs1.org@evil.example/8004/95206141", "bad_url", 8)]
    [InlineData("https://a b/8004/95206141", "bad_url", 9)]
    [InlineData("https://a\\b/8004/95206141", "bad_url", 9)]
    [InlineData("https://a:x/8004/95206141", "bad_url", 8)]
    [InlineData("https://[::1/8004/95206141", "bad_url", 8)]
    [InlineData("https://a_b/8004/95206141", "bad_url", 8)]
    [InlineData("https://a/8004/95206141~10A", "bad_url", 23)]
    [InlineData("https://a/8004/95206141^A", "bad_url", 23)]
    public void Refuses_BrokenAddresses(string url, string code, int position) => IsFault(code, position, url);

    [Fact]
    public void Warns_WhenSymbologyAnnouncesAnElementString() =>
        Assert.Contains("]Q3", Assert.Single(TagOf("]Q3https://id.gs1.org/8004/9520614141234567").Warnings));
}
