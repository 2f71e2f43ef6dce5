using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Scanward.Resolution.Plants.Demo;

/// <summary>
/// The people of a demo plant: three shifts of mechanics around the clock, a preventive crew, electricians, and second-level engineers of whom one is always
/// on call and knows every asset class, so that nobody is ever without help.
/// </summary>
internal static class DemoCrews
{
    private static readonly string[] GivenNames =
    [
        "Amara", "Bram", "Chidi", "Daan", "Elif", "Fatima", "Grace", "Hamish", "Ines", "Jasper", "Keiko", "Lachlan", "Mei", "Nadia", "Oluwaseun", "Priya",
        "Quentin", "Rosa", "Siobhan", "Tomás", "Uma", "Viktor", "Wanjiru", "Ximena", "Yusuf", "Zoë", "Andre", "Bianca", "Carlos", "Dmitri", "Erin", "Farid",
        "Hana", "Ivan", "Joy", "Kwame", "Leila", "Marek", "Noor", "Omar",
    ];

    private static readonly string[] FamilyNames =
    [
        "Okafor", "de Vries", "Nguyen", "Jansen", "Yılmaz", "Haddad", "Williams", "McLeod", "Ferreira", "Bakker", "Tanaka", "O'Connor", "Chen", "Petrova", "Adeyemi",
        "Raman", "Dubois", "Morales", "Byrne", "García", "Patel", "Novák", "Kamau", "Hernández", "Demir", "van Dijk", "Thompson", "Rossi", "Silva", "Volkov",
        "Kelly", "Karimi", "Sato", "Kovač", "Brown", "Mensah", "Rahimi", "Kowalski", "El Amrani", "Farouk",
    ];

    private static readonly string[] EverySkill =
        ["carpentry", "electrical", "gas", "hvac", "lift", "mechanical", "refrigeration", "vehicle"];

    private static readonly (Crew Crew, int People, string Days, string Hours, string[] Skills)[] Crews =
    [
        (new("shift_1_mech", "Mechanics, early shift"), 4, "daily", "06:00-14:00", ["carpentry", "hvac", "mechanical", "vehicle"]),
        (new("shift_2_mech", "Mechanics, late shift"), 3, "daily", "14:00-22:00", ["carpentry", "hvac", "mechanical", "vehicle"]),
        (new("night_mech", "Mechanics, night shift"), 2, "daily", "22:00-06:00", ["hvac", "mechanical"]),
        (new("pm_crew_a", "Preventive maintenance crew A"), 3, "mon-fri", "07:00-15:30", ["carpentry", "gas", "hvac", "mechanical", "refrigeration", "vehicle"]),
        (new("electrical", "Electricians"), 3, "mon-sat", "06:30-16:30", ["electrical", "lift"]),
        (new("tier_2", "Second-level engineers"), 2, "mon-fri", "08:00-17:00", EverySkill),
    ];

    /// <param name="scale">How many times the usual number of people; 1 for a site of up to a thousand assets.</param>
    public static Roster Make(Random random, Site site, LocalDate today, int scale, Func<string> nextName)
    {
        var technicians = ImmutableArray.CreateBuilder<Technician>();
        foreach (var (crew, people, days, hours, skills) in Crews)
        {
            for (var place = 0; place < people * scale; place++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{site.Code.ToLowerInvariant()}-t{technicians.Count + 1:D3}");
                var technician = new Technician
                {
                    TechnicianId = id,
                    Name = nextName(),
                    CrewId = crew.CrewId,
                    HomeSiteId = site.SiteId,
                    Skills = SkillsOf(random, skills, place),
                    Shifts = [Shift(days, hours)],
                };
                technicians.Add(crew.CrewId == "tier_2" ? Engineer(technician, place, today) : Absent(random, technician, place, today));
            }
        }

        return new Roster
        {
            SiteId = site.SiteId,
            Crews = [.. Crews.Select(crew => crew.Crew).OrderBy(crew => crew.CrewId, StringComparer.Ordinal)],
            Technicians = technicians.DrainToImmutable(),
        };
    }

    /// <summary>An endless supply of names, each once while they last.</summary>
    public static Func<string> Names(Random random)
    {
        var start = random.Next(GivenNames.Length * FamilyNames.Length);
        var drawn = 0;
        return () =>
        {
            // 1,600 names, walked in steps of 41 (without a factor in common with 1,600), so that neighbours share neither name.
            var place = (start + (41 * drawn++)) % (GivenNames.Length * FamilyNames.Length);
            return $"{GivenNames[place % GivenNames.Length]} {FamilyNames[place / GivenNames.Length]}";
        };
    }

    /// <summary>The first of a crew knows all that the crew does; others lack a skill now and then.</summary>
    private static ImmutableSortedSet<string> SkillsOf(Random random, string[] skills, int place)
    {
        var known = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, skills);
        return place == 0 || skills.Length < 3 || random.Next(3) > 0 ? known : known.Remove(skills[random.Next(skills.Length)]);
    }

    /// <summary>The first engineer is on call at every hour and never away; the second in the evenings.</summary>
    private static Technician Engineer(Technician technician, int place, LocalDate today) => technician with
    {
        Role = "engineer",
        Skills = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, EverySkill),
        OnCall = place == 0 ? [Shift("daily", "00:00-24:00")] : [Shift("mon-fri", "17:00-23:00")],
        Absences = place == 1 ? [new Absence(today.PlusDays(20), today.PlusDays(27))] : [],
    };

    private static Technician Absent(Random random, Technician technician, int place, LocalDate today)
    {
        if (place == 0 || random.Next(4) > 0) return technician;
        var from = today.PlusDays(random.Next(-10, 30));
        return technician with { Absences = [new Absence(from, from.PlusDays(random.Next(0, 12)))], LoadLimitMinutes = random.Next(2) == 0 ? 480 : null };
    }

    private static Shift Shift(string days, string hours) => new(PlantHours.DaysOf(days)!, PlantHours.Span(hours));
}
