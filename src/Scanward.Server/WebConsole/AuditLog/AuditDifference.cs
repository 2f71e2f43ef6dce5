using System.Collections.Immutable;
using System.Text.Json;

namespace Scanward.Server.WebConsole.AuditLog;

/// <summary>A member before and after; null where it was not there.</summary>
internal sealed record ChangedMember(string Name, string? Before, string? After)
{
    public bool Changed => Before != After;
}

/// <summary>What lies between two states of something, member by member; members of members are named with a dot between.</summary>
internal static class AuditDifference
{
    private const int MembersMost = 200, DeepMost = 8, ValueMost = 400;

    /// <summary>Changed members first, each in the order in which they stand.</summary>
    public static ImmutableArray<ChangedMember> Of(string? before, string? after)
    {
        var (was, now) = (Members(before), Members(after));
        var all = was.Keys.Concat(now.Keys).Distinct(StringComparer.Ordinal).Take(MembersMost).Select(name => new ChangedMember(name, was.GetValueOrDefault(name), now.GetValueOrDefault(name)));
        return [.. all.OrderBy(m => !m.Changed)];
    }

    private static Dictionary<string, string> Members(string? state)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        if (state is null) return members;
        using var document = JsonDocument.Parse(state);
        Add(members, "", document.RootElement, 0);
        return members;
    }

    private static void Add(Dictionary<string, string> members, string name, JsonElement value, int depth)
    {
        if (members.Count >= MembersMost) return;
        if (value.ValueKind == JsonValueKind.Object && depth < DeepMost)
        {
            foreach (var member in value.EnumerateObject()) Add(members, name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value, depth + 1);
        }
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)))
        {
            members[name] = Cut(string.Join(", ", value.EnumerateArray().Select(v => v.ToString())));
        }
        else
        {
            members[name] = Cut(value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
    }

    private static string Cut(string text) => VisibleText.Of(text.Length <= ValueMost ? text : text[..ValueMost] + "…", lines: true);
}
