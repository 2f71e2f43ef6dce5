using System.Collections.Immutable;
using Scanward.Server.Dispatch;

namespace Scanward.Server.Cmms;

/// <summary>What a folder of connectors' files gives.</summary>
/// <param name="Connectors">Ordered by name; none where there is a fault.</param>
internal sealed record ConnectorFolder(ImmutableArray<Connector> Connectors, ImmutableArray<FileFault> Faults);

/// <summary>Reads the folder <c>connectors</c> of a data folder.</summary>
internal static class ConnectorFiles
{
    public const string FolderName = "connectors";

    private const string Pattern = "*.yaml";

    /// <summary>Every file's connector, and what is wrong with them. A folder that is not there has none.</summary>
    /// <param name="variables">The environment, for secrets; the process's own where it is null.</param>
    public static ConnectorFolder Read(string folder, TimeProvider time, Func<string, string?>? variables = null)
    {
        if (!Directory.Exists(folder)) return new([], []);
        var faults = ImmutableArray.CreateBuilder<FileFault>();
        var files = new List<(string Path, ConnectorFile File)>();
        foreach (var path in Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal))
        {
            var (file, wrong) = ReadFile(path, variables);
            faults.AddRange(wrong);
            if (file is not null) files.Add((path, file));
        }

        faults.AddRange(Together(files));
        return new(faults.Count > 0 ? [] : [.. files.Select(f => f.File.Connect(time))], faults.ToImmutable());
    }

    /// <summary>One connector's file: the connector, or null with at least one fault.</summary>
    public static (ConnectorFile? File, ImmutableArray<FileFault> Faults) ReadFile(string path, Func<string, string?>? variables = null)
    {
        var faults = new YamlFaults(path);
        var inMapping = new List<FileFault>();
        ConnectorFile? file = null;
        try
        {
            file = new ConnectorFileReader(path, faults, variables ?? Environment.GetEnvironmentVariable).Read(File.ReadAllText(path), inMapping);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(1, 1, "unreadable", $"The file cannot be read: {e.Message}");
        }

        return (file, [.. faults.InFileOrder(), .. inMapping]);
    }

    /// <summary>What is wrong with files that are fine each by itself: a site has one system for its work orders, and may have one more that only has assets and stock.</summary>
    private static IEnumerable<FileFault> Together(List<(string Path, ConnectorFile File)> files) => files.GroupBy(f => f.File.Mapping.WorkOrder is not null).SelectMany(kind => TogetherOfKind([.. kind]));

    private static IEnumerable<FileFault> TogetherOfKind(List<(string Path, ConnectorFile File)> files)
    {
        var taken = new Dictionary<string, string>();
        foreach (var (path, file) in files)
        {
            foreach (var site in file.Sites)
            {
                if (!taken.TryAdd(site.Text, path))
                    yield return new(site.Line, site.Column, "site_taken", taken[site.Text] == path ? $"The site '{site.Text}' stands here twice." : $"The site '{site.Text}' has a connector of this kind already, {Path.GetFileName(taken[site.Text])}; a site's work orders go to one system, and its assets come from one.") { File = path };
            }
        }

        foreach (var (path, _) in files.Where(f => f.File.Sites.IsEmpty).Skip(1))
            yield return new(1, 1, "sites_needed", $"{Path.GetFileName(files.First(f => f.File.Sites.IsEmpty).Path)} takes all sites that no other connector names; say which sites this one has: 'sites: [a, b]'.") { File = path };
    }
}
