using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Scanward.Server.Storage;

/// <summary>Files that are on the disk when a call returns, not only in the system's memory.</summary>
internal static partial class DurableFiles
{
    private const int BufferBytes = 1024 * 1024;

    public static async Task Write(string path, byte[] content, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await file.WriteAsync(content, ct);
        await file.FlushAsync(ct);
        Flush(file.SafeFileHandle);
    }

    /// <summary>Puts the content in the place of the file, or of what it links to, as a whole: whoever reads it sees the one or the other.</summary>
    public static async Task Replace(string path, byte[] content, CancellationToken ct)
    {
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        var part = target + DataFolder.PartSuffix;
        File.Delete(part); // of a process that was killed meanwhile
        await Write(part, content, ct);
        if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(part, File.GetUnixFileMode(target));
        File.Move(part, target, overwrite: true);
        FlushFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Copies to a file that is not there yet, and returns what was copied as SHA-256 in hex.</summary>
    /// <param name="report">Told the bytes done.</param>
    public static async Task<string> Copy(string from, string to, Action<long> report, CancellationToken ct)
    {
        await using var file = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1);
        var sha256 = await Read(from, bytes => file.WriteAsync(bytes, ct), report, ct);
        await file.FlushAsync(ct);
        Flush(file.SafeFileHandle);
        return sha256;
    }

    /// <summary>SHA-256 in hex.</summary>
    /// <param name="report">Told the bytes done.</param>
    public static Task<string> Hash(string path, Action<long> report, CancellationToken ct) => Read(path, static _ => ValueTask.CompletedTask, report, ct);

    /// <summary>
    /// Returns when what was written to the file is on the disk. .NET 10.0.12 says nothing where that failed (<c>RandomAccess.FlushToDisk</c>, <c>FileStream.Flush(true)</c>), and on Linux the next fsync after
    /// one that failed calls all well, so that it is asked here.
    /// </summary>
    /// <exception cref="IOException">It is not on the disk, and may never be.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
#pragma warning disable RS0030 // what is banned is what this stands for
            RandomAccess.FlushToDisk(file);
#pragma warning restore RS0030
            return;
        }

        const int interrupted = 4;
        while (Fsync(file) != 0)
            if (Marshal.GetLastPInvokeError() != interrupted) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>Makes names that were given in the folder, or taken away, durable. Windows does so by itself.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (folder.IsInvalid || Fsync(folder) != 0) throw new IOException($"The folder {path} could not be made durable: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    private static async Task<string> Read(string path, Func<ReadOnlyMemory<byte>, ValueTask> take, Action<long> report, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var buffer = new byte[BufferBytes];
        for (var done = 0L; await file.ReadAsync(buffer, ct) is > 0 and var count;)
        {
            hash.AppendData(buffer, 0, count);
            await take(buffer.AsMemory(0, count));
            report(done += count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle file);
}
