using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion.Tags;

/// <summary>Reads tags in tests. In their texts <c>~</c> stands for GS, <c>^</c> stays itself.</summary>
internal static class Readings
{
    private static readonly TagReader Reader = new();

    public static string Real(string text) => text.Replace('~', '\u001D');

    public static Tag TagOf(string text, string? symbology = null) => Assert.IsType<Tag>(Reader.Read(Real(text), symbology));

    public static TagFault FaultOf(string text, string? symbology = null) => Assert.IsType<TagFault>(Reader.Read(Real(text), symbology));

    public static void IsTag(string key, string text, TagReaderOptions? options = null)
    {
        var reading = new TagReader(options ?? TagReaderOptions.Default).Read(Real(text));
        Assert.Equal(key, reading is Tag tag ? tag.Key : reading.ToString());
    }

    public static void IsFault(string code, int position, string text, TagReaderOptions? options = null)
    {
        var reading = new TagReader(options ?? TagReaderOptions.Default).Read(Real(text));
        Assert.Equal($"{code} at {position}", reading is TagFault fault ? $"{fault.Code} at {fault.Position}" : reading.ToString());
    }
}
