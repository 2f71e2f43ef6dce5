using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanward.Server.Storage;

/// <summary>A file of a backup.</summary>
/// <param name="Sha256">In hex, lower case.</param>
internal sealed record BackupFile(string Name, long Bytes, string Sha256);

/// <summary>What a backup is, as <c>manifest.json</c> in it says.</summary>
/// <param name="Format">1; a backup of a larger one is of a newer program.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="Schema">Of the store.</param>
/// <param name="TakenAt">RFC 3339: when the copy was whole. All that was acknowledged before its beginning is in it.</param>
/// <param name="LastId">The last id in it; null where nothing was stored yet.</param>
/// <param name="Rows">Rows of each table that holds what happened.</param>
internal sealed record BackupManifest(
    int Format, string Program, int Schema, string Sqlite, string TakenAt, string? LastId, ImmutableSortedDictionary<string, long> Rows, ImmutableArray<BackupFile> Files)
{
    public const int CurrentFormat = 1;

    public const string FileName = "manifest.json";

    public byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    /// <exception cref="BackupException">It is none.</exception>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new BackupException($"{folder} is no backup: it has no {FileName}. Give the folder that 'scanward backup' made, whole.");
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest);
        }
        catch (JsonException e)
        {
            throw new BackupException($"{path} cannot be read: {e.Message} Use another backup.", e) { Damaged = true };
        }

        if (manifest is null || manifest.Files.IsDefaultOrEmpty || manifest.Rows is null) throw new BackupException($"{path} is not whole. Use another backup.") { Damaged = true };
        if (manifest.Format > CurrentFormat) throw new BackupException($"The backup was made by Scanward {manifest.Program}, whose format this version does not know. Restore it with that version.");
        // A name is joined to folders below: it must not lead out of them.
        if (manifest.Files.FirstOrDefault(f => !BackupFolder.IsName(f.Name)) is { } wrong) throw new BackupException($"{path} names a file '{wrong.Name}', which is none of a backup.") { Damaged = true };
        return manifest;
    }
}

/// <summary>A backup cannot be made or used; the message says why and what to do.</summary>
internal sealed class BackupException : Exception
{
    public BackupException()
    {
    }

    public BackupException(string message)
        : base(message)
    {
    }

    public BackupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether a check failed, rather than something having been asked for that cannot be.</summary>
    public bool Damaged { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
