using System.Runtime.InteropServices;

namespace Scanward.Server.Storage;

/// <summary>Asks the system to let a thread go first where cores are scarce.</summary>
internal static partial class ThreadPrecedence
{
    private const int Process = 0, OwnThread = 0, Nice = -10;

    /// <summary>
    /// For the calling thread. On Linux a user who is not root needs leave for it (<c>LimitNICE=</c> of a unit, <c>ulimit -e</c>); without, and on other systems, the thread takes its turn like
    /// the others.
    /// </summary>
    public static void Ask()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(Process, OwnThread, Nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, uint who, int value);
}
