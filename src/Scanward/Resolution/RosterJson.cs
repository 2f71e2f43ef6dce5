using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace Scanward.Resolution;

/// <summary><see cref="Roster"/> as JSON: crews and technicians in ordinal order of their ids.</summary>
internal static class RosterJson
{
    public static void Write(Utf8JsonWriter json, Roster roster)
    {
        json.WriteStartObject();
        json.WriteString("site"u8, roster.SiteId);
        json.WriteStartArray("crews"u8);
        foreach (var crew in roster.Crews.OrderBy(crew => crew.CrewId, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("crew"u8, crew.CrewId);
            json.WriteString("name"u8, crew.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("technicians"u8);
        foreach (var technician in roster.Technicians.OrderBy(technician => technician.TechnicianId, StringComparer.Ordinal))
            WriteTechnician(json, technician);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static Roster Read(ref Utf8JsonReader json, InternPool pool)
    {
        string? site = null;
        var crews = ImmutableArray.CreateBuilder<Crew>();
        var technicians = ImmutableArray.CreateBuilder<Technician>();
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "site": site = json.Text(pool); break;
                case "crews": while (json.NextItem()) crews.Add(ReadCrew(ref json, pool)); break;
                case "technicians": while (json.NextItem()) technicians.Add(ReadTechnician(ref json, pool)); break;
                default: json.Skip(); break;
            }
        }

        return new Roster { SiteId = site ?? throw Missing("site"), Crews = crews.DrainToImmutable(), Technicians = technicians.DrainToImmutable() };
    }

    private static void WriteTechnician(Utf8JsonWriter json, Technician technician)
    {
        json.WriteStartObject();
        json.WriteString("technician"u8, technician.TechnicianId);
        json.WriteString("name"u8, technician.Name);
        json.WriteString("crew"u8, technician.CrewId);
        json.WriteString("home_site"u8, technician.HomeSiteId);
        json.WriteTexts("skills"u8, technician.Skills.Order(StringComparer.Ordinal));
        WriteShifts(json, "shifts"u8, technician.Shifts);
        WriteShifts(json, "on_call"u8, technician.OnCall);
        json.WriteStartArray("absences"u8);
        foreach (var absence in technician.Absences)
        {
            json.WriteStartObject();
            json.WriteDate("from"u8, absence.From);
            json.WriteDate("to"u8, absence.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteOptional("load_limit_minutes"u8, technician.LoadLimitMinutes);
        json.WriteString("role"u8, technician.Role);
        json.WriteEndObject();
    }

    private static void WriteShifts(Utf8JsonWriter json, ReadOnlySpan<byte> member, ImmutableArray<Shift> shifts)
    {
        json.WriteStartArray(member);
        foreach (var shift in shifts)
        {
            json.WriteStartObject();
            json.WriteTexts("days"u8, shift.Days.Order().Select(DayNames.Name));
            json.WriteTime("from"u8, shift.Hours.From);
            json.WriteTime("to"u8, shift.Hours.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Crew ReadCrew(ref Utf8JsonReader json, InternPool pool)
    {
        string? id = null, name = null;
        while (json.NextMember(out var member))
        {
            if (member == "crew") id = json.Text(pool);
            else if (member == "name") name = json.GetString();
            else json.Skip();
        }

        return new Crew(id ?? throw Missing("crew"), name ?? throw Missing("name"));
    }

    private static Technician ReadTechnician(ref Utf8JsonReader json, InternPool pool)
    {
        string? id = null, name = null, crew = null, home = null, role = null;
        var skills = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        ImmutableArray<Shift> shifts = [], onCall = [];
        var absences = ImmutableArray.CreateBuilder<Absence>();
        int? limit = null;
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "technician": id = json.GetString(); break;
                case "name": name = json.GetString(); break;
                case "crew": crew = json.Text(pool); break;
                case "home_site": home = json.Text(pool); break;
                case "skills": skills = skills.Union(json.Texts(pool)); break;
                case "shifts": shifts = ReadShifts(ref json); break;
                case "on_call": onCall = ReadShifts(ref json); break;
                case "absences": while (json.NextItem()) absences.Add(ReadAbsence(ref json)); break;
                case "load_limit_minutes": limit = json.GetInt32(); break;
                case "role": role = json.Text(pool); break;
                default: json.Skip(); break;
            }
        }

        var technician = new Technician
        {
            TechnicianId = id ?? throw Missing("technician"),
            Name = name ?? throw Missing("name"),
            CrewId = crew ?? throw Missing("crew"),
            HomeSiteId = home ?? throw Missing("home_site"),
            Skills = skills,
            Shifts = shifts,
            OnCall = onCall,
            Absences = absences.DrainToImmutable(),
            LoadLimitMinutes = limit,
        };
        return technician with { Role = role ?? technician.Role };
    }

    private static ImmutableArray<Shift> ReadShifts(ref Utf8JsonReader json)
    {
        var shifts = ImmutableArray.CreateBuilder<Shift>();
        while (json.NextItem())
        {
            var days = ImmutableSortedSet.CreateBuilder<IsoDayOfWeek>();
            LocalTime from = default, to = default;
            while (json.NextMember(out var member))
            {
                switch (member)
                {
                    case "days": while (json.NextItem()) days.Add(JsonValues.Day(json.GetString()!)); break;
                    case "from": from = json.Time(); break;
                    case "to": to = json.Time(); break;
                    default: json.Skip(); break;
                }
            }

            shifts.Add(new Shift(days.ToImmutable(), new TimeSpanOfDay(from, to)));
        }

        return shifts.DrainToImmutable();
    }

    private static Absence ReadAbsence(ref Utf8JsonReader json)
    {
        LocalDate from = default, to = default;
        while (json.NextMember(out var member))
        {
            if (member == "from") from = json.Date();
            else if (member == "to") to = json.Date();
            else json.Skip();
        }

        return new Absence(from, to);
    }

    private static JsonException Missing(string member) => new($"a stored roster has no '{member}'.");
}
