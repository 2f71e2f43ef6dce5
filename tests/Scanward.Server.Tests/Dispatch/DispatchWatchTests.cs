using NodaTime;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>People are told of what waits too long, once, and when it goes on.</summary>
public sealed class DispatchWatchTests
{
    [Fact]
    public async Task Oldest_ThatWaitsTooLong_IsTold_Once_AndWhenItHasGone()
    {
        var (told, gone) = (new List<string>(), true);
        var cmms = new PlayedCmms();
        cmms.Script = (_, _) => gone ? Play.Gone : null;
        await using var server = await DispatchSteps.Start(cmms, new() { AlertAfter = Duration.FromMinutes(5) }, told);
        await server.Scan("AHU-000123");
        for (var minute = 0; minute < 12; minute++)
        {
            await server.Installation.DispatchWatch.Look(CancellationToken.None);
            await server.DispatchFor(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20));
        }

        Assert.Single(told, line => line.Contains("1 messages wait for played, the oldest for 6 minutes", StringComparison.Ordinal));
        gone = false;
        await server.DispatchFor(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        await server.Installation.DispatchWatch.Look(CancellationToken.None);
        Assert.Single(told, line => line == "The messages for played go on their way again.");
    }

    [Fact]
    public async Task Connector_ThatIsSetUpNoMore_IsTold()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            var told = new List<string>();
            var server = await RunningServer.Start(o => o with { Connectors = new([new PlayedCmms("old").AsConnector()]), Folder = folder });
            await server.Scan("AHU-000123");
            await server.Stop();
            await using var again = await RunningServer.Start(o => o with { Connectors = new([new PlayedCmms("new").AsConnector()]), Folder = folder, Plant = null, Tell = told.Add });
            await again.Installation.DispatchWatch.Look(CancellationToken.None);
            await again.Installation.DispatchWatch.Look(CancellationToken.None);
            Assert.Single(told, line => line.StartsWith("1 messages wait for the connector 'old', which is not set up.", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
