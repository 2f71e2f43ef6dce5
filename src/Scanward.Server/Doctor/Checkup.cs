using NodaTime;
using Scanward.Server.Configuration;
using Scanward.Server.Control;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Doctor;

/// <summary>Examines an installation from outside, whether a server works on it or not, and changes nothing in it.</summary>
internal static class Checkup
{
    /// <param name="configuration">The configuration file; null for the data folder's own.</param>
    /// <param name="deep">Whether indexes are read too.</param>
    /// <param name="report">Told what is being looked at.</param>
    public static async Task<Diagnosis> Run(string dataFolder, string? configuration, bool deep, TimeProvider time, Action<string> report, CancellationToken ct)
    {
        var root = DataFolder.FullPath(dataFolder);
        if (!Directory.Exists(root))
            return new([Finding.Failed("folder_missing", $"There is no data folder {root}.", "Say with --data where it is; scanward serve makes a new one.")]);
        report("looking at the data folder");
        var findings = new List<Finding>();
        var policy = Configuration(root, configuration, findings);
        await Policy(policy, findings, ct);
        findings.AddRange(FolderCheckup.Of(root, time));
        if (FolderCheckup.BelongsToAnother(root) || findings.Any(f => f.Code == "folder_unwritable")) return new([.. findings]);

        // Held while nobody else works on it, so that nobody begins to in the midst.
        using var held = DataFolder.TryHold(root);
        await Server(root, held, findings, ct);
        var store = new StoreCheckup(Path.Combine(root, DataFolder.DatabaseName), held is null, deep, Instant.FromDateTimeOffset(time.GetUtcNow()));
        findings.AddRange(await store.Run(report, ct));
        findings.Add(Finding.Ok("time_zones", $"Time zone data {Scanward.Routing.DecisionContext.CurrentTimeZoneData}."));
        return new([.. findings]);
    }

    /// <summary>The path of the policy file; null where the configuration is faulty.</summary>
    private static string? Configuration(string root, string? file, List<Finding> findings)
    {
        try
        {
            var read = ConfigurationReader.Read(root, file);
            findings.Add(Finding.Ok("configuration", read.File is { } path ? $"{path} is fine." : "No configuration file; the defaults count."));
            return read.Options.PolicyPath ?? Path.Combine(root, DataFolder.PolicyName);
        }
        catch (ConfigurationException e)
        {
            findings.Add(Finding.Failed("configuration", $"The configuration is faulty:\n{e.Message}", "Correct it; scanward config check tells the same."));
            return null;
        }
    }

    private static async Task Policy(string? path, List<Finding> findings, CancellationToken ct)
    {
        if (path is null) return;
        try
        {
            var policy = PolicyKeeper.Check(await File.ReadAllTextAsync(path, ct), Path.GetFileName(path)).Policy;
            findings.Add(Finding.Ok("policy", $"Policy {policy.Name} version {policy.Version} can be put in force."));
        }
        catch (FileNotFoundException)
        {
            findings.Add(Finding.Warning("policy_missing", $"There is no policy file {path}.", "The first start makes one from the starter policy, unless the configuration names another file."));
        }
        catch (Exception e) when (e is PolicyRefusedException or IOException or UnauthorizedAccessException)
        {
            findings.Add(Finding.Failed("policy", $"The policy file cannot be put in force:\n{e.Message}", "Correct it; scanward policy verify tells the same. A running server goes on with the last good one, a start fails."));
        }
    }

    private static async Task Server(string root, DataFolder? held, List<Finding> findings, CancellationToken ct)
    {
        if (held is not null)
        {
            findings.Add(Finding.Ok("server", "No server works on the data folder."));
            return;
        }

        var holder = DataFolder.HolderOf(root);
        if (holder.Socket is null)
        {
            findings.Add(Finding.Ok("server", $"The data folder is held by {holder}, which takes no commands: a command, or a server that is just starting."));
            return;
        }

        var reasons = await ControlClient.NotReady(holder, ct);
        findings.Add(
            reasons.Count == 0
                ? Finding.Ok("server", $"The server ({holder}) is ready.")
                : Finding.Failed("server_not_ready", $"The server ({holder}) is not ready: {string.Join(' ', reasons)}", "Do what it says; /readyz tells the same."));
    }
}
