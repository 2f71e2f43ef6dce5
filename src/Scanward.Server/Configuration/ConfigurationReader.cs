using System.Collections;
using System.Collections.Immutable;
using Scanward.Server.Storage;

namespace Scanward.Server.Configuration;

/// <summary>What a setting is in the end.</summary>
/// <param name="Value">As it could be written; several values with semicolons between.</param>
/// <param name="From"><c>default</c>, the file, or the name of a variable or option.</param>
internal sealed record EffectiveSetting(Setting Setting, string Value, string From);

/// <param name="File">The file that was read; null where there is none.</param>
internal sealed record EffectiveConfiguration(ServerOptions Options, ImmutableArray<EffectiveSetting> Settings, string? File);

/// <summary>The configuration cannot be used; the message tells every fault, each with its place, a line each.</summary>
internal sealed class ConfigurationException : Exception
{
    public ConfigurationException()
    {
    }

    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Brings together what the file, the environment and the command line say; what comes later in this order counts.</summary>
internal static class ConfigurationReader
{
    private const long FileBytesMax = 64 * 1024;

    /// <summary>With the file of the data folder, where there is one, and the variables of this process.</summary>
    /// <param name="file">Another file, which must be there.</param>
    /// <param name="options">By the option's name; only those that were given.</param>
    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static EffectiveConfiguration Read(string dataFolder, string? file = null, IReadOnlyDictionary<string, string>? options = null)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        return Read(dataFolder, file, variables, options ?? ImmutableDictionary<string, string>.Empty);
    }

    /// <summary>As the other, with variables that are handed in.</summary>
    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static EffectiveConfiguration Read(string dataFolder, string? file, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> options)
    {
        var faults = new List<ConfigurationFault>();
        var path = FileOf(dataFolder, file);
        var inFile = path is null ? [] : ReadFile(path, faults);
        var result = new ServerOptions();
        var effective = ImmutableArray.CreateBuilder<EffectiveSetting>(Settings.All.Length);
        var places = new Dictionary<string, SettingPlace>();
        foreach (var setting in Settings.All)
        {
            var (value, from) = (setting.Default, "default");
            if (!setting.InDataFolder) result = setting.Set(result, new(setting.Key, Texts(setting, setting.Default, setting.Key), dataFolder, faults));
            places[setting.Key] = new(setting.Key);
            void Take(ImmutableArray<SettingText> texts, string source, string folder)
            {
                result = setting.Set(result, new(setting.Key, texts, folder, faults));
                (value, from) = (string.Join(';', texts.Select(t => t.Text)), source);
                places[setting.Key] = texts.IsEmpty ? new(source) : texts[0].Place;
            }

            // Each is checked, also what does not count in the end: it would, one day.
            if (inFile.TryGetValue(setting.Key, out var texts)) Take(texts, path!, Path.GetDirectoryName(path)!);
            if (variables.TryGetValue(setting.Variable, out var variable) && variable.Length > 0) Take(Texts(setting, variable, setting.Variable), setting.Variable, Directory.GetCurrentDirectory());
            if (setting.Option is { } option && options.TryGetValue(option, out var given)) Take(Texts(setting, given, option), option, Directory.GetCurrentDirectory());
            effective.Add(new(setting, setting.IsSecret && value.Length > 0 ? "***" : value, from));
        }

        faults.AddRange(Misspelled(variables.Keys));
        if (faults.Count == 0) faults.AddRange(Settings.Together(result).Select(t => new ConfigurationFault(places[t.Key], t.Why)));
        if (faults.Count > 0) throw new ConfigurationException(string.Join('\n', faults.OrderBy(f => f.Place.Line == 0).ThenBy(f => f.Place.Line).ThenBy(f => f.Place.Column)));
        return new(result, effective.ToImmutable(), path);
    }

    /// <summary>Several values in one text.</summary>
    public static string[] Split(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ImmutableArray<SettingText> Texts(Setting setting, string text, string place) =>
        setting.IsList ? [.. Split(text).Select(t => new SettingText(t, new(place)))] : [new(text, new(place))];

    private static string? FileOf(string dataFolder, string? file)
    {
        if (file is { Length: > 0 }) return Path.GetFullPath(file);
        var own = Path.Combine(DataFolder.FullPath(dataFolder), DataFolder.ConfigurationName);
        return File.Exists(own) ? own : null;
    }

    private static Dictionary<string, ImmutableArray<SettingText>> ReadFile(string path, List<ConfigurationFault> faults)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > FileBytesMax })
            {
                faults.Add(new(new(path), $"the file is too large to be a configuration (at most {FileBytesMax / 1024} KiB)."));
                return [];
            }

            return ConfigurationFile.Read(File.ReadAllText(path), path, faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(new(path), $"the configuration cannot be read: {e.Message}"));
            return [];
        }
    }

    /// <summary>Variables that look like a setting and are none. Others of the prefix may belong to somebody else, such as those that Kubernetes makes of a service's name.</summary>
    private static IEnumerable<ConfigurationFault> Misspelled(IEnumerable<string> variables) =>
        from variable in variables.Order(StringComparer.Ordinal)
        where variable.StartsWith(Settings.VariablePrefix, StringComparison.Ordinal) && Settings.All.All(s => s.Variable != variable)
        let near = NearestName.Of(variable[Settings.VariablePrefix.Length..], Settings.All.Select(s => s.Variable[Settings.VariablePrefix.Length..]))
        where near is not null
        select new ConfigurationFault(new(variable), $"there is no such setting; did you mean '{Settings.VariablePrefix}{near}'?");
}
