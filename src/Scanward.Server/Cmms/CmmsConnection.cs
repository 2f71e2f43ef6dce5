using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Scanward.Server.Cmms;

/// <summary>Why no connection was made; nothing was sent.</summary>
internal sealed class CannotConnectException(string why, Exception? cause = null) : IOException(why, cause);

/// <summary>Makes the connections of a connector: looks the name up, refuses addresses that it may not talk to, and knows whose certificates are trusted.</summary>
/// <param name="authorities">Trusted beside those of the machine.</param>
internal sealed class CmmsConnection(AddressRule rule, X509Certificate2Collection authorities)
{
    /// <summary>The addresses of a host.</summary>
    /// <exception cref="CannotConnectException">There are none.</exception>
    public static async Task<IPAddress[]> Resolve(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal)) return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, ct);
            return addresses.Length > 0 ? addresses : throw new CannotConnectException($"The name {host} has no address.");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new CannotConnectException($"The name {host} cannot be resolved: {e.Message}", e);
        }
    }

    /// <summary>The addresses that may be talked to.</summary>
    /// <exception cref="CannotConnectException">One of them may not: a name that leads there sometimes is not trusted at all.</exception>
    public IPAddress[] Check(string host, IPAddress[] addresses)
    {
        var refused = addresses.Select(rule.WhyNot).FirstOrDefault(why => why is not null);
        return refused is null ? addresses : throw new CannotConnectException(IPAddress.TryParse(host.Trim('[', ']'), out _) ? refused : $"{host} leads to where it may not: {refused}");
    }

    /// <summary>A connection to the first address that takes one.</summary>
    /// <exception cref="CannotConnectException">None did.</exception>
    public async Task<Stream> Connect(DnsEndPoint to, CancellationToken ct)
    {
        var addresses = Check(to.Host, await Resolve(to.Host, ct));
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new CannotConnectException($"{to.Host}:{to.Port} takes no connection: {last!.Message}", last);
    }

    /// <summary>Whether the server is who it says it is. The name has to fit, whoever vouches for it.</summary>
    public bool Trusts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || authorities.Count == 0 || certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1")); // server authentication
        using var presented = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(presented);
    }
}
