using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Crews;

/// <summary>Random rosters, some around a change of clocks, against a plain reading of the rules.</summary>
public sealed class StaffingOracleTests
{
    private const int Rounds = 3_000;
    private static readonly string[] AllSkills = ["LV", "HV", "GAS"];
    private static readonly string[] AllCrews = ["elec", "mech", "tier_2"];
    private static readonly Instant Begin = Instant.FromUtc(2026, 10, 30, 0, 0); // clocks change on 1 November

    [Fact]
    public void FactsAndChoice_AgreeWithTheOracle()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var c = Case.Random(new Random(seed));
            var staffing = c.Compiled().At(c.Now, c.Skills, c.Rules, c.Loads);
            var qualified = c.Roster.Where(t => c.Fits(t) && c.HasRoom(t)).ToArray();
            var callable = c.Roster.Where(t => c.HasSkills(t) && c.OnDuty(t, t.OnCall)).ToArray();

            var crew = qualified.Length > 0 ? CrewFact.OnShift : callable.Length > 0 ? CrewFact.OnCall : CrewFact.None;
            Assert.True(staffing.Crew == crew, $"crew, seed {seed}");
            Assert.True(staffing.LoadMinutes == c.Roster.Where(c.Fits).Select(c.Load).DefaultIfEmpty(Facts.Unknown).Min(), $"crew_load, seed {seed}");

