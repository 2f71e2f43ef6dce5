using NodaTime;
using Scanward.Resolution;
using Scanward.Server.Doctor;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Doctor;

public sealed class PlantCheckupTests
{
    [Fact]
    public void SoundPlant_HasNoFinding()
    {
        var plant = TestPlants.Small;
        var checkup = new PlantCheckup();
        foreach (var site in plant.Sites)
            checkup.Add(site, plant.Rosters.Single(r => r.SiteId == site.SiteId), plant.Stock.Where(s => s.SiteId == site.SiteId).Select(s => s.PartId));
        foreach (var asset in plant.Assets) checkup.Add(asset);
        Assert.Equal(["plant"], checkup.Findings().Select(f => f.Code));
    }

    /// <summary>The oracle counts for each minute of the week how many shifts hold it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Overlap_IsThatOfTheMinutes(int seed)
    {
        var random = new Random(seed);
        var (overlapping, apart) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            Shift[] shifts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Shift(random))];
            var minutes = new int[7 * 24 * 60];
            foreach (var shift in shifts)
            {
                var from = (shift.Hours.From.Hour * 60) + shift.Hours.From.Minute;
                var to = (shift.Hours.To.Hour * 60) + shift.Hours.To.Minute;
                var length = to > from ? to - from : to + (24 * 60) - from;
                foreach (var day in shift.Days)
                {
                    for (var minute = 0; minute < length; minute++) minutes[((((int)day - 1) * 24 * 60) + from + minute) % minutes.Length]++;
                }
            }

            var expected = minutes.Any(m => m > 1);
            Assert.True(PlantCheckup.Overlap(shifts) == expected, $"seed {seed}, case {i}: {string.Join("; ", shifts.Select(s => $"{string.Join(',', s.Days)} {s.Hours}"))}");
            if (expected) overlapping++;
            else apart++;
        }

        Assert.True(overlapping > 500 && apart > 500);
    }

    private static Shift Shift(Random random)
    {
        var from = new LocalTime(random.Next(24), random.Next(2) * 30);
        LocalTime to;
        do to = new LocalTime(random.Next(24), random.Next(2) * 30);
        while (to == from && to != LocalTime.Midnight);
        return new([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (IsoDayOfWeek)random.Next(1, 8))], new TimeSpanOfDay(from, to));
    }
}
