using System.Runtime.InteropServices;

namespace Scanward.Server.Commands;

/// <summary>What the program writes belongs to its user alone, also in a folder that others can enter: the store holds where people were, the socket obeys commands.</summary>
internal static partial class OwnerOnly
{
    /// <summary>From now on this process makes files without any right for group and others.</summary>
    public static void Begin()
    {
        const uint groupAndOthers = 0b111_111;
        if (!OperatingSystem.IsWindows()) _ = Umask(groupAndOthers);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint Umask(uint mask);
}
