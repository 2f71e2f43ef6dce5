using System.Runtime.CompilerServices;

namespace Scanward.Tests.Routing;

/// <summary>
/// Compares text that people read with a file beside the tests (<c>Snapshots/</c>). Where they differ, what came out is written beside it as
/// <c>.received</c>: look at it, and if it is right, put it in the file's place.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(Folder(caller))!, "Snapshots", name + ".txt");
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected == actual) return;
        File.WriteAllText(path + ".received", actual);
        Assert.Equal(expected, actual);
    }

    /// <summary>A deterministic build knows its sources by a path from the root of the repository.</summary>
    private static string Folder(string caller)
    {
        if (File.Exists(caller)) return caller;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Scanward.slnx"))) root = root.Parent!;
        var inside = caller.IndexOf("tests/", StringComparison.Ordinal);
        return Path.Combine(root.FullName, caller[inside..]);
    }
}
