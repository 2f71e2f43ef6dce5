using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanward.Server.Configuration.Https;

/// <summary>
/// The certificate that the server shows now. Its file is looked at again and again, so that one that was renewed counts without a restart; one that cannot be used is told, and the last good one stays.
/// </summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan warnBefore = TimeSpan.FromDays(14), lookAtDatesEvery = TimeSpan.FromHours(12);

    private readonly HttpsOptions options;
    private readonly Func<X509Certificate2> makeOwn;
    private readonly TimeProvider time;
    private Shown shown;
    private (DateTime, long, DateTime, long) seen;
    private DateTimeOffset lookAtDatesAt;

    private ServerCertificate(HttpsOptions options, Func<X509Certificate2> makeOwn, TimeProvider time, X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        this.options = options;
        this.makeOwn = makeOwn;
        this.time = time;
        shown = Shown.Of(certificate, chain);
        seen = Stamp();
        lookAtDatesAt = time.GetUtcNow();
    }

    /// <summary>SHA-256 of the certificate, as browsers show it: pairs of hex digits with colons.</summary>
    public string Fingerprint => Volatile.Read(ref shown).Fingerprint;

    /// <param name="names">What the server is called, beside what the machine is.</param>
    /// <exception cref="ConfigurationException">The certificate cannot be used; the message says why and what to do.</exception>
    public static ServerCertificate Open(HttpsOptions options, string dataFolder, IReadOnlyList<string> names, TimeProvider time)
    {
        X509Certificate2 Own() => SelfMadeCertificate.Get(dataFolder, names, time.GetUtcNow());
        if (options.SelfMade) return new(options, Own, time, Own(), []);
        return CertificateFile.Read(options, time.GetUtcNow()) switch
        {
            UsableCertificate usable => new(options, Own, time, usable.Certificate, usable.Chain),
            UnusableCertificate no => throw new ConfigurationException($"HTTPS: {no.Why}"),
            var other => throw new InvalidOperationException($"A certificate is not read as {other}."),
        };
    }

    /// <summary>For one connection; those that there are go on with what they began with.</summary>
    public SslServerAuthenticationOptions ForConnection() => new() { ServerCertificateContext = Volatile.Read(ref shown).Context };

    /// <summary>Follows the file until cancelled.</summary>
    /// <param name="tell">Told of each change, and of an end that comes near.</param>
    public async Task Watch(Action<string> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, time);
        while (await timer.WaitForNextTickAsync(ct)) Look(tell);
    }

    /// <summary>Looks once.</summary>
    public void Look(Action<string> tell)
    {
        if (options.SelfMade)
        {
            if (IsTimeForDates() && Left < SelfMadeCertificate.RenewBefore) Show(makeOwn(), [], tell);
            return;
        }

        var stamp = Stamp();
        if (stamp != seen)
        {
            seen = stamp;
            switch (CertificateFile.Read(options, time.GetUtcNow()))
            {
                case UsableCertificate usable: Show(usable.Certificate, usable.Chain, tell); break;
                case UnusableCertificate no: tell($"HTTPS: the new certificate is not used, the last good one stays, until {Until}. {no.Why}"); break;
            }
        }

        if (IsTimeForDates() && Left < warnBefore) tell($"HTTPS: the certificate ends on {Until}; renew {options.CertificatePath}. The server takes the new one by itself.");
    }

    private TimeSpan Left => Volatile.Read(ref shown).Ends - time.GetUtcNow();

    private string Until => Volatile.Read(ref shown).Ends.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private bool IsTimeForDates()
    {
        var now = time.GetUtcNow();
        if (now < lookAtDatesAt) return false;
        lookAtDatesAt = now + lookAtDatesEvery;
        return true;
    }

    private void Show(X509Certificate2 certificate, X509Certificate2Collection chain, Action<string> tell)
    {
        var next = Shown.Of(certificate, chain);
        if (next.Fingerprint == Fingerprint) return;
        Volatile.Write(ref shown, next);
        tell($"HTTPS: a new certificate is in use, until {Until}. SHA-256 {next.Fingerprint}");
    }

    private (DateTime, long, DateTime, long) Stamp()
    {
        var (certificate, key) = (Of(options.CertificatePath), Of(options.KeyPath));
        return (certificate.Written, certificate.Length, key.Written, key.Length);

        static (DateTime Written, long Length) Of(string? path) => path is not null && new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private sealed record Shown(SslStreamCertificateContext Context, string Fingerprint, DateTimeOffset Ends)
    {
        /// <remarks>Offline: what leads to the root stands in the file, and nobody is asked for more.</remarks>
        public static Shown Of(X509Certificate2 certificate, X509Certificate2Collection chain) => new(
            SslStreamCertificateContext.Create(certificate, chain, offline: true), string.Join(':', SHA256.HashData(certificate.RawData).Select(b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
    }
}
