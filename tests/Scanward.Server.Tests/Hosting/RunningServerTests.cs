using System.Net;
using System.Net.Http.Json;

namespace Scanward.Server.Tests.Hosting;

public sealed class RunningServerTests
{
    [Fact]
    public async Task Start_AgainOnItsFolder_FindsWhatWasStored()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            Uri? location;
            await using (var first = await RunningServer.Start(o => o with { Folder = folder }))
            {
                using var made = await first.North.PostAsJsonAsync("/api/v1/scans", new
                {
                    asset_id = "AHU-000123", scan_timestamp = "2026-11-24T16:00:00Z", operator_id = "nc-t001", scan_type = "corrective", failure_mode = "bearing_noise",
                    idempotency_key = "0195a3f4-0000-7000-8000-000000000001",
                });
                Assert.Equal(HttpStatusCode.Created, made.StatusCode);
                location = made.Headers.Location;
            }

            await using var second = await RunningServer.Start(o => o with { Folder = folder, Plant = null });
            using var found = await second.North.GetAsync(location);
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
