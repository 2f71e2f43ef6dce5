using System.Collections.Frozen;

namespace Scanward.Server.People;

/// <summary>
/// Which passwords are taken: long ones that are not among those tried first. No composition is asked for, and none ever expires (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal static class PasswordRules
{
    public const int Least = 10, Most = 256;

    private static readonly FrozenSet<string> common = Read();

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static string? WhyNot(string password, string signInName, string name)
    {
        var length = password.EnumerateRunes().Count();
        if (length < Least) return $"A password has at least {Least} characters; a few words with spaces between are easy to remember.";
        if (length > Most) return $"A password has at most {Most} characters.";
        if (password.Any(char.IsControl)) return "A password holds no control characters, such as a line break.";
        var plain = Plain(password);
        if (password.EnumerateRunes().Distinct().Count() < 4 || IsRun(password.ToLowerInvariant())) return "This is one of the first that would be tried. Take something that is not a row of the keyboard or one character again and again.";
        if (common.Contains(plain) || common.Contains(Plain(password.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.', '?')))) return "This is one of the first that would be tried. Take one that nobody else has.";
        foreach (var own in (string[])[signInName.Split('@')[0], name])
        {
            if (Plain(own) is { Length: >= 4 } told && plain.Length < told.Length + 6 && plain.Contains(told, StringComparison.Ordinal)) return "This is not much more than your name. Take something else.";
        }

        return null;
    }

    /// <summary>Without case, spaces, and the digits that stand for letters.</summary>
    private static string Plain(string password) => new([.. password.ToLowerInvariant().Where(c => !char.IsWhiteSpace(c)).Select(c => c switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' => 'a', '5' => 's', '7' => 't', '@' => 'a', '$' => 's', _ => c })]);

    /// <summary>Whether most characters follow the one before, as in <c>abcdefghij</c> and <c>9876543210987</c>.</summary>
    private static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).ToArray();
        return steps.Where(s => s is 1 or -1 or 0).GroupBy(s => s).Any(g => g.Count() * 4 >= steps.Length * 3);
    }

    private static FrozenSet<string> Read()
    {
        using var lines = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Plain).ToFrozenSet(StringComparer.Ordinal);
    }
}
