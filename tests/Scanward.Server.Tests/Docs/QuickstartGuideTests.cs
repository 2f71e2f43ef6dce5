using System.Runtime.Versioning;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Docs;

/// <summary><c>docs/quickstart.md</c> walks a newcomer through, and its commands do what it says.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class QuickstartGuideTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Commands_RunAsTheyStandThere()
    {
        using var folder = new TempFolder();
        var ran = await GuideScript.Run(Scanward.Tests.Repository.Read("docs/quickstart.md"), folder);
        output.WriteLine(ran.ToString());
        Assert.Contains("1 scans that had waited for one of these tags are routed.", ran.Output, StringComparison.Ordinal);
        Assert.Contains("No open dead letter matches.", ran.Output, StringComparison.Ordinal);
        Assert.Contains("decisions decided again, none differs.", ran.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["exported-plant/assets.csv"]));
    }
}
