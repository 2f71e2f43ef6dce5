using Microsoft.Extensions.Time.Testing;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Storage;

public sealed class IdsAndClockTests
{
    [Fact]
    public void Clock_NeverGoesBackwards()
    {
        var machine = new AnyTime { Now = TestPlants.Start };
        var clock = new ServerClock(machine);
        var first = clock.Now();
        machine.Now = TestPlants.Start.AddDays(-1);
        Assert.Equal(first, clock.Now());
        machine.Now = TestPlants.Start.AddMilliseconds(1);
        Assert.Equal(first.PlusNanoseconds(1_000_000), clock.Now());
    }

    [Fact]
    public void Clock_IsCutToMilliseconds() =>
        Assert.Equal(TestPlants.Start.ToUnixTimeMilliseconds(), new ServerClock(new AnyTime { Now = TestPlants.Start.AddTicks(9_999) }).Now().ToUnixTimeTicks() / 10_000d);

    [Fact]
    public void Clock_AskedByMany_NeverGoesBackwards()
    {
        var machine = new AnyTime { Now = TestPlants.Start };
        var clock = new ServerClock(machine);
        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            var latest = clock.Now();
            for (var i = 0; i < 20_000; i++)
            {
                machine.Now = TestPlants.Start.AddMilliseconds(random.Next(-1_000, 1_000));
                var now = clock.Now();
                Assert.True(now >= latest);
                latest = now;
            }
        });
    }

    [Fact]
    public void Ids_GrowWithTheClock_AndPastIt()
    {
        var machine = new AnyTime { Now = TestPlants.Start };
        var ids = new IdSequence(new ServerClock(machine), 0);
        var first = ids.Next();
        Assert.Equal(TimeOrderedId.First(TestPlants.Start.ToUnixTimeMilliseconds()), first);
        Assert.Equal(first + 1, ids.Next());
        machine.Now = TestPlants.Start.AddDays(-400);
        Assert.Equal(first + 2, ids.Next());
        machine.Now = TestPlants.Start.AddMilliseconds(1);
        Assert.Equal(TimeOrderedId.First(TestPlants.Start.ToUnixTimeMilliseconds() + 1), ids.Next());
    }

    [Fact]
    public void Ids_GoOnFromTheLastStored_ThoughTheClockWentBack()
    {
        var last = TimeOrderedId.First(TestPlants.Start.ToUnixTimeMilliseconds()) + 5;
        Assert.Equal(last + 1, new IdSequence(new ServerClock(new AnyTime { Now = TestPlants.Start.AddDays(-1) }), last).Next());
    }

    [Fact]
    public void Ids_AskedByMany_AreAllDifferent()
    {
        var ids = new IdSequence(new ServerClock(new AnyTime { Now = TestPlants.Start }), 0);
        var given = new long[4][];
        Parallel.For(0, 4, worker => given[worker] = [.. Enumerable.Range(0, 20_000).Select(_ => ids.Next())]);
        Assert.All(given, g => Assert.Equal(g.Order(), g));
        Assert.Equal(80_000, given.SelectMany(g => g).Distinct().Count());
    }

    [Fact]
    public async Task Restart_WithAClockADayBack_GoesOnWithLargerIds()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            HttpAnswer before;
            await using (var first = await RunningServer.Start(o => o with { Folder = folder })) before = await first.North.Scan(TestScans.Corrective("DOOR-00001"));
            var dayBefore = TestPlants.Start.AddDays(-1);
            await using var second = await RunningServer.Start(o => o with { Folder = folder, Plant = null, Time = new FakeTimeProvider(dayBefore) });
            var after = await second.North.Scan(TestScans.Corrective("DOOR-00001", "other").With("scan_timestamp", dayBefore.ToString("yyyy-MM-ddTHH:mm:ssZ")));
            Assert.Equal(201, (int)after.Status);
            foreach (var id in new[] { "scan_id" }) Assert.True(string.CompareOrdinal((string)after.Json[id]!, (string)before.Json[id]!) > 0);
            Assert.True(string.CompareOrdinal((string)after.Json["work_order"]!["id"]!, (string)before.Json["work_order"]!["id"]!) > 0);
            Assert.Equal(["WO-NC-000001", "WO-NC-000002"], new[] { before, after }.Select(a => (string)a.Json["work_order"]!["number"]!));
            second.CheckBooks();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A machine's clock that may be set to anything.</summary>
    private sealed class AnyTime : TimeProvider
    {
        private long ticks;

        public DateTimeOffset Now
        {
            set => Volatile.Write(ref ticks, value.UtcTicks);
        }

        public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);
    }
}
