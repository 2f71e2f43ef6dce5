using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Tests.Cmms.Conformance;

namespace Scanward.Server.Tests.Cmms.Rest;

/// <summary>What is pushed is believed where it is signed, and read where it says something.</summary>
public sealed class WebhookTests
{
    private const string Body = """{"event":"e-1","type":"order.changed","data":{"id":7,"state":"DONE","fields":[{"id":7,"value":"01KB3V9R8M0G2"}]}}""";

    private static readonly Instant now = Instant.FromUtc(2026, 11, 22, 7, 0);

    /// <summary>The example of the Standard Webhooks libraries.</summary>
    [Fact]
    public void Standard_SignsAsItsSpecificationShows()
    {
        const string body = """{"test": 2432232314}""";
        var time = Instant.FromUnixTimeSeconds(1614265330);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time, body));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("v1,AAAA {0}")]
    [InlineData("{0} v1,AAAA")]
    [InlineData("v1a,abc {0}")]
    public void Standard_OneOfSeveralSignaturesIsEnough(string signatures)
    {
        var pushed = Assert.IsType<CmmsPushed>(Push(Body, string.Format(System.Globalization.CultureInfo.InvariantCulture, signatures, Good())));
        Assert.Equal(("e-1", "7", "01KB3V9R8M0G2"), (pushed.Id, Assert.Single(pushed.WorkOrders).Id, pushed.WorkOrders[0].Reference));
        Assert.Empty(pushed.Assets);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1,????")]
    [InlineData("v2,{0}")]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Standard_WrongSignature_IsForged(string signature) =>
        Assert.True(Assert.IsType<CmmsPushRefused>(Push(Body, string.Format(System.Globalization.CultureInfo.InvariantCulture, signature, Good()[3..]))).Forged);

    [Fact]
    public void Standard_WhatWasChangedOnTheWay_IsForged()
    {
        Assert.True(Assert.IsType<CmmsPushRefused>(Push(Body + " ", Good())).Forged);
        Assert.True(Assert.IsType<CmmsPushRefused>(Push(Body, Good(), id: "msg_2")).Forged);
        Assert.True(Assert.IsType<CmmsPushRefused>(Push(Body, Good(), stamp: now.ToUnixTimeSeconds() + 1)).Forged);
    }

    [Theory]
    [InlineData(-301, true)]
    [InlineData(-300, false)]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Standard_OldOrEarly_IsForged(int seconds, bool forged)
    {
        var time = now + Duration.FromSeconds(seconds);
        Assert.Equal(forged, Push(Body, Sign(Secret, "msg_1", time, Body), stamp: time.ToUnixTimeSeconds()) is CmmsPushRefused { Forged: true });
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"type":"order.changed","data":{"name":"no id"}}""")]
    public void WhatCannotBeRead_IsRefused(string body) => Assert.False(Assert.IsType<CmmsPushRefused>(Push(body, Sign(Secret, "msg_1", now, body))).Forged);

    [Theory]
    [InlineData("""{"type":"comment.added","data":{"id":7}}""")]
    [InlineData("""{"type":"order.changed"}""")]
    [InlineData("[]")]
    public void WhatSaysNothingToUs_IsIgnored(string body) => Assert.IsType<CmmsPushIgnored>(Push(body, Sign(Secret, "msg_1", now, body)));

    [Fact]
    public void Assets_MayBeSeveral()
    {
        const string body = """{"type":"asset.moved","data":[{"id":1,"name":"One"},{"id":2,"archived":true}]}""";
        var pushed = Assert.IsType<CmmsPushed>(Push(body, Sign(Secret, "msg_1", now, body)));
        Assert.Equal([("1", false), ("2", true)], pushed.Assets.Select(a => (a.ExternalId, a.Gone)));
    }

    [Theory]
    [InlineData("sha256=", true)]
    [InlineData("", false)]
    public void Hex_IsComparedWithItsPrefix(string prefix, bool believed)
    {
        using var cmms = (IDisposable)new HexTarget().Open("https://cmms.example.org", "");
        var signature = prefix + Convert.ToHexString(HMACSHA256.HashData("s3cret-key"u8, Encoding.UTF8.GetBytes(Body)));
        var push = ((ICmms)cmms).ReadPush(new(name => name == "X-Signature" ? signature : null, Encoding.UTF8.GetBytes(Body), now));
        Assert.Equal(believed, push is CmmsPushed { Id: null });
        Assert.Equal(!believed, push is CmmsPushRefused { Forged: true });
    }

    [Fact]
    public void WithoutASecret_NothingIsBelieved()
    {
        using var cmms = (IDisposable)new ScanwardTarget().Open("https://cmms.example.org", "");
        Assert.True(Assert.IsType<CmmsPushRefused>(((ICmms)cmms).ReadPush(new(_ => null, "{}"u8.ToArray(), now))).Forged);
    }

    private static string Secret => new TrackerTarget().Variables["CMMS_WEBHOOK"];

    private static string Good() => Sign(Secret, "msg_1", now, Body);

    private static string Sign(string secret, string id, Instant time, string body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{time.ToUnixTimeSeconds()}.{body}")))}";

    private static CmmsPush Push(string body, string signature, string id = "msg_1", long? stamp = null)
    {
        using var cmms = (IDisposable)new TrackerTarget().Open("https://cmms.example.org", "");
        string? Header(string name) => name switch
        {
            "webhook-id" => id,
            "webhook-timestamp" => (stamp ?? now.ToUnixTimeSeconds()).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "webhook-signature" => signature,
            _ => null,
        };
        return ((ICmms)cmms).ReadPush(new(Header, Encoding.UTF8.GetBytes(body), now));
    }

    private sealed class HexTarget : ConformanceTarget
    {
        public override string Mapping =>
            """
            mapping: hex
            about: Signs over the body
            work_order:
              record: { id: /id }
              create: { request: POST /orders, body: { ref: "{key}" } }
            webhook:
              signature: { header: X-Signature, hmac: sha256-hex, prefix: "sha256=" }
              work_order: /data
            """;

        public override bool IsOwn => true;

        public override string Settings => "webhook: { secret: { env: CMMS_KEY } }\n";

        public override IEnumerable<string> WrongTypes => [];

        public override TrapAnswer NoAsset(TrapRequest request) => new(404);

        public override TrapAnswer Made(string id, WorkOrderMessage message) => new(200);

        public override TrapAnswer Asset(string externalId) => new(404);
    }
}
