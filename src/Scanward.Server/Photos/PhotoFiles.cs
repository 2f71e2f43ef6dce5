using Scanward.Server.Storage;

namespace Scanward.Server.Photos;

/// <summary>The files of pictures, beside the store: <c>photos/3f/3f9a…</c>, named by the SHA-256 of their content, so that the same picture is kept once and none is ever changed.</summary>
internal sealed class PhotoFiles(string dataFolder, TimeProvider time) : IDisposable
{
    /// <summary>Files so young may belong to a row that is being written.</summary>
    private static readonly TimeSpan youngFor = TimeSpan.FromHours(1);

    private readonly string root = Path.Combine(dataFolder, BackupFolder.Photos);
    private readonly SemaphoreSlim changing = new(1);

    public string PathOf(byte[] hash)
    {
        var name = Convert.ToHexStringLower(hash);
        return Path.Combine(root, name[..2], name);
    }

    /// <summary>Writes the file and makes it durable, unless it is there.</summary>
    public async Task Keep(byte[] hash, byte[] bytes, CancellationToken ct)
    {
        await changing.WaitAsync(ct);
        try
        {
            var path = PathOf(hash);
            if (!File.Exists(path)) await Write(path, bytes, ct);
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime); // one that is taken again is young again
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Deletes the files that no picture needs any more.</summary>
    /// <param name="isNeeded">By the name of the file, which is its hash.</param>
    /// <returns>How many those were.</returns>
    public async Task<int> Sweep(Func<byte[], CancellationToken, Task<bool>> isNeeded, CancellationToken ct)
    {
        if (!Directory.Exists(root)) return 0;
        var deleted = 0;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            await changing.WaitAsync(ct);
            try
            {
                if (time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) < youngFor || await IsNeeded(path, isNeeded, ct)) continue;
                File.Delete(path);
                deleted++;
            }
            finally
            {
                changing.Release();
            }
        }

        return deleted;
    }

    public void Dispose() => changing.Dispose();

    /// <summary>What is not called as a picture is, such as one that was cut off while it was written, is none.</summary>
    private static async Task<bool> IsNeeded(string path, Func<byte[], CancellationToken, Task<bool>> isNeeded, CancellationToken ct) =>
        Path.GetFileName(path) is { Length: 64 } name && name.All(char.IsAsciiHexDigit) && await isNeeded(Convert.FromHexString(name), ct);

    private static async Task Write(string path, byte[] bytes, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var part = path + DataFolder.PartSuffix;
        File.Delete(part); // of a write that was interrupted
        await DurableFiles.Write(part, bytes, ct);
        File.Move(part, path);
        DurableFiles.FlushFolder(folder);
        DurableFiles.FlushFolder(Path.GetDirectoryName(folder)!);
    }
}
