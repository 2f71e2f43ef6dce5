using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Scanward.Server.Configuration.Https;

/// <summary>Where the server listens, with TLS or without.</summary>
internal static class Listening
{
    /// <exception cref="ArgumentException">The address cannot be used.</exception>
    public static void Listen(this KestrelServerOptions kestrel, string url, ServerCertificate? certificate)
    {
        if (HttpServer.WhyNot(url) is { } fault) throw new ArgumentException(fault, nameof(url));
        var address = new Uri(url);
        if (address.Scheme == Uri.UriSchemeHttps && certificate is null) throw new ArgumentException($"'{url}' needs a certificate; give one with --https.", nameof(url));
        void Secure(ListenOptions listen)
        {
            if (address.Scheme == Uri.UriSchemeHttps) listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate!.ForConnection()) });
        }

        if (address.Host == "localhost") kestrel.ListenLocalhost(address.Port, Secure);
        else kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port, Secure);
    }
}
