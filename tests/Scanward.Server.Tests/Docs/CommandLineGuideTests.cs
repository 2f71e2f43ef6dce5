using System.Text;
using System.Text.RegularExpressions;
using Scanward.Server.Commands;
using Scanward.Tests;

namespace Scanward.Server.Tests.Docs;

/// <summary>Every command line that the documents show names verbs and options that exist.</summary>
public sealed partial class CommandLineGuideTests
{
    public static TheoryData<string, string> Shown => new(
        Documents().SelectMany(file => CommandLines(Repository.Read(file)).Distinct().Select(line => (file, line))));

    [Theory]
    [MemberData(nameof(Shown))]
    public void CommandLine_IsUnderstood(string file, string line)
    {
        var parsed = Verbs.Parse(Words(line));
        Assert.True(parsed.Errors.Count == 0, $"{file}: `{line}`: {string.Join(' ', parsed.Errors.Select(e => e.Message))}");
    }

    [Fact]
    public void Readme_NamesEveryVerb()
    {
        var readme = Repository.Read("README.md");
        foreach (var verb in Verbs.Root().Subcommands)
        {
            foreach (var leaf in verb.Subcommands.Count == 0 ? [verb.Name] : verb.Subcommands.Select(v => $"{verb.Name} {v.Name}"))
                Assert.Contains($"`./scanward {leaf}", readme, StringComparison.Ordinal);
        }
    }

    /// <summary>Help calls the program as the documents do, not by its assembly.</summary>
    [Fact]
    public async Task Help_CallsTheProgramByItsName()
    {
        var help = new StringWriter();
        await Verbs.Parse(["policy", "verify", "--help"]).InvokeAsync(new() { Output = help });
        Assert.Contains("\n  scanward policy verify <FILE> [options]", help.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f)).Append("README.md").Order();

    /// <summary>Lines of shell blocks and of blocks without a language, and code inside a sentence or table, that call the program.</summary>
    private static IEnumerable<string> CommandLines(string text)
    {
        foreach (Match block in ShellBlock().Matches(text))
        {
            foreach (Match call in Call().Matches(block.Groups["body"].Value)) yield return call.Groups["line"].Value.Trim();
        }

        foreach (Match code in InlineCall().Matches(Fence().Replace(text, ""))) yield return code.Groups["line"].Value.Trim();
    }

    /// <summary>Words as a shell splits them. What may be left out is kept, and placeholders stand for something that fits.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in line + " ")
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == ' ')
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }

        return [.. words.Skip(1).Select(w => w.Trim('[', ']', '…')).Where(w => w.Length > 0).Select(w => w switch { "N" or "TESTS" => "1", "URL" => "http://127.0.0.1:5080", _ => w })];
    }

    [GeneratedRegex("```(sh)?\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(^|\| |time )(?<line>(\./)?scanward [^#|\n]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"`(time )?(?<line>(\./)?scanward [a-z][^`]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCall();
}
