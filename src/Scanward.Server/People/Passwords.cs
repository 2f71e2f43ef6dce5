using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Scanward.Server.People;

/// <summary>What a password was found to be.</summary>
/// <param name="NewHash">A hash of it as strong as they are made now, where the stored one is weaker.</param>
internal readonly record struct PasswordCheck(bool IsRight, string? NewHash);

/// <summary>
/// Hashes and verifies passwords with the framework's hasher. Each takes a good part of a tenth of a second of a core, so that there is a limit to how many are at it: scans come first.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA-512.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<Person> hasher;
    private readonly SemaphoreSlim atWork = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> nobodys; // made when the first password is tried, and waited for whoever tries it

    public Passwords(int iterations = Iterations)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        nobodys = new(() => hasher.HashPassword(null!, PersonToken.Make()));
    }

    public async Task<string> Hash(string password, CancellationToken ct) => await Work(() => hasher.HashPassword(null!, password), ct);

    /// <summary>Whether it is the password; where there is none it takes as long to say no.</summary>
    public Task<PasswordCheck> Verify(string? hash, string password, CancellationToken ct) => Work(() =>
    {
        var nobody = nobodys.Value;
        var result = hasher.VerifyHashedPassword(null!, hash ?? nobody, password);
        var isRight = hash is not null && result != PasswordVerificationResult.Failed;
        return new PasswordCheck(isRight, isRight && result == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(null!, password) : null);
    }, ct);

    public void Dispose() => atWork.Dispose();

    private async Task<T> Work<T>(Func<T> work, CancellationToken ct)
    {
        await atWork.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            atWork.Release();
        }
    }
}
