using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.People.Pages;

/// <param name="Name">What was typed before.</param>
/// <param name="Why">Why nobody is signed in yet; null at first.</param>
/// <param name="Service">What the button for the sign-in service says; null where there is none.</param>
internal sealed record SignInModel(string Csrf, string Name, string Return, string? Why, string? Service);

/// <param name="Person">Who sets a password; null for the first admin, who is asked for a name too.</param>
internal sealed record WelcomeModel(string Csrf, string Token, Person? Person, string SignInName, string Name, ImmutableArray<ScanFault> Faults)
{
    /// <summary>What is wrong with a field; null where nothing is.</summary>
    public string? FaultOf(string field) => Faults.FirstOrDefault(f => f.Pointer == $"/{field}")?.Detail;
}

/// <param name="Done">What has just been done; null where nothing was.</param>
/// <param name="PasskeysWork">Whether browsers offer passkeys here: not at an address that is a number.</param>
internal sealed record AccountModel(
    string Csrf, PersonContext Who, IReadOnlyList<Session> Sessions, IReadOnlyList<PasskeyRecord> Passkeys, bool PasskeysWork, Instant Now, string? Done, ImmutableArray<ScanFault> Faults)
{
    public string? FaultOf(string field) => Faults.FirstOrDefault(f => f.Pointer == $"/{field}")?.Detail;
}

internal sealed record NoticeModel(string Title, string Text, ImmutableArray<(string Path, string Text)> Choices);
