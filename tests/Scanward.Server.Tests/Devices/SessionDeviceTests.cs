using System.Net;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.People;

namespace Scanward.Server.Tests.Devices;

/// <summary>A person who has signed in on a phone makes it a device of theirs.</summary>
public sealed class SessionDeviceTests
{
    [Fact]
    public async Task SignedIn_GetsAKey_WithoutApproval()
    {
        await using var server = await RunningServer.Start();
        await server.Person("tom", "north-clinic=technician");
        using var browser = new Browser(server.Url);
        await browser.SignIn("tom");
        var csrf = (string)(await browser.Get("/session", ("Accept", "*/*"))).Json["csrf"]!;
        var made = await browser.PostJson("/session/device", new() { ["name"] = "Tom's phone", ["model"] = "Pixel 8", ["platform"] = "Android 15", ["app_version"] = "1.2.0" }, csrf);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("north-clinic", (string)made.Json["site"]!);
        var phone = server.WithKey((string)made.Json["key"]!);
        Assert.Equal(("active", "Tom's phone"), ((string)(await phone.Get("/api/v1/devices/self")).Json["state"]!, (string)(await phone.Get("/api/v1/devices/self")).Json["name"]!));
        Assert.Equal(HttpStatusCode.Created, (await phone.Scan(TestScans.Corrective("AHU-000123"))).Status);
        Assert.Equal("device.made tom", (await server.North.Get("/api/v1/audit?entity=device&limit=1")).Json["items"]!.AsArray().Select(a => $"{a!["action"]} {a["actor"]}").Single());
    }

    [Fact]
    public async Task Faults_MakeNoDevice()
    {
        await using var server = await RunningServer.Start();
        await server.Person("boss", "*=admin");
        using var browser = new Browser(server.Url);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostJson("/session/device", new(), "x")).Status);
        await browser.SignIn("boss");
        var csrf = (string)(await browser.Get("/session", ("Accept", "*/*"))).Json["csrf"]!;
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostJson("/session/device", new(), "made up")).Status);
        Assert.Equal("site_required", (string)(await browser.PostJson("/session/device", new(), csrf)).Json["code"]!);
        var faulty = await browser.PostJson("/session/device?site=south-plant", new() { ["name"] = new string('x', 65) }, csrf);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.Status);
        Assert.Equal("south-plant", (string)(await browser.PostJson("/session/device?site=south-plant", new() { ["name"] = "x" }, csrf)).Json["site"]!);
    }
}
