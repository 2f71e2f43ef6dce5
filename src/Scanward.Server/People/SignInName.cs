using System.Text;

namespace Scanward.Server.People;

/// <summary>
/// What people type to say who they are. It is written in ASCII, so that no letter of another alphabet can pass for one of these, and without regard to case; names that still look alike,
/// such as <c>anna1</c> and <c>annal</c>, have one skeleton, which only one person has. What a person is called may be written in any script.
/// </summary>
internal static class SignInName
{
    public const int Least = 2, Most = 64;

    /// <summary>The name as it is compared; the text may be anything.</summary>
    public static string Fold(string text) => text.Trim().ToLowerInvariant();

    /// <summary>What is wrong with a folded name; null where nothing is.</summary>
    public static string? WhyNot(string folded)
    {
        if (folded.Length is < Least or > Most) return $"A sign-in name has {Least} to {Most} characters.";
        if (!folded.All(IsFine)) return "A sign-in name is written with a-z, 0-9 and . _ - @ +, such as denise or d.jansen@example.org; the name that is shown may have any letters.";
        if (!char.IsAsciiLetterOrDigit(folded[0])) return "A sign-in name begins with a letter or digit.";
        return null;
    }

    /// <summary>The same for names that look alike on a screen (the ASCII rows of Unicode's confusables, after folding), or differ only in what parts their words.</summary>
    public static string Skeleton(string folded)
    {
        var skeleton = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            switch (c)
            {
                case '0': skeleton.Append('o'); break;
                case '1': skeleton.Append('l'); break;
                case 'm': skeleton.Append("rn"); break;
                case 'w': skeleton.Append("vv"); break;
                case '.' or '_' or '-': break;
                default: skeleton.Append(c); break;
            }
        }

        return skeleton.ToString();
    }

    /// <summary>A name made of what a sign-in service calls somebody.</summary>
    public static string Of(string? suggested)
    {
        var made = new string([.. Fold(suggested ?? "").Where(IsFine)]).TrimStart('.', '_', '-', '@', '+');
        return made.Length < Least ? "person" : made[..Math.Min(made.Length, Most - 8)];
    }

    private static bool IsFine(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@' or '+';
}
