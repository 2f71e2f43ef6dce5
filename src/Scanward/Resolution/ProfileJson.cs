using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary><see cref="AssetProfile"/> as JSON.</summary>
internal static class ProfileJson
{
    public static void Write(Utf8JsonWriter json, AssetProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("asset_id"u8, profile.AssetId);
        json.WriteString("site"u8, profile.SiteId);
        json.WriteNumber("revision"u8, profile.Revision);
        json.WriteString("name"u8, profile.Name);
        json.WriteString("class"u8, profile.Class);
        json.WriteNumber("criticality"u8, profile.Criticality);
        json.WriteOptional("location"u8, profile.Location);
        if (profile.Geolocation is { } place) json.WritePoint("geolocation"u8, place);
        json.WriteTexts("tags"u8, profile.Tags);
        json.WriteTexts("skills"u8, profile.Skills.Order(StringComparer.Ordinal));
        if (profile.WarrantyUntil is { } until) json.WriteDate("warranty_until"u8, until);
        json.WriteOptional("vendor"u8, profile.Vendor);
        json.WriteNumber("estimated_minutes"u8, profile.EstimatedMinutes);
        json.WriteStartObject("repairs"u8);
        foreach (var (mode, need) in profile.Repairs.OrderBy(repair => repair.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(mode);
            WriteJob(json, need);
        }

        json.WriteEndObject();
        if (profile.Preventive is { } plan) WritePlan(json, plan);
        json.WriteEndObject();
    }

    /// <param name="utf8">The bytes that <paramref name="json"/> reads, for the values that assets share.</param>
    public static AssetProfile Read(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, RegistryPool pool)
    {
        string? site = null, id = null, name = null, @class = null, location = null, vendor = null;
        int? criticality = null, minutes = null, revision = null;
        GeoPoint? place = null;
        LocalDate? until = null;
        ImmutableArray<string> tags = [], skills = [];
        ImmutableSortedDictionary<string, JobNeed>? repairs = null;
        PreventivePlan? plan = null;
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "asset_id": id = json.GetString(); break;
                case "site": site = json.Text(pool.Texts); break;
                case "revision": revision = json.GetInt32(); break;
                case "name": name = json.GetString(); break;
                case "class": @class = json.Text(pool.Texts); break;
                case "criticality": criticality = json.GetInt32(); break;
                case "location": location = json.Text(pool.Texts); break;
                case "geolocation": place = json.Point(); break;
                case "tags": tags = json.Texts(pool: null); break;
                case "skills": skills = Shared(ref json, utf8, pool, pool.Skills, ReadSkills); break;
                case "warranty_until": until = json.Date(); break;
                case "vendor": vendor = json.Text(pool.Texts); break;
                case "estimated_minutes": minutes = json.GetInt32(); break;
                case "repairs": repairs = Shared(ref json, utf8, pool, pool.Repairs, ReadRepairs); break;
                case "preventive": plan = ReadPlan(ref json, utf8, pool); break;
                default: json.Skip(); break;
            }
        }

