using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Scanward.Server.Configuration;

/// <summary>Reverse proxies that are believed: only from these addresses do <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> count.</summary>
internal static class Proxies
{
    /// <summary>Why the text is neither an address nor a network; null where it is one.</summary>
    public static string? WhyNot(string text) => IPAddress.TryParse(text, out _) || (System.Net.IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0)
        ? null : $"'{text}' is neither the address of a proxy, such as 10.0.0.5, nor a network of them, such as 10.0.0.0/24.";

    public static void UseProxies(this IApplicationBuilder app, IReadOnlyCollection<string> proxies)
    {
        if (proxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear(); // loopback is believed only where it is named
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }
}
