using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Scanward.Server.Access;
using Scanward.Server.Photos;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.People;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Photos;

/// <summary>Pictures of what was scanned: kept once, without what they tell of person and place, shown as nothing but a picture, and gone with their scan.</summary>
public sealed class PhotoTests : IAsyncLifetime
{
    private const string Secret = "GPS 52.0907 5.1214";

    private RunningServer server = null!;
    private HttpClient device = null!;
    private string scan = "";

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start(o => o with { Retention = new() { Scans = NodaTime.Duration.FromDays(30) } });
        device = (await server.Key(Role.Device)).Http;
        scan = (string)(await device.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Photo_IsKept_Shown_AndTwiceIsOnce()
    {
        var key = Guid.NewGuid().ToString();
        var kept = await Send(Jpeg(), key);
        Assert.Equal(HttpStatusCode.Created, kept.Status);
        var url = (string)kept.Json["url"]!;
        Assert.Equal((url, $"/api/v1/photos/{kept.Json["photo_id"]}"), (kept.Headers.Location?.ToString(), url));
        var again = await Send(Jpeg(), key);
        Assert.Equal((kept.Text, true), (again.Text, again.Replayed));
        await Send(Jpeg(), Guid.NewGuid().ToString()); // the same picture under another key: two rows, one file
        Assert.Equal(["2 1"], server.Rows("select count(*), count(distinct file_hash) from photo"));
        Assert.Single(Files());
        (await Send(Png(), key)).Is(Problems.KeyReused); // its file is swept later

        using var shown = await device.GetAsync(url);
        Assert.Equal(("image/jpeg", "nosniff", "default-src 'none'; sandbox"), (shown.Content.Headers.ContentType?.ToString(), shown.Headers.GetValues("X-Content-Type-Options").Single(), shown.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.Equal("inline", shown.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(["image/jpeg", "image/jpeg"], (await device.Get($"/api/v1/scans/{scan}")).Json["photos"]!.AsArray().Select(p => (string)p!["media_type"]!));
        (await server.South.Get(url)).Is(Problems.NotFound);
        (await server.Anonymous.Get(url)).Is(Problems.NotAuthenticated);
    }

    [Fact]
    public async Task Person_SeesItOnPages()
    {
        var id = (string)(await Send(Png())).Json["photo_id"]!;
        await server.Person("tom", "north-clinic=technician");
        await server.Person("sam", "south-plant=admin");
        using var browser = new Browser(server.Url);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get($"/photos/{id}")).Status);
        await browser.SignIn("tom");
        Assert.Equal("image/png", (await browser.Get($"/photos/{id}")).Headers["Content-Type"]);
        using var other = new Browser(server.Url);
        await other.SignIn("sam");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/photos/{id}")).Status);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    public async Task PlaceAndPerson_AreTakenOut_AndThePictureStays(string kind)
    {
        var sent = kind switch { "jpeg" => Jpeg(orientation: 6), "png" => Png(), _ => Webp() };
        Assert.Contains(Secret, Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        var url = (string)(await Send(sent)).Json["url"]!;
        var kept = await device.GetByteArrayAsync(url);
        Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.DoesNotContain("tacked on", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.Contains("the picture itself", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        var again = PictureReader.Read(kept);
        Assert.Equal(kept, Assert.IsType<Picture>(again).Bytes); // whole, and nothing more to take out
        if (kind == "jpeg") Assert.Equal(1, Encoding.Latin1.GetString(kept).Split("Exif").Length - 1); // the way up is still said
    }

    [Fact]
    public async Task Faults_SayWhatIsWrong_AndKeepNothing()
    {
        (await Send("<html><script>alert(1)</script>"u8.ToArray())).Is(Problems.UnsupportedMedia);
        (await Send("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), mediaType: "image/png")).Is(Problems.UnsupportedMedia);
        (await Send("GIF89a"u8.ToArray(), mediaType: "image/gif")).Is(Problems.UnsupportedMedia);
        (await Send(Jpeg()[..40])).Is(Problems.InvalidPhoto);
        (await Send(Png()[..30])).Is(Problems.InvalidPhoto);
        (await Send(Webp()[..30])).Is(Problems.InvalidPhoto);
        (await Send([])).Is(Problems.UnsupportedMedia);
        (await Send(Jpeg(), "not a uuid")).Is(Problems.InvalidPhoto);
        (await Send(new byte[PhotoDesk.BytesMax + 1])).Is(Problems.TooLarge);
        (await Post("/api/v1/scans/0SAJRTVQM0000/photos", Jpeg(), Guid.NewGuid().ToString(), "image/jpeg", device)).Is(Problems.NotFound);
        (await Post($"/api/v1/scans/{scan}/photos", Jpeg(), Guid.NewGuid().ToString(), "image/jpeg", server.South)).Is(Problems.NotFound);
        Assert.Equal(["0"], server.Rows("select count(*) from photo"));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task AScan_TakesTen()
    {
        for (var i = 0; i < PhotoDesk.PhotosOfScanMost; i++) Assert.Equal(HttpStatusCode.Created, (await Send(Jpeg(mark: (byte)i))).Status);
        (await Send(Jpeg(mark: 99))).Is(Problems.TooManyPhotos);
    }

    [Fact]
    public async Task Retention_TakesItWithItsScan_AndItsFile()
    {
        await Send(Jpeg());
        var other = (string)(await device.Scan(TestScans.Corrective("PMP-000102", "seal_leak"))).Json["scan_id"]!;
        await Post($"/api/v1/scans/{other}/photos", Png(), Guid.NewGuid().ToString(), "image/png", device);
        Assert.Equal(0, await server.Installation.Photos.Sweep(default)); // young, and needed
        server.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await server.Installation.Photos.Sweep(default)); // needed
        await Close(other);
        server.Clock.Advance(TimeSpan.FromDays(60));
        for (var i = 0; i < 5; i++) await server.Installation.Retention.Step();
        Assert.Equal(["1"], server.Rows("select count(*) from photo"));
        Assert.Equal(1, await server.Installation.Photos.Sweep(default));
        Assert.Single(Files());
    }

    [Theory]
    [InlineData("photos/3f/3f00000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("photos/3f/4f00000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("photos/../3f00000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("photos/3f/../../x", false)]
    [InlineData("connectors/a.yaml", true)]
    [InlineData("connectors/../a.yaml", false)]
    [InlineData("policy.yaml", true)]
    [InlineData("..", false)]
    public void BackupNames_LeadNowhereElse(string name, bool isOne) => Assert.Equal(isOne, BackupFolder.IsName(name));

    private async Task Close(string scanId)
    {
        var number = (await server.North.Get($"/api/v1/scans/{scanId}")).Json["ack"]!["work_order"]!["id"];
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/work-orders/{number}") { Content = new StringContent("""{"state": "cancelled", "reason": "no"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        Assert.Equal(HttpStatusCode.OK, (await HttpAnswer.Of(server.North.SendAsync(request))).Status);
    }

    private IEnumerable<string> Files() =>
        Directory.Exists(Path.Combine(server.Folder, "photos")) ? Directory.EnumerateFiles(Path.Combine(server.Folder, "photos"), "*", SearchOption.AllDirectories) : [];

    private Task<HttpAnswer> Send(byte[] bytes, string? key = null, string mediaType = "image/jpeg") => Post($"/api/v1/scans/{scan}/photos", bytes, key ?? Guid.NewGuid().ToString(), mediaType, device);

    private static async Task<HttpAnswer> Post(string address, byte[] bytes, string key, string mediaType, HttpClient http)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await HttpAnswer.Of(http.SendAsync(request));
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    /// <summary>The outer form of one; nothing decodes it.</summary>
    private static byte[] Jpeg(byte mark = 0, byte orientation = 1) =>
    [
        0xFF, 0xD8, .. Segment(0xE0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"u8),
        .. Segment(0xE1, [.. "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"u8, orientation, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Secret)]),
        .. Segment(0xFE, Encoding.ASCII.GetBytes(Secret)), .. Segment(0xDB, [.. Enumerable.Repeat(mark, 65)]), .. Segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]), .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        .. "the picture itself"u8, 0xFF, 0x00, 0x12, 0xFF, 0xD9, .. "tacked on"u8,
    ];

    private static byte[] Chunk(string name, byte[] data) => [0, 0, (byte)(data.Length >> 8), (byte)data.Length, .. Encoding.ASCII.GetBytes(name), .. data, 1, 2, 3, 4];

    private static byte[] Png() =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", new byte[13]), .. Chunk("tEXt", Encoding.ASCII.GetBytes(Secret)), .. Chunk("eXIf", Encoding.ASCII.GetBytes(Secret)),
        .. Chunk("IDAT", "the picture itself"u8.ToArray()), .. Chunk("IEND", []), .. "tacked on"u8,
    ];

    private static byte[] Webp()
    {
        static byte[] Part(string name, byte[] data) => [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(data.Length), .. data, .. data.Length % 2 == 1 ? new byte[1] : []];
        byte[] parts = [.. Part("VP8X", [0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]), .. Part("VP8 ", "the picture itself"u8.ToArray()), .. Part("EXIF", Encoding.ASCII.GetBytes(Secret)), .. Part("XMP ", Encoding.ASCII.GetBytes(Secret))];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(parts.Length + 4), .. "WEBP"u8, .. parts, .. "tacked on"u8];
    }
}
