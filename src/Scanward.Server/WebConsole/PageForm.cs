using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;

namespace Scanward.Server.WebConsole;

/// <summary>
/// A form as it was sent: what was typed, which stands in its fields again where the page comes back, and what is wrong with it, field by field. Ask for every field, then whether it
/// <see cref="IsFaulty"/>.
/// </summary>
public sealed class PageForm
{
    private const int BytesMost = 64 * 1024;

    private static readonly FormOptions limits = new() { BufferBodyLengthLimit = BytesMost, ValueLengthLimit = BytesMost, ValueCountLimit = 500 };

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> faults = new(StringComparer.Ordinal);

    private PageForm()
    {
    }

    /// <summary>One that nobody has sent yet.</summary>
    public static PageForm Fresh { get; } = new();

    public bool IsFaulty => faults.Count > 0;

    /// <summary>What was wrong with the form as a whole; null where nothing was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The form of the request, or the problem with it.</summary>
    internal static async Task<(PageForm? Form, IResult? Problem)> Of(HttpContext context, CancellationToken ct)
    {
        if (!context.Request.HasFormContentType) return (null, new ProblemResult(Problems.UnsupportedMedia, "This address takes a form of the console."));
        try
        {
            var form = new PageForm();
            foreach (var (name, value) in await context.Request.ReadFormAsync(limits, ct)) form.values[name] = string.Join('\n', value.ToArray()).ReplaceLineEndings("\n");
            return (form, null);
        }
        catch (InvalidDataException)
        {
            return (null, new ProblemResult(Problems.TooLarge, $"A form has at most {BytesMost / 1024} KiB."));
        }
    }

    /// <summary>What was typed into the field; null where the form did not have it.</summary>
    public string? Typed(string field) => values.GetValueOrDefault(field);

    public string? FaultOf(string field) => faults.GetValueOrDefault(field);

    /// <summary>Notes what is wrong with a field; the first that is said of it stays.</summary>
    internal void Fault(string field, string detail) => faults.TryAdd(field, detail);

    /// <summary>Notes why nothing was done though each field by itself is well.</summary>
    internal PageForm Refuse(string why)
    {
        Refusal = why;
        return this;
    }

    /// <summary>Text on one line without control characters; null where none was typed, or where it is at fault.</summary>
    /// <param name="lines">Whether it may have several lines.</param>
    internal string? Text(string field, string name, int most, bool required = false, bool lines = false)
    {
        var text = (Typed(field) ?? "").Trim();
        if (text.Length == 0 && required) Fault(field, $"{name} is missing.");
        else if (text.Length > most) Fault(field, $"{name} has at most {most} characters; this has {text.Length}.");
        else if (text.Any(c => IsControl(c) && !(lines && c == '\n'))) Fault(field, $"{name} holds a control character; take it out.");
        else if (text.Length > 0) return text;
        return null;
    }

    internal int? Whole(string field, string name, int least, int most, bool required = false)
    {
        var text = (Typed(field) ?? "").Trim();
        if (text.Length == 0)
        {
            if (required) Fault(field, $"{name} is missing.");
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole >= least && whole <= most) return whole;
        Fault(field, string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from {least:N0} to {most:N0}."));
        return null;
    }

    internal LocalDate? Date(string field, string name, bool required = false)
    {
        var text = (Typed(field) ?? "").Trim();
        if (text.Length == 0 && required) Fault(field, $"{name} is missing.");
        else if (text.Length > 0 && LocalDatePattern.Iso.Parse(text) is { Success: true } read) return read.Value;
        else if (text.Length > 0) Fault(field, $"{name} is a day such as 2026-11-30.");
        return null;
    }

    internal bool Flag(string field) => Typed(field) is "on" or "yes" or "true";

    /// <summary>The lines of a field that say something.</summary>
    internal ImmutableArray<string> Lines(string field) => [.. (Typed(field) ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The words of a field, with commas or spaces between them.</summary>
    internal ImmutableArray<string> Words(string field) => [.. (Typed(field) ?? "").Split([',', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>Puts what a desk has found wrong to the fields that stand for the members.</summary>
    /// <param name="detail">What was wrong as a whole.</param>
    /// <param name="fields">Fields by the first part of a pointer.</param>
    internal PageForm Refuse(string detail, ImmutableArray<ScanFault> found, IReadOnlyDictionary<string, string> fields)
    {
        var elsewhere = new List<string>();
        foreach (var fault in found.IsDefault ? [] : found)
        {
            var place = fault.Pointer.TrimStart('/');
            var member = fields.Keys.Where(k => place == k || place.StartsWith(k + "/", StringComparison.Ordinal)).MaxBy(k => k.Length);
            if (member is null) elsewhere.Add(fault.Detail);
            else Fault(fields[member], fault.Detail);
        }

        return elsewhere.Count > 0 ? Refuse(string.Join(' ', elsewhere)) : IsFaulty ? this : Refuse(detail);
    }

    private static bool IsControl(char c) => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029';
}
