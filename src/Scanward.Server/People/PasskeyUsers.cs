using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>The accounts as the framework's handler of passkeys reads them. It changes nothing: that goes through the writer, with its audit row.</summary>
internal sealed class PasskeyUsers(StoreReads reads, Accounts accounts) : IUserPasskeyStore<Person>
{
    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SignInName);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SignInName);

    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? accounts.Find(id) : null);

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(accounts.FindByName(SignInName.Fold(normalizedUserName)));

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) => [.. (await reads.Passkeys(user.PersonId, cancellationToken)).Select(Read)];

    public async Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await reads.PersonOfPasskey(credentialId, cancellationToken) is { } id ? accounts.Find(id) : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await reads.Passkeys(user.PersonId, cancellationToken)).FirstOrDefault(p => p.CredentialId.AsSpan().SequenceEqual(credentialId)) is { } row ? Read(row) : null;

    public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public void Dispose()
    {
        // what it reads from is somebody else's
    }

    private static UserPasskeyInfo Read(PasskeyRecord row) => new(
        row.CredentialId, row.PublicKey, DateTimeOffset.FromUnixTimeMilliseconds(row.MadeAt), (uint)row.SignCount, row.Transports.Length == 0 ? null : row.Transports.Split(' '), row.IsUserVerified,
        row.IsBackupEligible, row.IsBackedUp, [], []);

    private static NotSupportedException ReadOnly() => new("Accounts are changed through the writer.");
}
