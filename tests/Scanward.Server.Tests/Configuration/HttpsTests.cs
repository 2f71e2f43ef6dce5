using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanward.Server.Configuration;
using Scanward.Server.Configuration.Https;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Processes;
using ZXing;
using ZXing.Common;

namespace Scanward.Server.Tests.Configuration;

/// <summary>HTTPS with a certificate's file, or one that the server makes itself for a trial.</summary>
public sealed class HttpsTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPlants.Start;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Server_ShowsTheCertificate_AndTakesARenewedOne_AndKeepsTheLastGoodOne()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now);
        var first = Write("a.pem", Make("localhost"));
        var certificate = ServerCertificate.Open(new() { CertificatePath = first }, folder.Path, [], time);
        await using var server = await RunningServer.Start(o => o with { Http = h => h with { Urls = "http://127.0.0.1:0;https://127.0.0.1:0", Certificate = certificate, Hsts = true } });
        var url = new Uri(server.Urls.Single(HttpsOptions.IsSecure));
        var before = await Shown(url);
        Assert.Equal(certificate.Fingerprint, before);
        Assert.Equal("max-age=31536000", await Hsts(url));
        Assert.Null(await Hsts(server.Url));

        var told = new List<string>();
        certificate.Look(told.Add);
        Assert.Empty(told);
        Write("a.pem", Make("localhost", name: "CN=a longer name"));
        certificate.Look(told.Add);
        Assert.Contains(certificate.Fingerprint, Assert.Single(told), StringComparison.Ordinal);
        var after = await Shown(url);
        Assert.Equal((certificate.Fingerprint, false), (after, after == before));

        await File.WriteAllTextAsync(first, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n");
        certificate.Look(told.Add);
        Assert.Contains("last good one stays", told[^1], StringComparison.Ordinal);
        Assert.Equal(after, await Shown(url));
        var count = told.Count;
        certificate.Look(told.Add); // told once
        Assert.Equal(count, told.Count);
        time.Advance(TimeSpan.FromDays(355));
        certificate.Look(told.Add);
        Assert.Contains("renew", told[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no key", "no private key; name the key's file with --https-key")]
    [InlineData("other key", "does not belong to the certificate")]
    [InlineData("needs password", "is protected by a password")]
    [InlineData("wrong password", "The password does not open")]
    [InlineData("expired", "expired on 2026-11-23; renew it")]
    [InlineData("not yet", "is this machine's clock right?")]
    [InlineData("for clients", "is not one for servers")]
    [InlineData("no certificate", "holds no certificate")]
    [InlineData("not one at all", "neither PEM nor PFX")]
    [InlineData("missing", "Could not find file")]
    [InlineData("pfx without password", "is protected by a password")]
    [InlineData("pfx with wrong password", "The password does not open")]
    [InlineData("pfx without key", "no certificate with a private key")]
    [InlineData("huge", "too large to be a certificate")]
    public void Certificate_ThatCannotBeUsed_SaysWhyAndWhatToDo(string what, string why)
    {
        var options = Faulty(what);
        var thrown = Assert.Throws<ConfigurationException>(() => ServerCertificate.Open(options, folder.Path, [], new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now)));
        Assert.StartsWith("HTTPS: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(why, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_IsReadFromEveryForm()
    {
        var pair = Make("localhost");
        var pem = Write("whole.pem", pair);
        File.WriteAllText(folder["cert.pem"], pair.ExportCertificatePem());
        File.WriteAllText(folder["key.pem"], pair.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        File.WriteAllBytes(folder["both.pfx"], pair.Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllText(folder["password"], "secret\n");
        Assert.Single(
            new HttpsOptions[] { new() { CertificatePath = pem }, new() { CertificatePath = folder["cert.pem"], KeyPath = folder["key.pem"], Password = "secret" }, new() { CertificatePath = folder["both.pfx"], PasswordPath = folder["password"] } }
                .Select(o => ServerCertificate.Open(o, folder.Path, [], new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now)).Fingerprint).Distinct());
    }

    [Fact]
    public void SelfMade_NamesTheMachine_IsKept_AndIsRenewed()
    {
        using var made = SelfMadeCertificate.Get(folder.Path, ["scan.example.org", "10.9.8.7"], Now);
        var names = made.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Superset(new HashSet<string> { "localhost", "scan.example.org", Dns.GetHostName().ToLowerInvariant() }, names.EnumerateDnsNames().ToHashSet());
        Assert.Superset(new HashSet<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("10.9.8.7") }, names.EnumerateIPAddresses().ToHashSet());
        Assert.Equal("1.2.840.10045.3.1.7", made.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        Assert.InRange((made.NotAfter - made.NotBefore).TotalDays, 300, SelfMadeCertificate.DaysMax);
        Assert.False(made.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder[SelfMadeCertificate.FileName]));

        using var kept = SelfMadeCertificate.Get(folder.Path, ["scan.example.org"], Now.AddDays(300));
        using var renamed = SelfMadeCertificate.Get(folder.Path, ["other.example.org"], Now.AddDays(300));
        using var renewed = SelfMadeCertificate.Get(folder.Path, ["other.example.org"], Now.AddDays(675));
        Assert.Equal(made.Thumbprint, kept.Thumbprint);
        Assert.Equal(4, new[] { made, renamed, renewed }.Select(c => c.Thumbprint).Append("").Distinct().Count());
        File.WriteAllText(folder[SelfMadeCertificate.FileName], "cut off");
        using var again = SelfMadeCertificate.Get(folder.Path, [], Now);
        Assert.True(again.HasPrivateKey);
    }

    [Fact]
    public void SelfMade_ThatRunsFor_ALongTime_IsMadeAnew_AndTold()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now);
        var certificate = ServerCertificate.Open(new() { SelfMade = true }, folder.Path, [], time);
        var (told, before) = (new List<string>(), certificate.Fingerprint);
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", before);
        certificate.Look(told.Add);
        time.Advance(TimeSpan.FromDays(370));
        certificate.Look(told.Add);
        Assert.NotEqual(before, certificate.Fingerprint);
        Assert.Contains(certificate.Fingerprint, Assert.Single(told), StringComparison.Ordinal);
    }

    /// <summary>What the terminal shows is read again from its blocks.</summary>
    [Fact]
    public void TrialText_HasAQrCode_ThatOpensTheScannerWithTheFingerprint()
    {
        var fingerprint = string.Join(':', Enumerable.Repeat("AB", 32));
        var text = TrialText.Of(fingerprint, ["http://127.0.0.1:5080", "https://192.0.2.7:5443"], null);
        Assert.Contains(fingerprint, text, StringComparison.Ordinal);
        var lines = text.Split('\n').Where(l => l.Contains('█') || l.Contains('▀') || l.Contains('▄')).ToArray();
        const int Zoom = 4;
        var (width, height) = (lines.Max(l => l.Length) * Zoom, lines.Length * 2 * Zoom);
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (line, upper) = (lines[y / Zoom / 2], y / Zoom % 2 == 0);
                var c = x / Zoom < line.Length ? line[x / Zoom] : ' ';
                pixels[(y * width) + x] = c == '█' || c == (upper ? '▀' : '▄') ? (byte)255 : (byte)0;
            }
        }

        var read = new BarcodeReaderGeneric { Options = new DecodingOptions { PossibleFormats = [BarcodeFormat.QR_CODE], PureBarcode = false, TryHarder = true } }.Decode(new RGBLuminanceSource(pixels, width, height, RGBLuminanceSource.BitmapFormat.Gray8));
        Assert.Equal($"https://192.0.2.7:5443/scan#sha256={fingerprint.Replace(":", "", StringComparison.Ordinal)}", read?.Text);
    }

    [Theory]
    [InlineData("urls: https://127.0.0.1:5443", "needs a certificate")]
    [InlineData("https: { certificate: self-made }\nurls: http://0.0.0.0:80", "no address in urls begins with https://")]
    [InlineData("https: { key: k.pem }", "https.key goes with a certificate's file")]
    [InlineData("https: { certificate: self-made, hsts: yes }", "lock browsers out")]
    [InlineData("https: { hsts: yes }", "needs HTTPS")]
    [InlineData("proxies: [10.0.0.0/0]", "neither the address of a proxy")]
    [InlineData("proxies: [proxy.example.org]", "neither the address of a proxy")]
    [InlineData("public_url: https://scan.example.org/path", "needs an address")]
    public void Settings_ThatDoNotGoTogether_AreFaults(string yaml, string why)
    {
        File.WriteAllText(folder["scanward.yaml"], yaml);
        var thrown = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(folder.Path, null, new Dictionary<string, string>(), new Dictionary<string, string>()));
        Assert.Contains(why, thrown.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{folder["scanward.yaml"]}:", thrown.Message, StringComparison.Ordinal); // and its place
    }

    [Fact]
    public void Https_ListensOnTheDefaultAddress_AndHidesThePassword()
    {
        var read = ConfigurationReader.Read(folder.Path, null, new Dictionary<string, string> { ["SCANWARD_HTTPS_PASSWORD"] = "secret" }, new Dictionary<string, string> { ["--https"] = "yes" });
        Assert.Equal(["https://127.0.0.1:5080"], read.Options.Listening);
        Assert.True(read.Options.Https.SelfMade);
        Assert.Equal("***", read.Settings.Single(s => s.Setting.Key == "https.password").Value);
    }

    private HttpsOptions Faulty(string what)
    {
        var (own, other) = (Make("localhost"), Make("localhost"));
        var protection = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000);
        string Text(string text)
        {
            File.WriteAllText(folder["c"], text);
            return folder["c"];
        }

        string Bytes(byte[] bytes)
        {
            File.WriteAllBytes(folder["c"], bytes);
            return folder["c"];
        }

        string Locked() => own.ExportCertificatePem() + "\n" + own.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", protection);
        return what switch
        {
            "no key" => new() { CertificatePath = Text(own.ExportCertificatePem()) },
            "other key" => new() { CertificatePath = Text(own.ExportCertificatePem()), KeyPath = Write("k.pem", other) },
            "needs password" => new() { CertificatePath = Text(Locked()) },
            "wrong password" => new() { CertificatePath = Text(Locked()), Password = "another secret" },
            "expired" => new() { CertificatePath = Write("c.pem", Make("localhost", from: Now.AddDays(-90), to: Now.AddDays(-1))) },
            "not yet" => new() { CertificatePath = Write("c.pem", Make("localhost", from: Now.AddDays(1))) },
            "for clients" => new() { CertificatePath = Write("c.pem", Make("localhost", use: "1.3.6.1.5.5.7.3.2")) },
            "no certificate" => new() { CertificatePath = Text(own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()) },
            "not one at all" => new() { CertificatePath = Text("hello") },
            "missing" => new() { CertificatePath = folder["nowhere.pem"] },
            "pfx without password" => new() { CertificatePath = Bytes(own.Export(X509ContentType.Pkcs12, "secret")) },
            "pfx with wrong password" => new() { CertificatePath = Bytes(own.Export(X509ContentType.Pkcs12, "secret")), Password = "another secret" },
            "pfx without key" => new() { CertificatePath = Bytes(X509CertificateLoader.LoadCertificate(own.RawData).Export(X509ContentType.Pkcs12, "secret")), Password = "secret" },
            "huge" => new() { CertificatePath = Bytes(new byte[2 * 1024 * 1024]) },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
    }

    private string Write(string name, X509Certificate2 pair)
    {
        File.WriteAllText(folder[name], pair.ExportCertificatePem() + "\n" + pair.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        return folder[name];
    }

    private static X509Certificate2 Make(string host, DateTimeOffset? from = null, DateTimeOffset? to = null, string use = "1.3.6.1.5.5.7.3.1", string name = "CN=test")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        return request.CreateSelfSigned(from ?? Now.AddDays(-1), to ?? Now.AddDays(360));
    }

    /// <summary>The fingerprint of what the server shows to whoever connects.</summary>
    private static async Task<string> Shown(Uri url)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await using var secure = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        byte[] raw = [];
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                raw = certificate!.GetRawCertData();
                return true;
            },
        });
        return string.Join(':', SHA256.HashData(raw).Select(b => $"{b:X2}"));
    }

    private static async Task<string?> Hsts(Uri url)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(url, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null;
    }
}
