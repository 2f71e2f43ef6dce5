using System.Globalization;
using System.Text;

namespace Scanward.Server.Storage;

/// <param name="ProcessId">Null where it cannot be told, as while the process is just starting.</param>
/// <param name="Socket">Where it takes operations of the command line; null where it takes none, or none yet.</param>
internal readonly record struct FolderHolder(int? ProcessId, string? Socket)
{
    public override string ToString() => ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $"process {id}") : "a process that is just starting";
}

/// <summary>
/// Where an installation keeps everything: the store, the policy, and the socket for the command line. Held by one process at a time, through an exclusive lock
/// that the operating system gives back however the process ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    // A Unix socket's path ends at 107 bytes on Linux and at 103 on macOS, whatever the file system allows.
    private const int SocketPathMax = 103;

    private readonly FileStream held;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        this.held = held;
        var beside = Path.Combine(root, "scanward.sock");
        Socket = Encoding.UTF8.GetByteCount(beside) <= SocketPathMax ? beside : Path.Combine(Directory.CreateTempSubdirectory("scanward-").FullName, "scanward.sock");
    }

    public string Root { get; }

    public const string DatabaseName = "scanward.db";

    public const string PolicyName = "policy.yaml";

    public const string PolicyDraftName = "policy.draft.yaml";

    public const string ConfigurationName = "scanward.yaml";

    /// <summary>What the name of a file ends with that is not whole yet.</summary>
    public const string PartSuffix = ".part";

    public string Database => Path.Combine(Root, DatabaseName);

    public string Policy => Path.Combine(Root, PolicyName);

    public string Configuration => Path.Combine(Root, ConfigurationName);

    /// <summary>Names of what is kept in the folder; not what only shows that it is held, or is left of something that was interrupted.</summary>
    public string[] Contents() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root).Select(p => Path.GetFileName(p)).Where(n => n is not ("lock" or "holder" or "lost+found") && !n.EndsWith(PartSuffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where the command line reaches the process that holds the folder: in the folder, or in a private one where this one's path is too long for a socket.</summary>
    public string Socket { get; }

    /// <summary>Takes the folder for this process, and makes it when it is missing.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written.</exception>
    public static DataFolder Hold(string path) => TryHold(path)
        ?? throw new DataFolderException($"Another process works on {FullPath(path)}: {HolderOf(path)}. Stop it, or give another folder with --data.");

    /// <summary>As <see cref="Hold"/>; null where another process holds it.</summary>
    /// <exception cref="DataFolderException">It cannot be written.</exception>
    public static DataFolder? TryHold(string path)
    {
        var root = FullPath(path);
        FileStream? taken = null;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(root);
            else Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // On Unix only FileShare.None takes the lock exclusively; every other value is a shared lock, which two processes can hold.
            taken = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (HolderOf(root).Socket is { } left) RemoveSocket(left, root); // of a process that was killed
            var folder = new DataFolder(root, taken);
            folder.Sign(null);
            return folder;
        }
        catch (IOException e) when (taken is null && IsLockedElsewhere(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken?.Dispose();
            throw new DataFolderException($"The data folder {root} cannot be used: {e.Message} Give one that this user may write, with --data.", e);
        }
    }

    /// <exception cref="DataFolderException">No folder can be called so.</exception>
    public static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (ArgumentException e)
        {
            throw new DataFolderException("--data needs the path of a folder.", e);
        }
    }

    /// <summary>Whether there is such a folder, held or not.</summary>
    /// <exception cref="DataFolderException">No folder can be called so.</exception>
    public static bool Exists(string path) => Directory.Exists(FullPath(path));

    /// <summary>Who holds the folder, as told by the process that took it last.</summary>
    public static FolderHolder HolderOf(string path)
    {
        try
        {
            var lines = File.ReadAllLines(HolderFile(FullPath(path)));
            int? id = lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            return new(id, lines.Length > 1 ? lines[1] : null);
        }
        catch (IOException)
        {
            return default; // it has the lock and has not signed yet, or has just gone
        }
    }

    /// <summary>Tells the command line that this process takes its operations on <see cref="Socket"/>.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Announce() => Sign(Socket);

    public void Dispose()
    {
        File.Delete(HolderFile(Root));
        RemoveSocket(Socket, Root);
        held.Dispose();
    }

    private static void RemoveSocket(string socket, string root)
    {
        var folder = Path.GetDirectoryName(socket)!;
        if (!Directory.Exists(folder)) return;
        File.Delete(socket);
        if (folder != root) Directory.Delete(folder);
    }

    private static string HolderFile(string root) => Path.Combine(root, "holder");

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsLockedElsewhere(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private void Sign(string? socket) => File.WriteAllText(HolderFile(Root), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{socket}"));
}
