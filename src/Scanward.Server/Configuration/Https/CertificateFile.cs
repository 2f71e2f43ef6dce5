using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanward.Server.Configuration.Https;

/// <summary>What a certificate's file was found to be.</summary>
internal abstract record CertificateReading;

/// <param name="Chain">What leads from it to a root that browsers know, as the file has it.</param>
internal sealed record UsableCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain) : CertificateReading;

/// <param name="Why">What is wrong and what to do, one sentence or two.</param>
internal sealed record UnusableCertificate(string Why) : CertificateReading;

/// <summary>Reads a certificate with its key from PEM or PFX files.</summary>
internal static class CertificateFile
{
    private const long BytesMax = 1024 * 1024;

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    public static CertificateReading Read(HttpsOptions options, DateTimeOffset now)
    {
        var path = options.CertificatePath!;
        try
        {
            if ((TooLarge(path) ?? (options.KeyPath is { } key ? TooLarge(key) : null)) is { } large) return new UnusableCertificate(large);
            var password = options.Password ?? (options.PasswordPath is { } file ? File.ReadLines(file).FirstOrDefault() ?? "" : null);
            var bytes = File.ReadAllBytes(path);
            var reading = IsPem(bytes) ? FromPem(path, System.Text.Encoding.UTF8.GetString(bytes), options.KeyPath, password) : FromPfx(path, bytes, password);
            return reading is UsableCertificate usable && WhyNot(path, usable.Certificate, now) is { } why ? Drop(usable, why) : reading;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new UnusableCertificate($"{e.Message} Name a certificate that this user may read, with --https.");
        }
    }

    private static string? TooLarge(string path) =>
        new FileInfo(path) is { Exists: true, Length: > BytesMax } ? $"{path} is too large to be a certificate or key." : null;

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static CertificateReading FromPem(string path, string text, string? keyPath, string? password)
    {
        if (!text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)) return new UnusableCertificate($"{path} holds no certificate; name the file with BEGIN CERTIFICATE in it, and the key's with --https-key.");
        var keyText = keyPath is null ? text : File.ReadAllText(keyPath);
        var keyFrom = keyPath ?? path;
        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            return new UnusableCertificate(keyPath is null ? $"{path} holds a certificate and no private key; name the key's file with --https-key." : $"{keyPath} holds no private key.");
        var encrypted = keyText.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (encrypted && password is null) return new UnusableCertificate(NeedsPassword(keyFrom));
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            return new UnusableCertificate($"{path} cannot be read as a certificate: {e.Message}");
        }

        try
        {
            using var withKey = encrypted ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password) : X509Certificate2.CreateFromPem(text, keyText);
            // Through PFX: on some systems a key that only lies in memory cannot be used for TLS.
            var certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.DefaultKeySet);
            Remove(chain, certificate);
            return new UsableCertificate(certificate, chain);
        }
        catch (ArgumentException)
        {
            return new UnusableCertificate($"The private key in {keyFrom} does not belong to the certificate in {path}; name the two that were made together.");
        }
        catch (CryptographicException e)
        {
            return new UnusableCertificate(encrypted ? WrongPassword(keyFrom) : $"The private key in {keyFrom} cannot be read: {e.Message}");
        }
    }

    private static CertificateReading FromPfx(string path, byte[] bytes, string? password)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password, X509KeyStorageFlags.DefaultKeySet);
            if (all.FirstOrDefault(c => c.HasPrivateKey) is not { } certificate) return new UnusableCertificate($"{path} holds no certificate with a private key; export it anew, with the key.");
            Remove(all, certificate);
            return new UsableCertificate(certificate, all);
        }
        catch (CryptographicException e)
        {
            if (e.HResult != WrongPasswordResult && !LooksLikePfx(bytes)) return new UnusableCertificate($"{path} is neither PEM nor PFX.");
            return new UnusableCertificate(password is null ? NeedsPassword(path) : WrongPassword(path));
        }
    }

    /// <summary>ERROR_INVALID_PASSWORD, which .NET gives on every system.</summary>
    private const int WrongPasswordResult = unchecked((int)0x80070056);

    /// <summary>A DER sequence that begins with the version 3.</summary>
    private static bool LooksLikePfx(byte[] bytes) => bytes is [0x30, ..] && bytes.AsSpan(0, Math.Min(16, bytes.Length)).IndexOf((ReadOnlySpan<byte>)[0x02, 0x01, 0x03]) > 0;

    private static void Remove(X509Certificate2Collection chain, X509Certificate2 certificate)
    {
        foreach (var same in chain.Where(c => c.Thumbprint == certificate.Thumbprint).ToList()) chain.Remove(same);
    }

    private static string? WhyNot(string path, X509Certificate2 certificate, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime) return $"The certificate in {path} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}; renew it.";
        if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime) return $"The certificate in {path} holds from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on; is this machine's clock right?";
        var uses = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        return uses is not null && uses.EnhancedKeyUsages.Cast<Oid>().All(u => u.Value != ServerUse) ? $"The certificate in {path} is not one for servers (TLS Web Server Authentication)." : null;
    }

    private static UnusableCertificate Drop(UsableCertificate usable, string why)
    {
        usable.Certificate.Dispose();
        return new(why);
    }

    private static string NeedsPassword(string path) => $"{path} is protected by a password; give it in SCANWARD_HTTPS_PASSWORD, or a file with it as https.password_file.";

    private static string WrongPassword(string path) => $"The password does not open {path}; it comes from SCANWARD_HTTPS_PASSWORD, https.password or https.password_file.";
}
