using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanward.Routing;
using Scanward.Server.Figures;
using Scanward.Server.Telemetry;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>One line a scan, whatever was scanned; and scans never wait for it.</summary>
public sealed class ScanLogTests
{
    /// <summary>What would end the line, forge a field, hide what follows or turn it round.</summary>
    public static TheoryData<string> Hostile =>
    [
        "x\r\nts=2026-11-24T16:00:00Z event=scan status=201", "x outcome=corrective_wo", "x\" status=201 \"", "x\\\" status=201", "a\u2028b\u2029c\u0085d", "\u202Exlsx.exe", "\u0000\u001b[31m",
        "\u200B\uFEFF", "\uD800", "{\"status\":201}", "", "é Ünï 日本", "=", new string('a', 5_000),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Text_OfOthers_StaysInItsField(string hostile)
    {
        var passage = Passage(hostile);
        var line = Line(passage, LogFormat.Text);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(line[..^1], c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202E' or '\u200B' or '\uFEFF' || char.IsSurrogate(c));
        var fields = Fields(line);
        string[] expected =
        [
            "ts", "event", "scan_id", "site", "key", "asset", "status", "outcome", "row", "duplicate_of", "repeat", "work_order", "code", "dead_letter", "replayed", "ms", "ingestion_ms", "resolution_ms",
            "routing_ms", "commit_ms", "dispatch_ms",
        ];
        Assert.Equal(expected, fields.Select(f => f.Name));
        Assert.Equal("418", fields.Single(f => f.Name == "status").Value);

        var json = Line(passage, LogFormat.Json);
        Assert.Equal(json.Length - 1, json.IndexOf('\n', StringComparison.Ordinal));
        var read = JsonNode.Parse(json)!.AsObject();
        Assert.Equal(expected, read.Select(m => m.Key));
        if (hostile != "\uD800") Assert.Equal(hostile.Length > 128 ? hostile[..128] : hostile, (string)read["key"]!);
        Assert.Equal(418, (int)read["status"]!);
    }

    [Fact]
    public async Task EveryScan_HasItsLine()
    {
        using var output = new MemoryStream();
        var acks = new List<HttpAnswer>();
        string secret;
        await using (var server = await RunningServer.Start(o => o with { ScanLog = output, ScanLogFormat = LogFormat.Json }))
        {
            secret = await server.Installation.MakeDeviceKey(server.Installation.Sites.NumberOf(TestPlants.North)!.Value, "gate\nevent=forged", default);
            var scan = TestScans.Corrective("AHU-000123").With("geolocation", new JsonArray(41.896411, -87.621551)).With("note", "never logged");
            void Own(HttpRequestMessage request) => request.Headers.Authorization = new("Bearer", secret);
            acks.Add(await server.Anonymous.Post("/api/v1/scans", scan.ToJsonString(), change: Own));
            acks.Add(await server.Anonymous.Post("/api/v1/scans", scan.ToJsonString(), change: Own));
            acks.Add(await server.North.Scan(TestScans.Tagged("NO SUCH\" outcome=review")));
            acks.Add(await server.North.Post("/api/v1/scans/batch", $"[{TestScans.Corrective("DOOR-00001").ToJsonString()},{{}}]"));
        }

        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("41.89", text, StringComparison.Ordinal);
        Assert.DoesNotContain("never logged", text, StringComparison.Ordinal);
        var lines = text.Split('\n')[..^1].Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal([201, 201, 422, 201, 422], lines.Select(l => (int)l["status"]!));
        Assert.All(lines, l => Assert.Equal(("scan", TestPlants.North), ((string)l["event"]!, (string)l["site"]!)));
        var first = lines[0];
        Assert.Equal((string)acks[0].Json["scan_id"]!, (string)first["scan_id"]!);
        Assert.Equal((string)acks[0].Json["work_order"]!["id"]!, (string)first["work_order"]!);
        Assert.Equal(("gate\nevent=forged", "AHU-000123", "corrective_wo", "fix-c5"), ((string)first["key"]!, (string)first["asset"]!, (string)first["outcome"]!, (string)first["row"]!));
        Assert.Equal((null, true, (string)first["scan_id"]!), ((string?)lines[1]["outcome"], (bool)lines[1]["replayed"]!, (string)lines[1]["scan_id"]!));
        Assert.Equal(("asset_unknown", acks[2].DeadLetterId), ((string)lines[2]["code"]!, (string)lines[2]["dead_letter"]!));
        Assert.Equal("invalid_scan", (string)lines[4]["code"]!);
    }

    [Fact]
    public async Task LinesThatCannotBeWrittenFastEnough_AreDroppedAndCounted()
    {
        using var output = new GatedStream();
        var log = new ScanLog(output, LogFormat.Text, new FakeTimeProvider(), static _ => { });
        log.Take(Passage("first"));
        await output.Entered();
        const int more = 100;
        for (var i = 0; i < ScanLog.Queued + more; i++) log.Take(Passage("k"));
        Assert.Equal(more, log.Dropped);
        output.GoOn();
        await log.DisposeAsync();
        var lines = Encoding.UTF8.GetString(output.Written.ToArray()).Split('\n')[..^1];
        Assert.Equal(1 + ScanLog.Queued, lines.Count(l => l.Contains("event=scan", StringComparison.Ordinal)));
        Assert.Equal($"event=dropped lines={more}", Assert.Single(lines, l => l.StartsWith("event=dropped", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LogThatCannotBeWritten_IsToldOnce_AndScansGoOn()
    {
        using var output = new GatedStream { Broken = true };
        var told = new List<string>();
        output.GoOn();
        await using (var server = await RunningServer.Start(o => o with { ScanLog = output, Tell = told.Add }))
        {
            for (var i = 0; i < 3; i++) Assert.True((int)(await server.North.Scan(TestScans.Corrective("DOOR-00001"))).Status < 300);
        }

        Assert.Contains("No space left", Assert.Single(told), StringComparison.Ordinal);
    }

    private static ScanPassage Passage(string hostile) => new()
    {
        SiteNo = 1, SiteId = hostile, KeyName = hostile, Status = 418, Times = new(1, 2, 3, 4, 5, 6), Code = hostile, Replayed = true, ScanId = 7, WorkOrderId = 8, DeadLetterId = 9, Asset = hostile,
        Decision = new() { Outcome = Outcome.Duplicate, RowId = hostile, Reason = "", DuplicateOf = DuplicateOf.LastScan }, Repeat = Repeat.SameScan,
    };

    private static string Line(ScanPassage passage, LogFormat format)
    {
        var text = new StringBuilder();
        ScanLine.Append(text, passage, DateTimeOffset.UnixEpoch, format, TimeProvider.System);
        return text.ToString();
    }

    /// <summary>logfmt as its readers take it apart: names, and values that are words or quoted.</summary>
    private static List<(string Name, string Value)> Fields(string line)
    {
        var fields = new List<(string, string)>();
        for (var at = 0; at < line.Length - 1;)
        {
            var equals = line.IndexOf('=', at);
            var name = line[at..equals];
            Assert.All(name, c => Assert.True(char.IsAsciiLetterLower(c) || c == '_', $"'{name}' in {line}"));
            var end = equals + 1;
            if (line[end] == '"')
            {
                for (end++; line[end] != '"'; end++)
                {
                    if (line[end] == '\\') end++;
                }

                end++;
            }
            else
            {
                while (line[end] is not (' ' or '\n')) end++;
            }

            fields.Add((name, line[(equals + 1)..end]));
            at = end + 1;
        }

        return fields;
    }

    /// <summary>An output that takes nothing before it is told to, or nothing at all.</summary>
    private sealed class GatedStream : Stream
    {
        private readonly SemaphoreSlim entered = new(0);
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MemoryStream Written { get; } = new();

        public bool Broken { get; init; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written.Length;

        public override long Position { get => Written.Position; set => throw new NotSupportedException(); }

        public async Task Entered() => Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(30)));

        public void GoOn() => goOn.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            entered.Release();
            if (Broken) throw new IOException("No space left on device");
            await goOn.Task;
            Written.Write(buffer.Span);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            entered.Dispose();
            base.Dispose(disposing);
        }
    }
}
