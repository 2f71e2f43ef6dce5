using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scanward.Server.Storage;

/// <summary>The folder cannot be used; the message says why and what to do.</summary>
internal sealed class DataFolderException : Exception
{
    public DataFolderException()
    {
    }

    public DataFolderException(string message)
        : base(message)
    {
    }

    public DataFolderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Where an installation keeps everything: the store, the policy, its lock and the socket for the command line. Held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    // A Unix socket's path ends at 107 bytes, whatever the file system allows.
    private const int SocketPathMax = 107;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Root = path;
        this.held = held;
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "scanward.db");

    public string Policy => Path.Combine(Root, "policy.yaml");

    /// <summary>Where the command line reaches the process that holds the folder.</summary>
    public string Socket => SocketOf(Root);

    /// <summary>Takes the folder for this process, and makes it when it is missing.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written.</exception>
    public static DataFolder Hold(string path)
    {
        var root = Path.GetFullPath(path);
        var lockFile = Path.Combine(root, "lock");
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(root);
            else Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var taken = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            taken.SetLength(0);
            taken.Write(Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            taken.Flush();
            return new(root, taken);
        }
        catch (IOException e) when (IsHeld(root))
        {
            throw new DataFolderException($"Another process ({Holder(lockFile)}) works on {root}. Stop it, or give another folder with --data.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {root} cannot be used: {e.Message} Give one that this user may write, with --data.", e);
        }
    }

    /// <summary>Whether another process holds the folder now.</summary>
    public static bool IsHeld(string path)
    {
        var lockFile = Path.Combine(Path.GetFullPath(path), "lock");
        if (!File.Exists(lockFile)) return false;
        try
        {
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static string SocketOf(string path)
    {
        var root = Path.GetFullPath(path);
        var beside = Path.Combine(root, "scanward.sock");
        if (Encoding.UTF8.GetByteCount(beside) <= SocketPathMax) return beside;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)).AsSpan(0, 12));
        return Path.Combine(Path.GetTempPath(), $"scanward-{name}.sock");
    }

    public void Dispose() => held.Dispose();

    private static string Holder(string lockFile)
    {
        try
        {
            using var file = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            return text.ReadToEnd() is { Length: > 0 } id ? $"process {id}" : "starting now";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
