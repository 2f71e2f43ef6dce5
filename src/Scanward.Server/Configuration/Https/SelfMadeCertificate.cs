using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanward.Server.Storage;

namespace Scanward.Server.Configuration.Https;

/// <summary>
/// A certificate for a trial: nobody vouches for it, so browsers warn, and people compare its fingerprint. It lies in the data folder, for its owner only, names all that this machine is called, and is made anew
/// before it ends or when the machine is called otherwise.
/// </summary>
internal static class SelfMadeCertificate
{
    public const string FileName = "https-self-made.pem";

    /// <summary>Browsers take none that lives longer.</summary>
    public const int DaysMax = 397;

    /// <summary>How long before its end a new one is made.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The one in the folder, or a new one.</summary>
    /// <param name="names">Further names of the server, such as its public one.</param>
    public static X509Certificate2 Get(string dataFolder, IEnumerable<string> names, DateTimeOffset now)
    {
        var path = Path.Combine(dataFolder, FileName);
        var (hosts, addresses) = NamesOf(names);
        if (File.Exists(path) && Kept(path, now) is { } kept)
        {
            if (Covers(kept, hosts, addresses)) return kept;
            kept.Dispose();
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key, hosts, addresses, now);
        Write(path, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 Make(ECDsa key, IEnumerable<string> hosts, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN=Scanward at {Dns.GetHostName()}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts) names.AddDnsName(host);
        foreach (var address in addresses) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true)); // whoever steals it can be this server, and no other
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var from = now.AddHours(-1); // for phones whose clock is behind
        return request.CreateSelfSigned(from, from.AddDays(DaysMax));
    }

    private static X509Certificate2? Kept(string path, DateTimeOffset now)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(path);
            if (read.NotAfter.ToUniversalTime() - now.UtcDateTime <= RenewBefore) return null;
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null; // cut off by a crash or spoilt by hand: it is only ours to make anew
        }
    }

    private static bool Covers(X509Certificate2 certificate, IReadOnlyCollection<string> hosts, IReadOnlyCollection<IPAddress> addresses)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is not null && hosts.All(names.EnumerateDnsNames().Contains) && addresses.All(names.EnumerateIPAddresses().Contains);
    }

    private static (IReadOnlyCollection<string> Hosts, IReadOnlyCollection<IPAddress> Addresses) NamesOf(IEnumerable<string> names)
    {
        var hosts = new SortedSet<string>(StringComparer.Ordinal) { "localhost" };
        var addresses = new HashSet<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback };
        foreach (var name in names.Append(Dns.GetHostName()))
        {
            if (IPAddress.TryParse(name.Trim('[', ']'), out var address)) addresses.Add(address);
            else if (Uri.CheckHostName(name) == UriHostNameType.Dns) hosts.Add(name.ToLowerInvariant());
        }

        foreach (var of in OwnAddresses()) addresses.Add(of);
        return (hosts, addresses);
    }

    /// <summary>Where other machines can reach this one.</summary>
    public static IEnumerable<IPAddress> OwnAddresses() =>
        from net in NetworkInterface.GetAllNetworkInterfaces()
        where net.OperationalStatus == OperationalStatus.Up && net.NetworkInterfaceType != NetworkInterfaceType.Loopback
        from unicast in net.GetIPProperties().UnicastAddresses
        where unicast.Address.AddressFamily == AddressFamily.InterNetwork || unicast.Address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: false }
        select unicast.Address;

    private static void Write(string path, string text)
    {
        var part = path + DataFolder.PartSuffix;
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(part, System.Text.Encoding.ASCII, options)) file.Write(text);
        File.Move(part, path, overwrite: true);
    }
}
