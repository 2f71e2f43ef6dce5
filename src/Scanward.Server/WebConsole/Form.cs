using System.Globalization;

namespace Scanward.Server.WebConsole;

/// <summary>What somebody filled in. Fields that were left empty are null; a field that is longer than it may be, or no number where one is wanted, is a fault with its name.</summary>
internal sealed class Form(IFormCollection fields)
{
    private readonly Dictionary<string, string> faults = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Faults => faults;

    public bool IsFaulty => faults.Count > 0;

    public static async Task<Form> Of(HttpContext context) => new(await context.Request.ReadFormAsync(context.RequestAborted));

    /// <summary>As it was sent, to be shown again.</summary>
    public string Raw(string name) => fields[name].ToString();

    public bool Has(string name) => Raw(name).Length > 0;

    public void Fault(string name, string detail) => faults.TryAdd(name, detail);

    public string? Text(string name, int most, bool required = false)
    {
        var text = Raw(name).Trim();
        if (text.Length > most) Fault(name, $"At most {most} characters.");
        if (required && text.Length == 0) Fault(name, "Fill this in.");
        return text.Length == 0 ? null : text;
    }

    public int? Whole(string name, int least, int most)
    {
        var text = Raw(name).Trim();
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Fault(name, string.Create(CultureInfo.InvariantCulture, $"A whole number from {least:N0} to {most:N0}."));
        return null;
    }

    /// <summary>One of an enumeration, as <see cref="Wire"/> spells it.</summary>
    public T? Value<T>(string name)
        where T : struct, Enum
    {
        if (!Has(name)) return null;
        if (Wire.TryParse<T>(Raw(name), out var value)) return value;
        Fault(name, "Choose one of the list.");
        return null;
    }
}