        var profile = new AssetProfile
        {
            SiteId = site ?? throw Missing("site"),
            AssetId = id ?? throw Missing("asset_id"),
            Name = name ?? throw Missing("name"),
            Class = @class ?? throw Missing("class"),
            Criticality = criticality ?? throw Missing("criticality"),
            Location = location,
            Geolocation = place,
            Tags = tags,
            Skills = skills,
            WarrantyUntil = until,
            Vendor = vendor,
            Preventive = plan,
        };
        return profile with
        {
            Revision = revision ?? profile.Revision,
            EstimatedMinutes = minutes ?? profile.EstimatedMinutes,
            Repairs = repairs ?? profile.Repairs,
        };
    }

    private delegate T ReadValue<T>(ref Utf8JsonReader json, RegistryPool pool);

    private static T Shared<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, RegistryPool pool, SlicePool<T> values, ReadValue<T> read)
    {
        var ahead = json;
        ahead.Skip();
        var slice = utf8[(int)json.TokenStartIndex..(int)ahead.BytesConsumed];
        if (values.TryGet(slice, out var value))
        {
            json = ahead;
            return value;
        }

        value = read(ref json, pool);
        values.Keep(slice, value);
        return value;
    }

    private static void WriteJob(Utf8JsonWriter json, JobNeed job)
    {
        json.WriteStartObject();
        json.WriteStartArray("parts"u8);
        foreach (var part in job.Parts)
        {
            json.WriteStartObject();
            json.WriteString("part"u8, part.PartId);
            json.WriteNumber("quantity"u8, part.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteOptional("minutes"u8, job.Minutes);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, PreventivePlan plan)
    {
        json.WriteStartObject("preventive"u8);
        json.WriteDate("next"u8, plan.Next);
        json.WriteNumber("window_days_before"u8, plan.WindowDaysBefore);
        json.WriteNumber("window_days_after"u8, plan.WindowDaysAfter);
        json.WriteOptional("every_days"u8, plan.EveryDays);
        if (plan.Floating) json.WriteBoolean("floating"u8, true);
        json.WritePropertyName("job"u8);
        WriteJob(json, plan.Job);
        json.WriteOptional("meter"u8, plan.Meter);
        if (plan.MeterDueAt is { } dueAt) json.WriteDecimal("meter_due_at"u8, dueAt);
        if (plan.MeterEvery is { } every) json.WriteDecimal("meter_every"u8, every);
        if (plan.MeterPerDay is { } perDay) json.WriteDecimal("meter_per_day"u8, perDay);
        json.WriteEndObject();
    }

    private static ImmutableArray<string> ReadSkills(ref Utf8JsonReader json, RegistryPool pool) => json.Texts(pool.Texts);

    private static ImmutableSortedDictionary<string, JobNeed> ReadRepairs(ref Utf8JsonReader json, RegistryPool pool)
    {
        var repairs = ImmutableSortedDictionary.CreateBuilder<string, JobNeed>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var mode = json.Text(pool.Texts);
            json.Read();
            repairs[mode] = ReadJob(ref json, pool);
        }

        return repairs.ToImmutable();
    }

    private static JobNeed ReadJob(ref Utf8JsonReader json, RegistryPool pool)
    {
        ImmutableArray<PartNeed> parts = [];
        int? minutes = null;
        while (json.NextMember(out var member))
        {
            if (member == "parts") parts = ReadParts(ref json, pool);
            else if (member == "minutes") minutes = json.GetInt32();
            else json.Skip();
        }

        return new JobNeed(parts, minutes);
    }

    private static ImmutableArray<PartNeed> ReadParts(ref Utf8JsonReader json, RegistryPool pool)
    {
        var parts = ImmutableArray.CreateBuilder<PartNeed>();
        while (json.NextItem())
        {
            string? id = null;
            var quantity = 1;
            while (json.NextMember(out var member))
            {
                if (member == "part") id = json.Text(pool.Texts);
                else if (member == "quantity") quantity = json.GetInt32();
                else json.Skip();
            }

            parts.Add(new PartNeed(id ?? throw Missing("part"), quantity));
        }

        return parts.DrainToImmutable();
    }

    private static PreventivePlan ReadPlan(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, RegistryPool pool)
    {
        LocalDate? next = null;
        int? before = null, after = null, every = null;
        JobNeed? job = null;
        string? meter = null;
        decimal? dueAt = null, perDay = null, meterEvery = null;
        var floating = false;
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "next": next = json.Date(); break;
                case "window_days_before": before = json.GetInt32(); break;
                case "window_days_after": after = json.GetInt32(); break;
                case "every_days": every = json.GetInt32(); break;
                case "floating": floating = json.GetBoolean(); break;
                case "job": job = Shared(ref json, utf8, pool, pool.Jobs, ReadJob); break;
                case "meter": meter = json.Text(pool.Texts); break;
                case "meter_due_at": dueAt = json.GetDecimal(); break;
                case "meter_every": meterEvery = json.GetDecimal(); break;
                case "meter_per_day": perDay = json.GetDecimal(); break;
                default: json.Skip(); break;
            }
        }

        var plan = new PreventivePlan { Next = next ?? throw Missing("next"), EveryDays = every, Floating = floating, Meter = meter };
        return plan with
        {
            WindowDaysBefore = before ?? plan.WindowDaysBefore,
            WindowDaysAfter = after ?? plan.WindowDaysAfter,
            Job = job ?? plan.Job,
            MeterDueAt = dueAt,
            MeterEvery = meterEvery,
            MeterPerDay = perDay,
        };
    }

    private static JsonException Missing(string member) => new($"a stored profile has no '{member}'.");
}
