namespace Scanward.Server.Configuration.Https;

/// <summary>With which certificate the server speaks HTTPS.</summary>
internal sealed record HttpsOptions
{
    public const string DefaultUrl = "https://127.0.0.1:5080";

    public static HttpsOptions None { get; } = new();

    /// <summary>The certificate's file, PEM or PFX; null where there is none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Whether the server makes a certificate of its own, for a trial.</summary>
    public bool SelfMade { get; init; }

    /// <summary>The key's file where the certificate's does not hold it; null otherwise.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Of the key or of the PFX; null where it has none.</summary>
    public string? Password { get; init; }

    /// <summary>The file whose first line is the password.</summary>
    public string? PasswordPath { get; init; }

    /// <summary>Whether browsers are told to come by HTTPS only from now on.</summary>
    public bool Hsts { get; init; }

    public bool IsOn => SelfMade || CertificatePath is not null;

    public static bool IsSecure(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
