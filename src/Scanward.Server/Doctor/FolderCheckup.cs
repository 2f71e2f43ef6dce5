using System.Globalization;
using System.Runtime.InteropServices;
using Scanward.Server.Storage;

namespace Scanward.Server.Doctor;

/// <summary>The data folder itself: whose it is, who may look into it, and the disk below it.</summary>
internal static partial class FolderCheckup
{
    private const long Gigabyte = 1L << 30;

    private const int Probes = 20;

    private const double SlowFsyncMs = 25;

    public static IEnumerable<Finding> Of(string folder, TimeProvider time)
    {
        foreach (var finding in Rights(folder)) yield return finding;
        yield return Space(folder);
        yield return Fsync(folder, time);
    }

    /// <summary>Whether the folder is another user's: what this one makes in it, that one may not be able to open.</summary>
    public static bool BelongsToAnother(string folder) => OperatingSystem.IsLinux() && OwnerOf(folder) is { } owner && owner != EffectiveUser();

    private static IEnumerable<Finding> Rights(string folder)
    {
        if (BelongsToAnother(folder))
        {
            yield return Finding.Warning(
                "folder_owner", string.Create(CultureInfo.InvariantCulture, $"The data folder belongs to user {OwnerOf(folder)}, and this is user {EffectiveUser()}, so the store was not opened."),
                "Run this as the user who runs the server, such as: sudo -u scanward scanward doctor");
        }

        string[] open = IsOpen(folder) ? [.. Directory.EnumerateFiles(folder).Where(IsOpen).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];
        if (open.Length > 0)
            yield return Finding.Warning("folder_open", $"Other users may enter the data folder and read {Finding.Some(open)}.", $"chmod 700 {folder}");
        else yield return Finding.Ok("folder_rights", "Nobody but its user gets at the data.");
    }

    /// <summary>Whether group or others have any right to it.</summary>
    private static bool IsOpen(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != UnixFileMode.None;
    }

    private static Finding Space(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var database = new FileInfo(Path.Combine(folder, DataFolder.DatabaseName)) is { Exists: true, Length: var length } ? length : 0;
        var told = string.Create(CultureInfo.InvariantCulture, $"{free / (double)Gigabyte:N1} GB are free on the disk, the store takes {database / (double)Gigabyte:N1} GB.");
        const string toDo = "Make room, let retention.scans delete what is old, or move the data folder to a larger disk (backup and restore).";
        if (free < Gigabyte / 2) return Finding.Failed("disk_space", told, toDo);
        return free < 2 * Gigabyte ? Finding.Warning("disk_space", told, toDo) : Finding.Ok("disk_space", told);
    }

    /// <summary>How long the disk takes to keep a page: each answer waits for that.</summary>
    private static Finding Fsync(string folder, TimeProvider time)
    {
        var probe = Path.Combine(folder, $"doctor-{Environment.ProcessId}{DataFolder.PartSuffix}");
        try
        {
            using var file = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
            var page = new byte[4096];
            var took = new double[Probes];
            for (var i = 0; i < Probes; i++)
            {
                RandomAccess.Write(file, page, (long)i * page.Length);
                var began = time.GetTimestamp();
                DurableFiles.Flush(file);
                took[i] = time.GetElapsedTime(began).TotalMilliseconds;
            }

            Array.Sort(took);
            var told = string.Create(CultureInfo.InvariantCulture, $"The disk keeps a page in {took[Probes / 2]:N1} ms (fsync, median of {Probes}; the longest {took[^1]:N1} ms).");
            return took[Probes / 2] > SlowFsyncMs ? Finding.Warning("fsync", told, "Each answer waits for that: put the data folder on a local disk, best an SSD.") : Finding.Ok("fsync", told);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Failed("folder_unwritable", $"Nothing can be written to the data folder: {e.Message}", "Let the user who runs the server write there: chown -R, or remount the disk.");
        }
    }

    /// <summary>Null where it cannot be told.</summary>
    private static unsafe uint? OwnerOf(string path)
    {
        const int currentFolder = -100, ownerMask = 8, ownerAt = 20; // AT_FDCWD, STATX_UID, and where the kernel puts stx_uid on every architecture
        var about = stackalloc byte[256];
        return Statx(currentFolder, path, 0, ownerMask, about) == 0 ? *(uint*)(about + ownerAt) : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* about);
}
