using NodaTime;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>I9: what is refused is kept in a bounded number, the newest of each site.</summary>
public sealed class DeadLetterBoundTests
{
    [Fact]
    public async Task I9_RefusedPayloads_AreBoundedForEverySite()
    {
        await using var server = await RunningServer.Start();
        var sites = server.Installation.Sites.All.ToDictionary(s => s.Value.Site.SiteId, s => s.Key);
        const int each = DeadLetters.KeptPerSite + 200;
        var accepted = server.Installation.Ids.Next();
        await server.Installation.Writer.Change(session =>
        {
            session.Keep(Letter(sites[TestPlants.North], -1) with { ScanId = accepted });
            for (var i = 0; i < each; i++)
            {
                session.Keep(Letter(sites[TestPlants.North], i));
                session.Keep(Letter(sites[TestPlants.South], i));
            }

            return true;
        });
        foreach (var client in new[] { server.North, server.South })
        {
            var (kept, _) = await client.GetAll("/api/v1/dead-letters?code=test", 500);
            var refused = kept.Where(letter => letter["scan_id"] is null).ToArray();
            Assert.InRange(refused.Length, DeadLetters.KeptPerSite, DeadLetters.KeptPerSite + 64);
            Assert.Equal($"letter {each - 1}", (string)refused[0]["detail"]!);
            if (client == server.North) Assert.Contains(kept, letter => (string)letter["detail"]! == "letter -1");
        }

        DeadLetterRow Letter(int siteNo, int i) => new()
        {
            DeadLetterId = server.Installation.Ids.Next(),
            SiteNo = siteNo,
            Code = "test",
            Detail = $"letter {i}",
            Raw = BitConverter.GetBytes(i),
            RawLength = 4,
            DeviceKey = 1,
            At = Instant.FromDateTimeOffset(TestPlants.Start),
        };
    }
}
