namespace Scanward.Client;

/// <summary>What was read, with the version that a change of it must name: where somebody else was faster, the change is refused (412).</summary>
/// <param name="ETag">As the server gave it.</param>
public sealed record Versioned<T>(T Value, string ETag);
