using System.Net;
using System.Net.Sockets;

namespace Scanward.Server.Configuration.Https;

/// <summary>What people are told where the server shows a certificate that it made itself: where to go, and what to compare.</summary>
internal static class TrialText
{
    /// <param name="addresses">Where the server listens.</param>
    public static string Of(string fingerprint, IReadOnlyList<string> addresses, Uri? publicUrl)
    {
        var scanner = $"{Reachable(addresses, publicUrl)}/scan";
        return $"""

            HTTPS with a certificate that this server made itself, for a trial: browsers warn, since nobody vouches for it.
            Compare before you go on. Its SHA-256 fingerprint is
              {fingerprint}
            The scanner is at {scanner}; this opens it on a phone, with the fingerprint behind the #:

            {TerminalQr.Of($"{scanner}#sha256={fingerprint.Replace(":", "", StringComparison.Ordinal)}")}
            """;
    }

    /// <summary>An address that other machines can use, where there is one.</summary>
    private static string Reachable(IReadOnlyList<string> addresses, Uri? publicUrl)
    {
        if (publicUrl is not null) return publicUrl.AbsoluteUri.TrimEnd('/');
        var secure = new Uri(addresses.First(HttpsOptions.IsSecure));
        if (!IPAddress.TryParse(secure.Host.Trim('[', ']'), out var address) || (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))) return secure.GetLeftPart(UriPartial.Authority);
        var own = SelfMadeCertificate.OwnAddresses().OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault() ?? IPAddress.Loopback;
        return new UriBuilder(secure.Scheme, own.ToString(), secure.Port).Uri.GetLeftPart(UriPartial.Authority);
    }
}
