using Microsoft.Win32.SafeHandles;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// Has a file's pages written to the disk while more are being copied into it, so that the fsync at the end finds little left to do. It hurries what that fsync
/// answers for and takes nothing over from it: Linux reports a failed write to each open file by itself, so that SQLite meets it too.
/// </summary>
/// <param name="path">A file that SQLite has open. Closing any handle of it gives up this process's locks on it (POSIX), so this one is closed after SQLite's own.</param>
internal sealed class WriteBack(string path) : IDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(10);

    private SafeFileHandle? file;

    /// <summary>Copies, with the pages written behind it.</summary>
    public T During<T>(Func<T> copy)
    {
        using var copied = new ManualResetEventSlim();
        var behind = new Thread(() => Write(copied)) { IsBackground = true, Name = "write-back" };
        behind.Start();
        try
        {
            return copy();
        }
        finally
        {
            copied.Set();
            behind.Join();
        }
    }

    public void Dispose() => file?.Dispose();

    private void Write(ManualResetEventSlim copied)
    {
        try
        {
            file ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            while (!copied.Wait(pause)) RandomAccess.FlushToDisk(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // without this help it takes longer; where the disk fails, the fsync that counts says so
        }
    }
}
