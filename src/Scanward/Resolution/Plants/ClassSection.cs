using System.Collections.Immutable;

namespace Scanward.Resolution.Plants;

/// <summary>What a class gives to those of its assets that do not say otherwise. Its arrays are shared by all of them.</summary>
internal sealed record ClassDefaults
{
    public ImmutableArray<string> Skills { get; init; } = [];

    public ImmutableSortedDictionary<string, JobNeed> Repairs { get; init; } = NoRepairs;

    public int? Minutes { get; init; }

    public PreventiveDraft Preventive { get; init; } = PreventiveDraft.Nothing;

    public static ImmutableSortedDictionary<string, JobNeed> NoRepairs { get; } = ImmutableSortedDictionary.Create<string, JobNeed>(StringComparer.Ordinal);
}

/// <summary>Reads <c>classes</c>.</summary>
internal sealed class ClassSection(PlantCursor cursor, NameTable names, JobReading jobs, InternPool pool)
{
    private static readonly PlantMembers ClassMembers = new("id", "skills", "repairs", "minutes", "preventive");

    private readonly Dictionary<string, ClassDefaults> classes = new(StringComparer.Ordinal);

    public ClassDefaults? this[string name] => classes.GetValueOrDefault(name);

    public void ReadEntry()
    {
        string? id = null;
        var defaults = new ClassDefaults();
        var members = cursor.Mapping("an asset class", ClassMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": id = cursor.Word("an asset class's id") is { } word && names.Declare(word.Text, word.At) ? pool.Share(word.Text) : null; break;
                case "skills": defaults = defaults with { Skills = cursor.Words("skills", pool) }; break;
                case "repairs": defaults = defaults with { Repairs = Merge(ClassDefaults.NoRepairs, jobs.Repairs()) }; break;
                case "minutes": defaults = defaults with { Minutes = cursor.Minutes(member, 1, JobReading.MostMinutes) }; break;
                case "preventive": defaults = defaults with { Preventive = PreventiveDraft.Read(cursor, PreventiveDraft.ClassMembers, jobs, pool) }; break;
            }
        }

        members.Require("id");
        if (id is not null) classes.Add(id, defaults);
    }

    /// <summary>The class's repairs with what an asset says over them, failure mode by failure mode.</summary>
    public static ImmutableSortedDictionary<string, JobNeed> Merge(ImmutableSortedDictionary<string, JobNeed> ofClass, List<KeyValuePair<string, JobNeed?>> own)
    {
        if (own.Count == 0) return ofClass;
        var merged = ofClass.ToBuilder();
        foreach (var (mode, need) in own)
        {
            if (need is null) merged.Remove(mode);
            else merged[mode] = need;
        }

        return merged.ToImmutable();
    }
}
