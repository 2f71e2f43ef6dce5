using System.Reflection;

namespace Scanward.Server;

/// <summary>Files of <c>samples/</c> that the program carries with it.</summary>
internal static class Samples
{
    /// <summary>The text of <c>samples/policies/{name}.yaml</c>.</summary>
    public static string Policy(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"policies/{name}.yaml")
            ?? throw new ArgumentException($"There is no sample policy '{name}'.", nameof(name));
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }
}
