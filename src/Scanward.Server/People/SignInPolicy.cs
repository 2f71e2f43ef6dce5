namespace Scanward.Server.People;

/// <summary>How people come in here.</summary>
/// <param name="Service">What the button for the sign-in service says; null where there is none.</param>
internal sealed record SignInPolicy(string? Service)
{
    /// <summary>Whether people come back from another host, for which the session's cookie may not be strict.</summary>
    public bool FromElsewhere => Service is not null;
}
