using System.Collections.Immutable;
using System.Globalization;
using Scanward.Server.Storage;

namespace Scanward.Server.Telemetry;

/// <summary>One thing that must hold for scans to be taken.</summary>
/// <param name="Detail">How it stands, and where it fails what to do.</param>
internal sealed record ReadinessCheck(string Name, bool Ok, string Detail);

/// <summary>Whether scans can be taken now, and why not.</summary>
internal sealed record Readiness(ImmutableArray<ReadinessCheck> Checks)
{
    /// <summary>Space that must be left where the store lies; a commit needs little, but the write-ahead log grows before it is brought back.</summary>
    public const long FreeBytesLeast = 64L * 1024 * 1024;

    /// <summary>How long the writer may be busy with one batch while others wait.</summary>
    public static readonly TimeSpan CommitAgeMost = TimeSpan.FromSeconds(10);

    public bool Ready => Checks.All(c => c.Ok);

    public static Readiness Of(Installation installation) => new(
    [
        .. Stopping(installation), Store(installation), Sites(installation), Policy(installation), Disk(installation.Root), Queue(installation.Writer.Depth),
        LastCommit(installation.StoreFigures.LastCommitAge, installation.Writer.Depth),
    ]);

    public static ReadinessCheck Queue(int depth) => depth < Writer.QueuedScans
        ? new("queue", true, string.Create(CultureInfo.InvariantCulture, $"{depth} of {Writer.QueuedScans} places are taken."))
        : new("queue", false, string.Create(CultureInfo.InvariantCulture, $"All {Writer.QueuedScans} places are taken: scans come faster than they can be stored."));

    /// <param name="depth">What waits: a store that nobody writes to may be as old as it likes.</param>
    public static ReadinessCheck LastCommit(TimeSpan age, int depth)
    {
        var seconds = age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return depth > 0 && age > CommitAgeMost
            ? new("last_commit", false, $"{depth} items wait, and the last commit was {seconds} s ago: the disk may hang, or a long change holds the writer.")
            : new("last_commit", true, $"The last commit was {seconds} s ago.");
    }

    /// <param name="root">The data folder.</param>
    public static ReadinessCheck Disk(string root, long freeBytesLeast = FreeBytesLeast)
    {
        try
        {
            var free = new DriveInfo(root).AvailableFreeSpace;
            return free >= freeBytesLeast
                ? new("disk", true, $"{Mb(free)} MB are free where the store lies.")
                : new("disk", false, $"Only {Mb(free)} MB are free where the store lies; make room, at least {Mb(freeBytesLeast)} MB.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("disk", false, $"The free space where the store lies cannot be told: {e.Message}");
        }
    }

    /// <summary>Nothing to check as long as it has not been told to.</summary>
    private static ImmutableArray<ReadinessCheck> Stopping(Installation installation) =>
        installation.StoppingToken.IsCancellationRequested ? [new("stopping", false, "stopping: the server was told to; send new requests elsewhere.")] : [];

    private static ReadinessCheck Store(Installation installation) =>
        installation.Writer.Broken is { } broken ? new("store", false, $"The store is broken: {broken.Message}")
        : installation.StoreFigures.Fault is { } fault ? new("store", false, $"The store did not take the last commit: {fault}")
        : new("store", true, "The store can be written.");

    private static ReadinessCheck Sites(Installation installation) => installation.Sites.All.Count switch
    {
        0 => new("sites", false, "There are no sites yet; import a plant."),
        1 => new("sites", true, "There is 1 site."),
        var count => new("sites", true, string.Create(CultureInfo.InvariantCulture, $"There are {count} sites.")),
    };

    /// <summary>A policy is in force as long as the server runs; a file that was refused since changes nothing, but is told.</summary>
    private static ReadinessCheck Policy(Installation installation)
    {
        var policy = installation.Policies.Current.Compiled.Policy;
        var inForce = $"{policy.Name} version {policy.Version.ToString(CultureInfo.InvariantCulture)} is in force.";
        return new("policy", true, installation.Policies.Refusal is null ? inForce : inForce + " The file as it is now was refused; policy_refused says why.");
    }

    private static string Mb(long bytes) => (bytes / (1024 * 1024)).ToString(CultureInfo.InvariantCulture);
}
