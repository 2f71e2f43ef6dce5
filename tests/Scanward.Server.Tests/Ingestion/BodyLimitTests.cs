using System.Net;
using System.Net.Sockets;
using System.Text;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>What is too large, or in a form that is not taken.</summary>
public sealed class BodyLimitTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int TwoMegabytes = 2 * 1024 * 1024;

    [Theory]
    [InlineData(TwoMegabytes)]
    [InlineData(20 * 1024 * 1024)]
    public async Task LargeScan_Is413AndKeptCutWithItsLength(int length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)'x');
        var answer = await fixture.North.Post("/api/v1/scans", new ByteArrayContent(body));
        await AssertKeptCut(answer, length);
    }

    [Fact]
    public async Task LargeScanInChunks_Is413AndKeptCut()
    {
        var body = new byte[TwoMegabytes];
        body.AsSpan().Fill((byte)'x');
        var answer = await fixture.North.Post("/api/v1/scans", new ByteArrayContent(body), change: r => r.Headers.TransferEncodingChunked = true);
        await AssertKeptCut(answer, TwoMegabytes);
    }

    [Theory]
    [InlineData(9 * 1024 * 1024)]
    [InlineData(20 * 1024 * 1024)]
    public async Task LargeBatch_Is413AndKeptCutWithItsLength(int length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        await AssertKeptCut(await fixture.North.Post("/api/v1/scans/batch", new ByteArrayContent(body)), length);
    }

    [Fact]
    public async Task LargeItemOfABatch_FailsAlone()
    {
        var large = TestScans.Corrective("AHU-000123").With("note", new string('x', 70_000)).ToJsonString();
        var small = TestScans.Corrective("PMP-000101", null).Without("failure_mode").ToJsonString();
        var batch = await fixture.North.Post("/api/v1/scans/batch", $"[{large},{small}]");
        Assert.Equal("too_large", (string)batch.Json["items"]![0]!["problem"]!["code"]!);
        Assert.Equal(201, (int)batch.Json["items"]![1]!["status"]!);
        var letter = await fixture.North.Get($"/api/v1/dead-letters/{(string)batch.Json["items"]![0]!["problem"]!["dead_letter_id"]!}");
        Assert.Equal(large.Length, (int)letter.Json["raw_length"]!);
    }

    [Fact]
    public async Task ScanOfJustTheLimit_IsRead()
    {
        var scan = TestScans.Corrective("AHU-000123").ToJsonString();
        var padded = scan + new string(' ', (64 * 1024) - scan.Length);
        Assert.True((await fixture.North.Post("/api/v1/scans", padded)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
        (await fixture.North.Post("/api/v1/scans", padded + " ")).Is(Problems.TooLarge);
    }

    [Theory]
    [InlineData("/api/v1/scans", "text/plain")]
    [InlineData("/api/v1/scans", "application/x-www-form-urlencoded")]
    [InlineData("/api/v1/scans", "application/x-ndjson")]
    [InlineData("/api/v1/scans/batch", "text/csv")]
    [InlineData("/api/v2/workorders", "text/xml")]
    public async Task OtherMediaType_Is415AndSaysWhatIsTaken(string address, string mediaType)
    {
        var answer = (await fixture.North.Post(address, TestScans.Corrective("AHU-000123").ToJsonString(), TestScans.NewKey(), mediaType)).Is(Problems.UnsupportedMedia);
        Assert.Contains("application/json", (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData(null)]
    public async Task JsonUnderAnyOfItsNames_IsTaken(string? mediaType) =>
        Assert.True((int)(await fixture.North.Post("/api/v1/scans", TestScans.Corrective("DOOR-00001").ToJsonString(), mediaType: mediaType)).Status < 300);

    [Theory]
    [InlineData("/api/v1/scans")]
    [InlineData("/api/v1/scans/batch")]
    [InlineData("/api/v2/workorders")]
    public async Task ContentEncoding_Is415(string address)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(TestScans.Corrective("AHU-000123").ToJsonString()));
        content.Headers.ContentEncoding.Add("gzip");
        (await fixture.North.Post(address, content, TestScans.NewKey())).Is(Problems.UnsupportedMedia);
    }

    [Fact]
    public async Task BodyThatEndsEarly_StoresNothing()
    {
        var before = await fixture.Server.Installation.Reads.Count("scan", default);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, fixture.Server.Url.Port);
        var scan = TestScans.Corrective("AHU-000123").ToJsonString();
        var authorization = fixture.North.DefaultRequestHeaders.Authorization;
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /api/v1/scans HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Length: {scan.Length + 10}\r\n\r\n{scan}"));
        socket.Shutdown(SocketShutdown.Send);
        try
        {
            var answer = new byte[4096];
            for (int received; (received = await socket.ReceiveAsync(answer)) > 0;)
            {
                // Whatever comes, the connection ends with it: where the next request would begin is not known.
                if (answer.AsSpan(0, received).StartsWith("HTTP/1.1 "u8)) Assert.Contains("Connection: close", Encoding.ASCII.GetString(answer, 0, received), StringComparison.Ordinal);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // another way of closing it
        }

        Assert.Equal(before, await fixture.Server.Installation.Reads.Count("scan", default));
    }

    private async Task AssertKeptCut(HttpAnswer answer, int length)
    {
        answer.Is(Problems.TooLarge);
        var letter = (await fixture.North.Get($"/api/v1/dead-letters/{answer.DeadLetterId}")).Json;
        Assert.Equal(DeadLetters.KeptBytes, Convert.FromBase64String((string)letter["raw_base64"]!).Length);
        Assert.Equal(length, (long)letter["raw_length"]!);
    }
}
