using System.Runtime.Versioning;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Docs;

/// <summary><c>docs/connectors/request-tracker.md</c> leads from nothing to a ticket, against a real Request Tracker.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RequestTrackerGuideTests(RequestTracker rt, ITestOutputHelper output) : IClassFixture<RequestTracker>
{
    [Fact]
    public async Task Commands_RunAsTheyStandThere()
    {
        rt.IsNeeded();
        using var folder = new TempFolder();
        var guide = Scanward.Tests.Repository.Read("docs/connectors/request-tracker.md")
            .Replace("rt-data/credentials.env", rt.Credentials, StringComparison.Ordinal).Replace("http://127.0.0.1:8090", rt.Url, StringComparison.Ordinal);
        var ran = await GuideScript.Run(guide, folder);
        output.WriteLine(ran.ToString());
        Assert.Contains("All that was tried is well.", ran.Output, StringComparison.Ordinal);
    }
}
