using System.Security.Cryptography;
using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Server.Cmms;
using Scanward.Server.Dispatch;
using Scanward.Server.Configuration;
using Scanward.Server.People;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;

namespace Scanward.Server;

/// <summary>What an installation can be given from outside; everything else follows from its data folder.</summary>
internal sealed record InstallationOptions
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of jitter; a test gives a seeded one.</summary>
    public Random Jitter { get; init; } = new();

    /// <summary>Source of what nobody may guess; a test gives a repeatable one.</summary>
    public RandomNumberGenerator Secrets { get; init; } = RandomNumberGenerator.Create();

    /// <summary>The maintenance systems beside the embedded one.</summary>
    public Connectors Connectors { get; init; } = Connectors.None;

    /// <summary>Another source of assets than the store.</summary>
    public IAssetSource? Assets { get; init; }

    /// <summary>The policy file; null for the data folder's own, which is made from the starter policy when it is missing.</summary>
    public string? PolicyPath { get; init; }

    public TagReaderOptions Tags { get; init; } = TagReaderOptions.Default;

    /// <summary>Where a line for each scan goes; null where none is written.</summary>
    public Stream? ScanLog { get; init; }

    public LogFormat ScanLogFormat { get; init; }

    public RetentionOptions Retention { get; init; } = RetentionOptions.Default;

    /// <summary>How long a device that has scans to send may be silent.</summary>
    public Duration DevicesSilentAfter { get; init; } = Duration.FromMinutes(60);
    /// <summary>How much work a password's hash is; a test gives less.</summary>
    public int PasswordIterations { get; init; } = Passwords.Iterations;

    /// <summary>Told when the store can no longer be trusted; the process is expected to stop.</summary>
    public Action<Exception> OnBroken { get; init; } = static _ => { };

    /// <summary>Told what happens in the background, in words for people.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>What the configuration and the connectors' files say; the rest is the caller's.</summary>
    /// <exception cref="ConfigurationException">With everything that is wrong with the connectors.</exception>
    public static InstallationOptions Of(ServerOptions options, string dataFolder)
    {
        var connectors = ConnectorFiles.Read(options.ConnectorsPath ?? Path.Combine(DataFolder.FullPath(dataFolder), ConnectorFiles.FolderName), TimeProvider.System);
        if (!connectors.Faults.IsEmpty) throw new ConfigurationException(string.Join('\n', connectors.Faults));
        return new() { PolicyPath = options.PolicyPath, Tags = options.Tags, Retention = options.Retention, DevicesSilentAfter = options.DevicesSilentAfter, Connectors = new(connectors.Connectors) };
    }
}
