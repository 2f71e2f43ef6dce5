using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>A connector, the stand-in that it talks to, and what a test has to know of that.</summary>
internal sealed class MappedTarget(FakeSystem system, ICmms cmms) : ConnectorUnderTest(cmms)
{
    public FakeSystem System => system;

    /// <summary>Adds an asset by tag, name and time of change; answers its id there, and what the mapping has to make of it.</summary>
    public required Func<string, string, string, (string ExternalId, string Entry)> Add { get; init; }

    /// <summary>Id of an asset that there is.</summary>
    public string Asset { get; init; } = "";

    /// <summary>Id of an asset that the system does not take.</summary>
    public string NoAsset { get; init; } = "";

    public string NoWorkOrder { get; init; } = "";

    /// <summary>The member of a work order that says when it changed.</summary>
    public string ChangedMember { get; init; } = "";

    /// <summary>Whether the work order with that id is cancelled, or put away.</summary>
    public Func<string, bool> IsCancelled { get; init; } = static _ => false;

    /// <summary>Lets the system forget the keys that it has seen.</summary>
    public Action Forget { get; init; } = static () => { };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await system.DisposeAsync();
    }
}
