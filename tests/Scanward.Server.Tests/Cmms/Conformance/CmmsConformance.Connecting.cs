using System.Net;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>What goes wrong before anything is sent.</summary>
public abstract partial class CmmsConformance
{
    [Fact]
    public async Task Create_WhereNothingListens_IsNotSent()
    {
        int port;
        await using (var server = new TrapServer()) port = server.Port;
        Assert.Equal(CmmsEnding.NotSent, (await Send($"http://127.0.0.1:{port}", "allow: [http, loopback]\n")).Ending);
    }

    [Fact]
    public async Task Create_WhereTheNameIsNone_IsNotSent() =>
        Assert.Equal(CmmsEnding.NotSent, (await Send("https://no-such-host.invalid", "")).Ending);

    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("[::1]", "")]
    [InlineData("[::ffff:127.0.0.1]", "")]
    [InlineData("localhost", "")]
    [InlineData("10.1.2.3", "")]
    [InlineData("192.168.1.1", "loopback")]
    [InlineData("127.0.0.1", "private")]
    [InlineData("169.254.169.254", "private, loopback")]
    [InlineData("169.254.1.1", "private, loopback")]
    [InlineData("[fe80::1]", "private, loopback")]
    [InlineData("[fd00:ec2::254]", "private, loopback")]
    [InlineData("[::ffff:169.254.169.254]", "private, loopback")]
    [InlineData("[64:ff9b::a9fe:a9fe]", "private, loopback")]
    [InlineData("0.0.0.0", "private, loopback")]
    [InlineData("224.0.0.1", "private, loopback")]
    [InlineData("2852039166", "private, loopback")] // 169.254.169.254
    public async Task Create_WhereTheAddressIsNotAllowed_IsNotSent(string host, string allow)
    {
        await using var server = new TrapServer();
        var reply = await Send($"http://{host}:{server.Port}", $"allow: [http, {allow}]\n".Replace(", ]", "]", StringComparison.Ordinal));
        Assert.Equal(CmmsEnding.NotSent, reply.Ending);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Create_WhereNobodyVouchesForTheServer_IsNotSent()
    {
        using var certificate = TestCertificate.Make();
        await using var server = new TrapServer(certificate);
        var reply = await Send(server.Url, "allow: [loopback]\n");
        Assert.Equal(CmmsEnding.NotSent, reply.Ending);
        Assert.Contains("ca_file", reply.Why, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Create_WhereTheCertificateIsOfAnother_IsNotSent_WhoeverVouches()
    {
        using var certificate = TestCertificate.Make(IPAddress.Parse("127.0.0.2"));
        await using var server = new TrapServer(certificate);
        using var folder = new Processes.TempFolder();
        var reply = await Send(server.Url, $"allow: [loopback]\nca_file: {folder.Write("ca.pem", certificate.ExportCertificatePem())}\n");
        Assert.Equal(CmmsEnding.NotSent, reply.Ending);
    }

    [Fact]
    public async Task Create_WhereTheConnectorVouches_IsDone()
    {
        using var certificate = TestCertificate.Make();
        await using var server = new TrapServer(certificate);
        using var folder = new Processes.TempFolder();
        var message = Target.Message();
        server.Script = r => Target.IsCreate(r) ? Target.Made("7", message) : Target.Otherwise(r, "7", message);
        Assert.Equal(CmmsEnding.Done, (await Send(server.Url, $"allow: [loopback]\nca_file: {folder.Write("ca.pem", certificate.ExportCertificatePem())}\n")).Ending);
    }

    private async Task<CmmsReply<CmmsWorkOrder>> Send(string baseUrl, string more)
    {
        using var cmms = (IDisposable)Target.Open(baseUrl, more);
        return await ((ICmms)cmms).Send(Target.Message(), ct);
    }
}
