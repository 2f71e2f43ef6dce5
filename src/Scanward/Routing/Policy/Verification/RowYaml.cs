using System.Globalization;
using System.Text;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>Writes rows as the policy file has them, on one line.</summary>
internal static class RowYaml
{
    /// <summary>A row with the given id that asks for exactly the scans in the box.</summary>
    public static string Of(string id, PolicySpace space, ReadOnlySpan<ulong> box, string then)
    {
        var cells = new List<(string Fact, string Text)>();
        for (var a = 0; a < space.Axes.Length; a++)
        {
            if (space.IsWhole(box, a)) continue;
            var axis = space.Axes[a];
            cells.Add((axis.Name, CellWords.Cell(axis, axis.Classes.ValuesOf(space.Of(box, a)))));
        }

        return Of(id, cells, then);
    }

    /// <summary>A row as the file says it.</summary>
    public static string Of(PolicyRow row) =>
        Of(row.Id, [.. row.When.Select(c => (FactColumn.Of(c).Name, c.Text))], Then(row.Then));

    /// <summary>What a row gives: <c>corrective_wo P3</c>, or a mapping where there is more to say.</summary>
    public static string Then(RowResult then)
    {
        if (then.Crew is null && then.Parts is null && then.Assign) return then.Short;

        var text = new StringBuilder("{ outcome: ").Append(Wire.Name(then.Outcome));
        if (then.Priority is { } priority) text.Append(", priority: ").Append(Wire.Name(priority));
        if (then.Crew is not null) text.Append(", crew: ").Append(Scalar(then.Crew));
        if (then.Parts is { } parts) text.Append(", parts: [").AppendJoin(", ", parts.Select(Part)).Append(']');
        if (!then.Assign) text.Append(", unassigned: yes");
        return text.Append(" }").ToString();
    }

    private static string Of(string id, IReadOnlyList<(string Fact, string Text)> cells, string then)
    {
        var when = cells.Count == 0 ? "" : $"when: {{ {string.Join(", ", cells.Select(c => Scalar(c.Fact) + ": " + Scalar(c.Text)))} }}, ";
        return $"- {{ id: {Scalar(id)}, {when}then: {then} }}";
    }

    private static string Part(PartNeed need) =>
        need.Quantity == 1 ? Scalar(need.PartId) : string.Create(CultureInfo.InvariantCulture, $"{{ {Scalar(need.PartId)}: {need.Quantity} }}");

    /// <summary>Plain where YAML leaves it alone inside a flow mapping, else in double quotes.</summary>
    private static string Scalar(string text)
    {
        if (text.Length > 0 && !text.StartsWith(' ') && !text.EndsWith(' ') && IsPlain(text)) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var colonInside = c == ':' && i > 0 && i + 1 < text.Length && char.IsAsciiLetterOrDigit(text[i + 1]);
            var dashInFront = c == '-' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]);
            if (char.IsAsciiLetterOrDigit(c) || c is '_' || colonInside || (i > 0 ? c is ' ' or '.' or '-' or '%' : dashInFront)) continue;
            return false;
        }

        return true;
    }
}
