using System.Collections.Immutable;
using Scanward.Ingestion;

namespace Scanward.Server.People;

/// <summary>An account as somebody wants it; null members of a change stay as they are.</summary>
/// <param name="OperatorId">Empty takes it away.</param>
/// <param name="Email">Empty takes it away.</param>
internal sealed record PersonDraft(string? SignInName, string? Name, string? OperatorId, string? Email, ImmutableArray<SiteRole>? Roles)
{
    public const int NameMost = 64, OperatorMost = 64, EmailMost = 254;

    /// <summary>What is wrong with the name that is shown; null where nothing is.</summary>
    public static string? WhyNotName(string name)
    {
        if (name.Length is 0 or > NameMost) return $"The name that is shown has 1 to {NameMost} characters.";
        return name.Any(IsHidden) ? "The name holds a character that cannot be seen; take it out." : null;
    }

    /// <summary>Everything that is wrong with what is given.</summary>
    /// <param name="isNew">Whether sign-in name and name must be there.</param>
    public ImmutableArray<ScanFault> Faults(bool isNew)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        if (SignInName is null && isNew) faults.Add(new("/sign_in_name", "missing_member", "sign_in_name is missing."));
        if (SignInName is { } signIn && People.SignInName.WhyNot(People.SignInName.Fold(signIn)) is { } badName) faults.Add(new("/sign_in_name", "bad_name", badName));
        if (Name is null && isNew) faults.Add(new("/name", "missing_member", "name is missing."));
        if (Name is { } name && WhyNotName(name) is { } badShown) faults.Add(new("/name", "bad_name", badShown));
        if (OperatorId is { Length: > 0 } operatorId && (operatorId.Length > OperatorMost || operatorId.Any(IsHidden))) faults.Add(new("/operator_id", "bad_format", $"An operator's id has at most {OperatorMost} characters, all to be seen."));
        if (Email is { Length: > 0 } email && !IsEmail(email)) faults.Add(new("/email", "bad_format", "This is no e-mail address, such as denise@example.org."));
        if (Roles is { } roles && roles.GroupBy(r => r.SiteNo).FirstOrDefault(g => g.Count() > 1) is { } twice) faults.Add(new("/roles", "duplicate_member", $"There are two roles at {twice.First().SiteId}; give one."));
        return faults.ToImmutable();
    }

    /// <summary>Control characters, and those that turn or hide what stands beside them.</summary>
    private static bool IsHidden(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private static bool IsEmail(string text) =>
        text.Length <= EmailMost && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && at == text.LastIndexOf('@') && !text.Any(c => char.IsWhiteSpace(c) || IsHidden(c));
}
