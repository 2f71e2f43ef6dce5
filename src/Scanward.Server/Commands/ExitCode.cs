namespace Scanward.Server.Commands;

internal static class ExitCode
{
    public const int Done = 0;

    public const int CheckFailed = 1;

    public const int BadUsage = 2;

    /// <summary>The store can no longer be trusted to be durable (EX_SOFTWARE of sysexits.h).</summary>
    public const int StoreBroken = 70;
}
