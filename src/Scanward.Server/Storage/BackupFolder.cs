using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Storage;

/// <summary>What goes on with a backup.</summary>
/// <param name="Total">0 where it is not known.</param>
internal readonly record struct BackupProgress(string Stage, long Done, long Total);

/// <summary>
/// A backup: a folder with the store in one file, the policy, the configuration and a manifest. It is put together under another name beside its own, which it gets when it is
/// whole, checked and on the disk.
/// </summary>
internal sealed class BackupFolder : IDisposable
{
    private readonly string whole;
    private readonly string unfinished;

    private BackupFolder(string whole, string unfinished)
    {
        this.whole = whole;
        this.unfinished = unfinished;
    }

    /// <summary>The folder in it, and in a data folder, that connectors' files lie in.</summary>
    public const string Connectors = "connectors";

    /// <summary>The folder in it, and in a data folder, that pictures lie in.</summary>
    public const string Photos = "photos";

    /// <summary>Whether a file of a backup may be called so: a plain name, one of a connector, or one of a picture.</summary>
    public static bool IsName(string name) => name.Split('/') switch
    {
        [var plain] => IsPlain(plain),
        [Connectors, var plain] => IsPlain(plain),
        [Photos, { Length: 2 } first, { Length: 64 } hash] => hash.All(char.IsAsciiHexDigitLower) && hash.StartsWith(first, StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsPlain(string name) => name == Path.GetFileName(name) && name is not ("" or "." or "..");

    /// <summary>Where the copy of the store is to be made.</summary>
    public string Database => Path.Combine(unfinished, DataFolder.DatabaseName);

    /// <exception cref="BackupException">Something is there already, or nothing can be made there.</exception>
    public static BackupFolder Begin(string path)
    {
        if (path.Length == 0) throw new BackupException("--out needs the name of a folder.");
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.Exists(target)) throw new BackupException($"{target} is there already; a backup never overwrites. Give another name with --out.");
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            if (!Directory.Exists(Path.GetDirectoryName(target))) throw new BackupException($"There is no folder {Path.GetDirectoryName(target)} to make the backup in. Make it, or give another with --out.");
            Directory.CreateDirectory(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup cannot be made: {e.Message} Give a place that this user may write, with --out.", e);
        }

        return new(target, part);
    }

    /// <summary>Checks the copy of the store, adds the other files and the manifest, and gives the backup its name.</summary>
    /// <param name="beside">Files that go with the store, by the name that they get.</param>
    /// <exception cref="BackupException">The copy is damaged.</exception>
    public async Task<BackupManifest> Complete(IReadOnlyDictionary<string, string> beside, Instant takenAt, Action<BackupProgress> report, CancellationToken ct)
    {
        SqliteDatabase.Seal(Database);
        var looked = await Task.Run(() => StoreLook.At(Database, table => report(new(table is null ? "checking pages" : $"counting {table}", 0, 0)), ct), ct);
        if (looked.Damage is { } damage) throw new BackupException($"The copy is damaged, so the backup was not kept: {damage} Run 'scanward doctor --deep' on the store itself.") { Damaged = true };
        foreach (var inner in beside.Keys.Select(k => Path.GetDirectoryName(k)!).Where(f => f.Length > 0).Distinct()) Directory.CreateDirectory(Path.Combine(unfinished, inner));
        foreach (var (name, from) in beside) await DurableFiles.Copy(from, Path.Combine(unfinished, name), _ => { }, ct);
        var files = ImmutableArray.CreateBuilder<BackupFile>();
        foreach (var name in beside.Keys.Prepend(DataFolder.DatabaseName))
        {
            var path = Path.Combine(unfinished, name);
            var bytes = new FileInfo(path).Length;
            files.Add(new(name, bytes, await DurableFiles.Hash(path, done => report(new($"hashing {name}", done, bytes)), ct)));
        }

        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, ProgramVersion.Text, looked.Schema, SqliteDatabase.LibraryVersion, InstantPattern.ExtendedIso.Format(takenAt),
            looked.LastId is { } id ? TimeOrderedId.Format(id) : null, looked.Rows, files.ToImmutable());
        await DurableFiles.Write(Path.Combine(unfinished, BackupManifest.FileName), manifest.Json(), ct);
        DurableFiles.FlushFolder(unfinished);
        Directory.Move(unfinished, whole);
        DurableFiles.FlushFolder(Path.GetDirectoryName(whole)!);
        return manifest;
    }

    /// <summary>Copies a backup into a data folder that has nothing in it. Every byte is compared with the manifest before the store gets its name.</summary>
    /// <exception cref="BackupException">The backup is damaged or too new, or the folder is in use; the folder is as it was.</exception>
    public static async Task<BackupManifest> Restore(string path, DataFolder folder, Action<BackupProgress> report, CancellationToken ct)
    {
        var from = Path.GetFullPath(path);
        var manifest = BackupManifest.Read(from);
        if (manifest.Schema > Store.KnownSchema) throw new BackupException($"The backup is of a newer Scanward ({manifest.Program}, schema {manifest.Schema}; this one knows {Store.KnownSchema}). Restore it with that version.");
        if (folder.Contents() is [var there, ..]) throw new BackupException($"The data folder {folder.Root} is not empty ({there} is there). Restore into a new one, or move that away first.");
        var parts = new List<(string Part, string Name)>();
        try
        {
            foreach (var file in manifest.Files)
            {
                var source = Path.Combine(from, file.Name);
                if (!File.Exists(source)) throw new BackupException($"The backup is not whole: {file.Name} is missing. Use another backup.") { Damaged = true };
                var part = Path.Combine(folder.Root, file.Name + DataFolder.PartSuffix);
                Directory.CreateDirectory(Path.GetDirectoryName(part)!);
                File.Delete(part); // of a restore that was interrupted
                parts.Add((part, Path.Combine(folder.Root, file.Name)));
                var sha256 = await DurableFiles.Copy(source, part, done => report(new($"copying {file.Name}", done, file.Bytes)), ct);
                if (sha256 != file.Sha256) throw new BackupException($"The backup is damaged: {file.Name} is not what the manifest says. Use another backup.") { Damaged = true };
            }

            // The store last: a folder without it is one in which nothing has been restored yet.
            foreach (var (part, name) in parts.OrderBy(p => Path.GetFileName(p.Name) == DataFolder.DatabaseName)) File.Move(part, name);
            DurableFiles.FlushFolder(folder.Root);
            Store.AfterRestore(folder.Database);
            return manifest;
        }
        catch
        {
            foreach (var (part, _) in parts) File.Delete(part);
            throw;
        }
    }

    /// <summary>Removes what was not finished.</summary>
    public void Dispose()
    {
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
    }
}
