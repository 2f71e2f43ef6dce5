using System.Collections.Immutable;
using System.Reflection;

namespace Scanward.Server.Cmms.Rest;

/// <summary>The mappings that come with Scanward.</summary>
internal static class Mappings
{
    private const string Prefix = "mappings/";

    private static readonly Assembly assembly = Assembly.GetExecutingAssembly();

    public static ImmutableArray<string> Names { get; } =
        [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => Path.GetFileNameWithoutExtension(n[Prefix.Length..])).Order(StringComparer.Ordinal)];

    /// <summary>The file's text; null where there is none of that name.</summary>
    public static string? Text(string name)
    {
        using var stream = Names.Contains(name) ? assembly.GetManifestResourceStream($"{Prefix}{name}.yaml") : null;
        if (stream is null) return null;
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
