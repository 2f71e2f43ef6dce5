using System.Net;
using System.Net.Sockets;

namespace Scanward.Server.Cmms;

/// <summary>What kind of place an address leads to.</summary>
internal enum AddressKind
{
    Public = 1,

    /// <summary>This machine.</summary>
    Loopback = 2,

    /// <summary>A network of one's own.</summary>
    Private = 3,

    /// <summary>Never a maintenance system: link-local, a cloud's metadata service, multicast, what is reserved.</summary>
    Never = 4,
}

/// <summary>Which addresses a connector may talk to. It looks at the address that is connected to, so no name can hide it.</summary>
internal sealed record AddressRule(bool Private, bool Loopback)
{
    /// <summary>IANA special-purpose registries (RFC 6890); the metadata services of clouds lie in the ranges of others.</summary>
    private static readonly (IPNetwork Range, AddressKind Kind)[] ranges =
    [
        (IPNetwork.Parse("100.100.100.200/32"), AddressKind.Never), // metadata, Alibaba Cloud
        (IPNetwork.Parse("192.0.0.192/32"), AddressKind.Never), // metadata, Oracle Cloud
        (IPNetwork.Parse("168.63.129.16/32"), AddressKind.Never), // Azure's WireServer
        (IPNetwork.Parse("fd00:ec2::/32"), AddressKind.Never), // metadata, AWS
        (IPNetwork.Parse("fd20:ce::254/128"), AddressKind.Never), // metadata, Google Cloud
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Never),
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.Never),
        (IPNetwork.Parse("224.0.0.0/4"), AddressKind.Never),
        (IPNetwork.Parse("240.0.0.0/4"), AddressKind.Never),
        (IPNetwork.Parse("::/128"), AddressKind.Never),
        (IPNetwork.Parse("fe80::/10"), AddressKind.Never),
        (IPNetwork.Parse("ff00::/8"), AddressKind.Never),
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Loopback),
        (IPNetwork.Parse("::1/128"), AddressKind.Loopback),
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Private),
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private),
        (IPNetwork.Parse("fec0::/10"), AddressKind.Private),
    ];

    /// <summary>Ranges of IPv6 that carry an address of IPv4, and where in their 16 bytes it stands.</summary>
    private static readonly (IPNetwork Range, int At)[] carriers =
    [
        (IPNetwork.Parse("::/96"), 12), // IPv4-compatible, deprecated
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // NAT64 of one's own
        (IPNetwork.Parse("2002::/16"), 2), // 6to4
    ];

    public static AddressKind KindOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var (range, kind) in ranges)
        {
            if (range.Contains(address)) return kind;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6) return AddressKind.Public;
        foreach (var (range, at) in carriers)
        {
            if (range.Contains(address)) return KindOf(new IPAddress(address.GetAddressBytes().AsSpan(at, 4)));
        }

        return AddressKind.Public;
    }

    /// <summary>Null where the address may be talked to; else why not, and what opens it.</summary>
    public string? WhyNot(IPAddress address) => KindOf(address) switch
    {
        AddressKind.Public => null,
        AddressKind.Private when Private => null,
        AddressKind.Loopback when Loopback => null,
        AddressKind.Private => $"{address} is in a private network; where that is meant, write 'allow: [private]' into the connector's file.",
        AddressKind.Loopback => $"{address} is this machine; where that is meant, write 'allow: [loopback]' into the connector's file.",
        _ => $"{address} is link-local, a cloud's metadata service, multicast or reserved; no connector may talk to it.",
    };
}
