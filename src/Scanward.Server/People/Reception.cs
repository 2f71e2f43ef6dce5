using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>All that has to do with people, wired together.</summary>
internal sealed class Reception : IDisposable
{
    private readonly Passwords passwords;

    /// <param name="siteId">The site's id by its number; null where there is none.</param>
    /// <param name="passwordIterations">How much work a password's hash is.</param>
    public Reception(Writer writer, StoreReads reads, Func<int, string?> siteId, ServerClock clock, int passwordIterations)
    {
        passwords = new(passwordIterations);
        Accounts = new(reads);
        Sessions = new(reads, writer, clock);
        Throttle = new(clock);
        Links = new(writer, reads, Accounts, clock);
        SignIn = new(writer, Accounts, Sessions, passwords, Throttle, Links, clock);
        People = new(writer, Accounts, Sessions, passwords, Throttle, siteId, clock);
        Passkeys = new(writer, reads, Accounts, SignIn, Throttle, clock);
    }

    public Accounts Accounts { get; }

    public Sessions Sessions { get; }

    public SignInThrottle Throttle { get; }

    public PersonLinks Links { get; }

    public SignInDesk SignIn { get; }

    public PersonDesk People { get; }

    public Passkeys Passkeys { get; }

    public async Task Load(CancellationToken ct)
    {
        await Accounts.Load(ct);
        await Sessions.Load(ct);
    }

    public void Dispose()
    {
        Passkeys.Dispose();
        Accounts.Dispose();
        passwords.Dispose();
    }
}
