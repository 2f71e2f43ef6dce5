using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>What an asset or its class says of preventive maintenance, member by member.</summary>
internal sealed class PreventiveDraft
{
    private const int MostDays = 3650;

    private const int DefaultWindowDays = 7;

    public static readonly PlantMembers AssetMembers = new("next", "window", "every", "schedule", "parts", "minutes", "meter");

    public static readonly PlantMembers ClassMembers = new("window", "every", "schedule", "parts", "minutes", "meter");

    private static readonly PlantMembers WindowMembers = new("before", "after");

    private static readonly PlantMembers MeterMembers = new("name", "due_at", "every", "per_day");

    private static readonly JobNeed NoJob = new([]);

    private Spot at;

    public LocalDate? Next { get; private set; }

    public int? Before { get; private set; }

    public int? After { get; private set; }

    public Said<int?> Every { get; private set; }

    /// <summary>Null where nothing is said.</summary>
    public bool? Floating { get; private set; }

    /// <summary>Default where nothing is said; empty for no parts.</summary>
    public ImmutableArray<PartNeed> Parts { get; private set; }

    public Said<int?> Minutes { get; private set; }

    public Said<string> Meter { get; private set; }

    public Said<decimal?> DueAt { get; private set; }

    public Said<decimal?> MeterEvery { get; private set; }

    public Said<decimal?> PerDay { get; private set; }

    /// <summary>The job that <see cref="Parts"/> and <see cref="Minutes"/> make, once, so that all the assets of a class share it.</summary>
    public JobNeed Job { get; private set; } = NoJob;

    /// <summary>A class that says nothing of preventive maintenance.</summary>
    public static PreventiveDraft Nothing { get; } = new();

    /// <param name="members"><see cref="AssetMembers"/> or <see cref="ClassMembers"/>: a class cannot say when the next one is.</param>
    public static PreventiveDraft Read(PlantCursor cursor, PlantMembers members, JobReading jobs, InternPool pool)
    {
        var entries = cursor.Mapping("preventive", members);
        var draft = new PreventiveDraft { at = entries.At };
        while (entries.Next(out var member))
        {
            switch (member)
            {
                case "next": draft.Next = cursor.Date("the next preventive date"); break;
                case "window": draft.ReadWindow(cursor); break;
                case "every": draft.Every = cursor.TryWord("none") ? Said<int?>.None : new(true, cursor.Days(member, 1, MostDays)); break;
                case "schedule": draft.Floating = ReadSchedule(cursor); break;
                case "parts": draft.Parts = jobs.Parts(); break;
                case "minutes": draft.Minutes = cursor.TryWord("none") ? Said<int?>.None : new(true, cursor.Minutes(member, 0, JobReading.MostMinutes)); break;
                case "meter": draft.ReadMeter(cursor, pool); break;
            }
        }

        if (members == AssetMembers) entries.Require("next");
        if (!draft.Parts.IsDefault || draft.Minutes.Value is not null) draft.Job = new JobNeed(draft.Parts.IsDefault ? [] : draft.Parts, draft.Minutes.Value);
        return draft;
    }

    /// <summary>The plan of an asset of the given class; null where neither names a next date.</summary>
    public PreventivePlan? Over(PreventiveDraft ofClass, FileFaults faults)
    {
        if (Next is not { } next) return null;
        var meter = Meter.Or(ofClass.Meter).Value;
        var dueAt = DueAt.Or(ofClass.DueAt).Value;
        var perDay = PerDay.Or(ofClass.PerDay).Value;
        var meterEvery = MeterEvery.Or(ofClass.MeterEvery).Value;
        if (meter is null && (dueAt ?? perDay ?? meterEvery) is not null)
            faults.Add(at, "meter_missing", "a preventive plan has 'due_at', 'every' or 'per_day' of a meter but no meter; name the meter, such as { name: run_hours, due_at: 8000 }.");
        return new PreventivePlan
        {
            Next = next,
            WindowDaysBefore = Before ?? ofClass.Before ?? DefaultWindowDays,
            WindowDaysAfter = After ?? ofClass.After ?? DefaultWindowDays,
            EveryDays = Every.Or(ofClass.Every).Value,
            Floating = Floating ?? ofClass.Floating ?? false,
            Job = JobOver(ofClass),
            Meter = meter,
            MeterDueAt = dueAt,
            MeterEvery = meterEvery,
            MeterPerDay = perDay,
        };
    }

    private JobNeed JobOver(PreventiveDraft ofClass)
    {
        if (Parts.IsDefault && !Minutes.IsSaid) return ofClass.Job;
        var parts = !Parts.IsDefault ? Parts : ofClass.Parts.IsDefault ? [] : ofClass.Parts;
        return new JobNeed(parts, Minutes.Or(ofClass.Minutes).Value);
    }

    private static bool? ReadSchedule(PlantCursor cursor)
    {
        if (cursor.Scalar("the schedule") is not { } word) return null;
        if (word.Text is "fixed" or "floating") return word.Text == "floating";
        cursor.Faults.Add(
            word.At, "word_invalid",
            $"a schedule is fixed (the next PM counts from the day on which the last was due) or floating (from the day on which it was done), not '{PlantCursor.Clip(word.Text)}'.");
        return null;
    }

    private void ReadWindow(PlantCursor cursor)
    {
        var members = cursor.Mapping("the window of a preventive plan", WindowMembers);
        while (members.Next(out var member))
        {
            if (member == "before") Before = cursor.Days("the days before", 0, MostDays);
            else After = cursor.Days("the days after", 0, MostDays);
        }
    }

    private void ReadMeter(PlantCursor cursor, InternPool pool)
    {
        if (cursor.TryWord("none"))
        {
            Meter = Said<string>.None;
            DueAt = MeterEvery = PerDay = Said<decimal?>.None;
            return;
        }

        var members = cursor.Mapping("the meter of a preventive plan", MeterMembers);
        while (members.Next(out var member))
        {
            if (member == "name") Meter = cursor.Word("a meter's name") is { } name ? Said<string>.Of(pool.Share(name.Text)) : Said<string>.Nothing;
            else if (member == "due_at") DueAt = ReadMeterValue(cursor, member);
            else if (member == "every") MeterEvery = ReadMeterValue(cursor, member);
            else PerDay = ReadMeterValue(cursor, member);
        }
    }

    private static Said<decimal?> ReadMeterValue(PlantCursor cursor, string what) =>
        cursor.TryWord("none") ? Said<decimal?>.None : new(true, cursor.MeterValue(what));
}
