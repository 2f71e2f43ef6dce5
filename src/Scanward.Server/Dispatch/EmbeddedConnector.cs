namespace Scanward.Server.Dispatch;

/// <summary>The maintenance system that comes with Scanward. What goes to it is settled in the commit that decides it, since it is the same store.</summary>
internal static class EmbeddedConnector
{
    public const string Name = "embedded";
}