            var ranked = c.Rank(qualified.Where(c.InCrew));
            var onCall = ranked.Length == 0 && c.Rules.IfNone.ContainsKey(c.Row.Priority!.Value);
            if (onCall) ranked = c.Rank(callable.Where(c.InCrew));
            var assignment = staffing.Assign(c.Row);
            Assert.True(assignment.Technician == ranked.FirstOrDefault()?.TechnicianId, $"technician, seed {seed}");
            Assert.True(assignment.OnCall == (onCall && ranked.Length > 0), $"on call, seed {seed}");
            Assert.True(assignment.Crew == (ranked.FirstOrDefault()?.CrewId ?? c.Row.Crew ?? c.QueueByOracle()), $"crew, seed {seed}");
            if (ranked.Length > 1) Assert.True(assignment.DecidedBy.Split(' ')[0] == c.DecidedBy(ranked[0], ranked[1]), $"decided by, seed {seed}");
        }
    }

    [Fact]
    public void Choice_DoesNotDependOnTheOrderOfTechnicians()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var c = Case.Random(random);
            var shuffled = c.Roster.ToArray();
            random.Shuffle(shuffled);
            var one = c.Compiled().At(c.Now, c.Skills, c.Rules, c.Loads);
            var other = (c with { Roster = [.. shuffled] }).Compiled().At(c.Now, c.Skills, c.Rules, c.Loads);
            var (first, second) = (one.Assign(c.Row, explain: true), other.Assign(c.Row, explain: true));

            Assert.True((one.Crew, one.LoadMinutes) == (other.Crew, other.LoadMinutes), $"facts, seed {seed}");
            Assert.True(first with { Rejected = [] } == second with { Rejected = [] }, $"choice, seed {seed}");
            Assert.True(first.Rejected.SequenceEqual(second.Rejected), $"rejected, seed {seed}");
        }
    }

    [Fact]
    public void Explaining_ChangesNothing_AndAccountsForEverybody()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var c = Case.Random(new Random(seed));
            var staffing = c.Compiled().At(c.Now, c.Skills, c.Rules, c.Loads);
            var (plain, explained) = (staffing.Assign(c.Row), staffing.Assign(c.Row, explain: true));
            Assert.True(plain with { Rejected = [] } == explained with { Rejected = [] }, $"seed {seed}");
            var named = explained.Rejected.Select(r => r.Technician).Append(explained.Technician).OfType<string>().Order(StringComparer.Ordinal);
            Assert.True(named.SequenceEqual(c.Roster.Select(t => t.TechnicianId).Order(StringComparer.Ordinal)), $"seed {seed}");
            Assert.All(explained.Rejected, r => Assert.NotEqual("", r.Why));
        }
    }

    private sealed record Case(
        ImmutableArray<Technician> Roster,
        ImmutableArray<string> Skills,
        AssignRules Rules,
        ImmutableDictionary<string, TechnicianLoad> Loads,
        RowResult Row,
        Instant Now)
    {
        public DutyRoster Compiled() => new(new Roster { SiteId = "north", Technicians = Roster }, Rosters.Chicago);

        public bool Asks(AssignNeed need) => Rules.Need.Contains(need);

        public bool InCrew(Technician t) => Row.Crew is null || t.CrewId == Row.Crew;

        public bool HasSkills(Technician t) => !Asks(AssignNeed.AssetSkills) || Skills.All(t.Skills.Contains);

        public long Load(Technician t) => Loads.TryGetValue(t.TechnicianId, out var load) ? load.Minutes : 0;

        public bool HasRoom(Technician t) => !Asks(AssignNeed.UnderLoadLimit) || Load(t) < (t.LoadLimitMinutes ?? Rules.LoadLimitMinutes);

        public bool Fits(Technician t) => HasSkills(t) && (OnDuty(t, t.Shifts) || (!Asks(AssignNeed.OnShift) && !Absent(t)));

        /// <summary>Whether one of the shifts that began today or yesterday, on a day without absence, still runs.</summary>
        public bool OnDuty(Technician t, ImmutableArray<Shift> shifts) => Begun(shifts).Any(day => !AwayOn(t, day));

        public bool Absent(Technician t)
        {
            var today = Local.Date;
            return !OnDuty(t, t.Shifts) && (AwayOn(t, today) || Begun(t.Shifts).Any(day => day < today && AwayOn(t, day)));
        }

        public Technician[] Rank(IEnumerable<Technician> technicians)
        {
            var sorted = technicians.OrderBy(_ => 0);
            foreach (var p in Rules.Prefer) sorted = sorted.ThenBy(t => Key(p, t));
            return [.. sorted.ThenBy(t => t.TechnicianId, StringComparer.Ordinal)];
        }

        public string DecidedBy(Technician first, Technician second)
        {
            var decisive = Rules.Prefer.Append(AssignPreference.TechnicianId)
                .First(p => p == AssignPreference.TechnicianId || Key(p, first) != Key(p, second));
            return decisive switch
            {
                AssignPreference.SameSite => "same_site",
                AssignPreference.LeastLoaded => "least_loaded",
                AssignPreference.LongestIdle => "longest_idle",
                _ => "technician_id",
            };
        }

        public string? QueueByOracle()
        {
            var skilled = Roster.Where(HasSkills).ToArray();
            var fit = Rank(skilled.Where(Fits));
            var off = Rank(skilled.Where(t => !Fits(t) && !Absent(t)));
            return fit.Concat(off).Concat(Rank(skilled.Where(t => !Fits(t) && Absent(t)))).FirstOrDefault()?.CrewId;
        }

        private LocalDateTime Local => Now.InZone(Rosters.Chicago).LocalDateTime;

        private IEnumerable<LocalDate> Begun(ImmutableArray<Shift> shifts) =>
            from day in (LocalDate[])[Local.Date, Local.Date.PlusDays(-1)]
            from shift in shifts
            where shift.Days.Contains(day.DayOfWeek)
            let end = shift.Hours.To > shift.Hours.From ? day + shift.Hours.To : day.PlusDays(1) + shift.Hours.To
            where day + shift.Hours.From <= Local && Local < end
            select day;

        private static bool AwayOn(Technician t, LocalDate day) => t.Absences.Any(a => a.From <= day && day <= a.To);

        private long Key(AssignPreference preference, Technician t) => preference switch
        {
            AssignPreference.SameSite => t.HomeSiteId == "north" ? 0 : 1,
            AssignPreference.LeastLoaded => Load(t),
            AssignPreference.LongestIdle => Loads.GetValueOrDefault(t.TechnicianId)?.LastAssignedAt?.ToUnixTimeTicks() ?? long.MinValue,
            _ => Array.IndexOf([.. "abcdefghij"], t.TechnicianId[0]),
        };

        public static Case Random(Random random)
        {
            var roster = Enumerable.Range(0, random.Next(9)).Select(i => RandomTechnician(random, "abcdefghij"[i])).ToImmutableArray();
            var loads = roster.Where(_ => random.Next(3) > 0).ToImmutableDictionary(
                t => t.TechnicianId,
                t => new TechnicianLoad(t.TechnicianId, random.Next(5) * 200, random.Next(3) == 0 ? null : Begin - Duration.FromHours(random.Next(3))));
            return new(
                roster,
                Pick(random, AllSkills, 3),
                new()
                {
                    Need = random.Next(2) == 0 ? new AssignRules().Need : Pick(random, Enum.GetValues<AssignNeed>(), 2),
                    Prefer = random.Next(2) == 0 ? new AssignRules().Prefer : Shuffled(random, Enum.GetValues<AssignPreference>()),
                    LoadLimitMinutes = 200 * random.Next(5),
                    IfNone = Pick(random, Enum.GetValues<Priority>(), 2).ToImmutableSortedDictionary(p => p, _ => IfNone.OnCall),
                },
                loads,
                Rosters.Row((Priority)random.Next(1, 5), random.Next(3) == 0 ? AllCrews[random.Next(3)] : null),
                Begin + Duration.FromMinutes(random.Next(5 * 1_440)));
        }

        private static Technician RandomTechnician(Random random, char id) => new()
        {
            TechnicianId = id.ToString(),
            Name = "Name",
            CrewId = AllCrews[random.Next(3)],
            HomeSiteId = random.Next(2) == 0 ? "north" : "south",
            Skills = [.. AllSkills.Where(_ => random.Next(3) > 0)],
            Shifts = [.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomShift(random))],
            OnCall = [.. Enumerable.Range(0, random.Next(2)).Select(_ => RandomShift(random))],
            Absences = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new LocalDate(2026, 10, 27).PlusDays(random.Next(9)))
                .Select(d => new Absence(d, d.PlusDays(random.Next(2))))],
            LoadLimitMinutes = random.Next(4) == 0 ? 100 * random.Next(8) : null,
        };

        private static Shift RandomShift(Random random) => new(
            [.. Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None && random.Next(3) > 0)],
            new TimeSpanOfDay(new LocalTime(random.Next(24), 0), new LocalTime(random.Next(24), 0)));

        private static ImmutableArray<T> Pick<T>(Random random, T[] from, int atMost) => Shuffled(random, from)[..random.Next(atMost + 1)];

        private static ImmutableArray<T> Shuffled<T>(Random random, T[] from)
        {
            var copy = from.ToArray();
            random.Shuffle(copy);
            return [.. copy];
        }
    }
}
