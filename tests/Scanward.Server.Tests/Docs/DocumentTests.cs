using System.Text.RegularExpressions;
using Scanward.Tests;

namespace Scanward.Server.Tests.Docs;

/// <summary>The documents do not drift: links lead somewhere, and what is listed is what there is.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents => new(
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Order());

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryLink_LeadsSomewhere(string document)
    {
        var folder = Path.GetDirectoryName(Repository.Path(document))!;
        foreach (Match link in Link().Matches(Repository.Read(document)))
        {
            var target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal)) continue;
            var (file, anchor) = target.Split('#') is [var path, var name] ? (path, name) : (target, "");
            var full = file.Length == 0 ? Repository.Path(document) : Path.GetFullPath(Path.Combine(folder, file));
            Assert.True(File.Exists(full) || Directory.Exists(full), $"{document}: {target} leads nowhere");
            if (anchor.Length > 0) Assert.Contains(anchor, Anchors(File.ReadAllText(full)));
        }
    }

    [Fact]
    public void EveryDecision_IsListedInTheArchitecture()
    {
        var architecture = Repository.Read("docs/architecture.md");
        foreach (var adr in Directory.EnumerateFiles(Repository.Path("docs/adr"), "*.md")) Assert.Contains($"(adr/{Path.GetFileName(adr)})", architecture, StringComparison.Ordinal);
    }

    /// <summary>The table of folders is the tree, a column a project.</summary>
    [Fact]
    public void Architecture_NamesEveryFolder()
    {
        var rows = Repository.Read("docs/architecture.md").Split('\n').SkipWhile(l => !l.StartsWith("| engine, `src/Scanward`", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')).ToList();
        foreach (var (column, project) in new[] { (1, "src/Scanward"), (2, "src/Scanward.Server") })
        {
            var named = rows.SelectMany(r => Folder().Matches(r[column])).Select(m => m.Groups["folder"].Value).ToHashSet();
            var there = Directory.EnumerateDirectories(Repository.Path(project)).Select(f => Path.GetFileName(f)).Where(f => f is not ("bin" or "obj"));
            Assert.Equal(there.Order(), named.Where(f => !f.Contains('/', StringComparison.Ordinal)).Order());
            Assert.All(named, f => Assert.True(Directory.Exists(Repository.Path($"{project}/{f}")), $"{project}/{f}"));
        }
    }

    /// <summary>Headings as GitHub makes anchors of them.</summary>
    private static IEnumerable<string> Anchors(string markdown) =>
        Heading().Matches(markdown).Select(h => NotInAnchor().Replace(h.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`(?<folder>[A-Z][A-Za-z/]*)/`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInAnchor();
}
