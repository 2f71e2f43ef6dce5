using System.Reflection;
using Scanward.Ingestion.Tags;

namespace Scanward.Tests.Ingestion.Tags;

/// <summary>What holds of every reading of every text.</summary>
internal static class Invariants
{
    private static readonly HashSet<string> Codes =
        [.. typeof(TagFaultCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    public static TagReading Hold(TagReader reader, string raw, string? symbology)
    {
        var reading = reader.Read(raw, symbology);
        if (reading is Tag tag)
        {
            Assert.Same(raw, tag.Raw);
            Assert.NotEmpty(tag.Canonical);
            Assert.DoesNotContain(tag.Canonical, c => c is < ' ' or > '~');
            Assert.Equal(tag.Key, Assert.IsType<Tag>(reader.Read(raw, symbology)).Key);
        }
        else
        {
            var fault = Assert.IsType<TagFault>(reading);
            Assert.Contains(fault.Code, Codes);
            Assert.InRange(fault.Position, 0, raw.Length);
            Assert.EndsWith(".", fault.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain(fault.Detail, c => c is < ' ' or > '~');
        }

        return reading;
    }
}
