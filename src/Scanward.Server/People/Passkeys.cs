using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scanward.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>What a browser asks an authenticator with.</summary>
/// <param name="ChallengeId">Comes back with the answer, once.</param>
/// <param name="Options">JSON, as <c>PublicKeyCredential.parse…FromJSON</c> takes it.</param>
internal sealed record PasskeyQuestion(string ChallengeId, string Options);

/// <summary>
/// Passkeys (WebAuthn), by the framework's own handler: it makes the challenges and verifies the answers. A passkey verifies its user by itself, so that it takes the place of a password and
/// of a name too.
/// </summary>
internal sealed class Passkeys : IDisposable
{
    public const int NameMost = 64, PerPersonMost = 20;

    private readonly Writer writer;
    private readonly StoreReads reads;
    private readonly Accounts accounts;
    private readonly SignInDesk desk;
    private readonly SignInThrottle throttle;
    private readonly PasskeyChallenges challenges;
    private readonly ServerClock clock;
    private readonly UserManager<Person> users;
    private readonly PasskeyHandler<Person> handler;

    public Passkeys(Writer writer, StoreReads reads, Accounts accounts, SignInDesk desk, SignInThrottle throttle, ServerClock clock)
    {
        (this.writer, this.reads, this.accounts, this.desk, this.throttle, this.clock) = (writer, reads, accounts, desk, throttle, clock);
        challenges = new(clock);
        users = new(
            new PasskeyUsers(reads, accounts), Options.Create(new IdentityOptions()), new PasswordHasher<Person>(), [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), null!,
            NullLogger<UserManager<Person>>.Instance);
        handler = new(users, Options.Create(new IdentityPasskeyOptions { UserVerificationRequirement = "required", ResidentKeyRequirement = "required", ValidateOrigin = IsOurs }));
    }

    public Task<IReadOnlyList<PasskeyRecord>> Of(long personId, CancellationToken ct) => reads.Passkeys(personId, ct);

    public async Task<PasskeyQuestion> AskToAdd(HttpContext context, Person person)
    {
        var made = await handler.MakeCreationOptionsAsync(new() { Id = person.Id, Name = person.SignInName, DisplayName = person.Name }, context);
        return new(challenges.Add(made.AttestationState!, person.PersonId), made.CreationOptionsJson);
    }

    /// <summary>Adds the passkey that the authenticator has made; what was wrong where it does not do.</summary>
    public async Task<ImmutableArray<ScanFault>> Add(HttpContext context, PersonContext who, string challengeId, string credential, string name, CancellationToken ct)
    {
        if (challenges.Take(challengeId, who.Person.PersonId) is not { } state) return [new("/challenge_id", "too_old", "This took too long, or was sent twice. Add the passkey again.")];
        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential, AttestationState = state });
        if (!result.Succeeded || result.UserEntity.Id != who.Person.Id) return [new("/credential", "not_accepted", "The passkey was not accepted. Try it again, or with another device.")];
        var (made, now) = (result.Passkey, clock.Now());
        if (made.CredentialId.Length > 1_023 || (await reads.Passkeys(who.Person.PersonId, ct)).Count >= PerPersonMost) return [new("", "too_many", $"There are {PerPersonMost} passkeys; remove one first.")];
        var isAdded = await writer.Change(session =>
        {
            if (session.FindPasskey(made.CredentialId) is not null || session.ReadPerson(who.Person.PersonId) is not { State: 1 } row) return false;
            session.SavePasskey(Row(who.Person.PersonId, name, made) with { MadeAt = now });
            session.Audit(PersonAudit.Own(who.Person.PersonId, row, "person.passkey_added", now) with { After = PersonAudit.Json("name", name) });
            return true;
        });
        await accounts.Load(ct);
        return isAdded ? [] : [new("/credential", "not_accepted", "This passkey is known already.")];
    }

    public async Task<bool> Remove(PersonContext who, byte[] credentialId, CancellationToken ct)
    {
        var now = clock.Now();
        var name = (await reads.Passkeys(who.Person.PersonId, ct)).FirstOrDefault(p => p.CredentialId.AsSpan().SequenceEqual(credentialId))?.Name;
        var isRemoved = name is not null && await writer.Change(session =>
        {
            if (!session.DeletePasskey(credentialId, who.Person.PersonId) || session.ReadPerson(who.Person.PersonId) is not { } row) return false;
            session.Audit(PersonAudit.Own(who.Person.PersonId, row, "person.passkey_removed", now) with { Before = PersonAudit.Json("name", name) });
            return true;
        });
        await accounts.Load(ct);
        return isRemoved;
    }

    public async Task<PasskeyQuestion> AskToSignIn(HttpContext context)
    {
        var made = await handler.MakeRequestOptionsAsync(null, context);
        return new(challenges.Add(made.AssertionState!, null), made.RequestOptionsJson);
    }

    public async Task<SignInOutcome> SignIn(HttpContext context, string challengeId, string credential, CancellationToken ct)
    {
        var origin = Origin.Of(context);
        if (throttle.TakeFrom(origin.Address) is { } wait) return SignInOutcome.TooMany(wait);
        if (challenges.Take(challengeId, null) is not { } state) return SignInOutcome.WrongPasskey;
        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = state });
        if (!result.Succeeded) return SignInOutcome.WrongPasskey;
        throttle.GiveBack(origin.Address);
        var (personId, used, now) = (result.User.PersonId, result.Passkey, clock.Now());
        var isStill = await writer.Change(session =>
        {
            if (session.FindPasskey(used.CredentialId) != personId) return false;
            session.SavePasskey(Row(personId, "", used) with { UsedAt = now });
            return true;
        });
        return isStill ? await desk.Enter(personId, SignedInBy.Passkey, origin, SessionCookie.Read(context), row => row, ct) : SignInOutcome.WrongPasskey;
    }

    public void Dispose() => users.Dispose();

    /// <summary>Whether the page that asked the authenticator is one of this address: the handler itself would take any that the request names as its origin.</summary>
    private static ValueTask<bool> IsOurs(PasskeyOriginValidationContext asked) => new(
        !asked.CrossOrigin && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var origin) && string.Equals(origin.Authority, asked.HttpContext.Request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static PasskeyRow Row(long personId, string name, UserPasskeyInfo passkey) => new(
        passkey.CredentialId, personId, name, passkey.PublicKey, passkey.SignCount, string.Join(' ', passkey.Transports ?? []), passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp);
}
