using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Scanward.Bench.Load;

/// <summary>Waits to within some 0.1 ms (the runtime's own timers: over 1 ms) without burning the core that the server needs.</summary>
internal static class PreciseWait
{
    /// <param name="timestamp">In ticks of <see cref="Stopwatch"/>; returns at once when it is past.</param>
    public static void Until(long timestamp)
    {
        while (timestamp - Stopwatch.GetTimestamp() is > 0 and var ticks)
        {
            var nanoseconds = (long)(ticks * (1e9 / Stopwatch.Frequency));
            if (OperatingSystem.IsWindows())
            {
                Thread.SpinWait(100);
            }
            else if (nanosleep(new Timespec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 }, 0) != 0)
            {
                Thread.Yield(); // a signal came in between; the loop looks at the time again
            }
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nanosleep(in Timespec duration, nint remaining);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
