using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;

namespace Scanward.Resolution.Plants;

/// <summary>How values are written in a plant file: text plain where nothing could read it otherwise, else in double quotes.</summary>
internal static class PlantYaml
{
    /// <summary>Words that other readers of YAML take for something else than text.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    public static string Text(string text) => IsPlain(text) ? text : Quoted(text);

    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    /// <summary><c>{ a: 1, b: 2 }</c> of the members that are there; <c>{}</c> of none.</summary>
    public static string Flow(params IEnumerable<string?> members)
    {
        var inner = string.Join(", ", members.Where(member => member is not null));
        return inner.Length == 0 ? "{}" : $"{{ {inner} }}";
    }

    public static string Date(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static string Moment(Instant moment) => InstantPattern.ExtendedIso.Format(moment);

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Number(decimal value) => (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    public static string Point(GeoPoint point) => $"[{Number(point.Latitude)}, {Number(point.Longitude)}]";

    public static string Parts(ImmutableArray<PartNeed> parts) => Flow(parts.Select(part => $"{Text(part.PartId)}: {part.Quantity}"));

    public static string Job(JobNeed job) =>
        Flow(job.Parts.IsEmpty ? null : $"parts: {Parts(job.Parts)}", job.Minutes is { } minutes ? $"minutes: {minutes}" : null);

    public static string Days(ImmutableSortedSet<IsoDayOfWeek> days) => PlantHours.Words(days) is [var only] ? only : List(PlantHours.Words(days));

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsLetter(text[0]) || text[^1] == ' ' || Reserved.Contains(text)) return false;
        foreach (var c in text)
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/' or ' ' or '(' or ')' or '+' or '\'')) return false;
        return true;
    }

    /// <summary>Controls and what else nobody would see in an editor, or YAML would not take as it stands.</summary>
    private static bool IsHidden(char c) => c is < ' ' or >= '\u007f' and < '\u00a1' or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (IsHidden(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
