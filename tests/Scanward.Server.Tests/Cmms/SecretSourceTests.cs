using Scanward.Server.Cmms;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Cmms;

public sealed class SecretSourceTests
{
    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n", "s3cret")]
    [InlineData(" s3cret ", " s3cret ")]
    public void File_IsReadWithoutItsLinesEnd(string text, string expected)
    {
        using var folder = new TempFolder();
        Assert.True(SecretSource.OfFile(folder.Write("key", text)).TryRead(out var secret, out _));
        Assert.Equal(expected, secret);
    }

    [Fact]
    public void File_ThatIsReplaced_IsReadAgain()
    {
        using var folder = new TempFolder();
        var source = SecretSource.OfFile(folder.Write("key", "old"));
        Assert.True(source.TryRead(out var before, out _));
        File.Move(folder.Write("new", "new"), folder["key"], overwrite: true);
        Assert.True(source.TryRead(out var after, out _));
        Assert.Equal(("old", "new"), (before, after));
        File.Delete(folder["key"]);
        Assert.False(source.TryRead(out _, out var why));
        Assert.Contains(folder["key"], why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void WhatIsNoSecret_SaysWhy_AndNotWhatItIs(string text)
    {
        using var folder = new TempFolder();
        Assert.False(SecretSource.OfFile(folder.Write("key", text)).TryRead(out _, out var why));
        Assert.Contains(folder["key"], why, StringComparison.Ordinal);
        Assert.False(SecretSource.OfFile(folder.Write("key", new string('x', 20_000))).TryRead(out _, out why));
        Assert.Contains("too long", why, StringComparison.Ordinal);
        Assert.False(SecretSource.OfVariable("NO_SUCH", _ => null).TryRead(out _, out why));
        Assert.Contains("NO_SUCH", why, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingShowsTheSecret()
    {
        var source = SecretSource.OfVariable("CMMS_KEY", _ => "s3cret");
        Assert.True(source.TryRead(out _, out _));
        Assert.Equal("env CMMS_KEY", source.ToString());
        Assert.DoesNotContain("s3cret", System.Text.Json.JsonSerializer.Serialize(new { source.Kind, source.Place }), StringComparison.Ordinal);
    }
}
