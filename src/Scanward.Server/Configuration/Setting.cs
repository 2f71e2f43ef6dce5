using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Scanward.Server.Configuration;

/// <summary>One thing that can be configured.</summary>
/// <param name="Key">As the file nests it, with dots: <c>retention.keys</c>.</param>
/// <param name="Default">As it would be written; what several values are parted by is a semicolon.</param>
/// <param name="Meaning">One sentence, as docs/operations.md has it.</param>
/// <param name="Set">Puts a value into the options, or tells what is wrong with it.</param>
internal sealed record Setting(string Key, string Default, string Meaning, Func<ServerOptions, SettingValue, ServerOptions> Set)
{
    /// <summary>The command line's option for it; null where there is none.</summary>
    public string? Option { get; init; }

    /// <summary>Whether it may have several values.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether its default is a name in the data folder, and no value of the options.</summary>
    public bool InDataFolder { get; init; }

    /// <summary>Whether it is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary><c>SCANWARD_RETENTION_KEYS</c>.</summary>
    public string Variable => Settings.VariablePrefix + Key.Replace('.', '_').ToUpperInvariant();
}

/// <summary>Where something was given: in a file, or, without a line, by a variable or option.</summary>
internal readonly record struct SettingPlace(string Source, int Line = 0, int Column = 0)
{
    public override string ToString() => Line == 0 ? Source : string.Create(CultureInfo.InvariantCulture, $"{Source}:{Line}:{Column}");
}

/// <summary>A text that was given for a setting.</summary>
internal readonly record struct SettingText(string Text, SettingPlace Place);

/// <summary>What was given for a setting in one place. Asking for it as something that it is not is a fault.</summary>
/// <param name="folder">What relative paths begin at.</param>
internal sealed class SettingValue(string key, ImmutableArray<SettingText> texts, string folder, ICollection<ConfigurationFault> faults)
{
    private const int TextMost = 1_024;

    public ImmutableArray<string> List(Func<string, string?> whyNot)
    {
        foreach (var (text, place) in texts)
        {
            if (whyNot(text) is { } why) faults.Add(new(place, why));
        }

        return [.. texts.Select(t => t.Text)];
    }

    public string? Path()
    {
        var (text, place) = texts[0];
        if (text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)) return System.IO.Path.GetFullPath(text, folder);
        faults.Add(new(place, $"{key} needs the path of a file."));
        return null;
    }

    /// <summary>So many a second; 0 for no limit.</summary>
    public int Rate()
    {
        var (text, place) = texts[0];
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate <= Access.Rate.PerSecondMax) return rate;
        faults.Add(new(place, $"{key} takes a number from 0 to {Access.Rate.PerSecondMax:N0}; 0 is no limit. '{text}' is not that."));
        return 0;
    }

    /// <summary>One of the words; the first where it is none of them.</summary>
    public string Word(params string[] words)
    {
        var (text, place) = texts[0];
        if (words.Contains(text)) return text;
        faults.Add(new(place, $"{key} is one of {string.Join(", ", words)}; '{text}' is none of them."));
        return words[0];
    }

    /// <summary>One of the words, or else the path of a file.</summary>
    public (string? Word, string? Path) WordOrPath(params string[] words) => words.Contains(texts[0].Text) ? (texts[0].Text, null) : (null, Path());

    /// <summary>The path of a file; null where none is given.</summary>
    public string? PathIfAny() => texts[0].Text.Length == 0 ? null : Path();

    /// <summary>A web address; null where there is none.</summary>
    public Uri? Address(Predicate<string?> isOne, string example = "http://127.0.0.1:4318")
    {
        var (text, place) = texts[0];
        if (text.Length == 0) return null;
        if (isOne(text)) return new Uri(text);
        faults.Add(new(place, $"{key} needs an address such as {example}; '{text}' is none."));
        return null;
    }

    /// <summary>One line, as it stands.</summary>
    public string Text()
    {
        var (text, place) = texts[0];
        if (text.Length <= TextMost && !text.Any(char.IsControl)) return text;
        faults.Add(new(place, $"{key} is one line of at most {TextMost} characters."));
        return "";
    }

    /// <summary><c>30d</c>.</summary>
    public Duration Days(int least, int most) => Length('d', least, most, "days", orNever: false) is { } days ? Duration.FromDays(days) : Duration.Zero;

    /// <summary><c>30d</c>, or <c>never</c>, which is null.</summary>
    public Duration? DaysOrNever(int least, int most) => Length('d', least, most, "days", orNever: true) is { } days ? Duration.FromDays(days) : null;

    /// <summary><c>60m</c>.</summary>
    public Duration Minutes(int least, int most) => Length('m', least, most, "minutes", orNever: false) is { } minutes ? Duration.FromMinutes(minutes) : Duration.Zero;

    /// <summary><c>5s</c>.</summary>
    public Duration Seconds(int least, int most) => Length('s', least, most, "seconds", orNever: false) is { } seconds ? Duration.FromSeconds(seconds) : Duration.Zero;

    private int? Length(char unit, int least, int most, string units, bool orNever)
    {
        var (text, place) = texts[0];
        if (orNever && text == "never") return null;
        if (text.EndsWith(unit) && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        faults.Add(new(place, $"{key} takes from {least} to {most} {units}, written {least}{unit}{(orNever ? ", or never" : "")}; '{text}' is not that."));
        return null;
    }
}

/// <summary>Something wrong with the configuration.</summary>
internal readonly record struct ConfigurationFault(SettingPlace Place, string Detail)
{
    public override string ToString() => $"{Place}: {Detail}";
}
