namespace Scanward.Tests;

/// <summary>Files of the working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <param name="relative">Such as <c>docs/tags.md</c>.</param>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Scanward.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Scanward.slnx");
        return folder.FullName;
    }
}
