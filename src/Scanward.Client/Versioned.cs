namespace Scanward.Client;

/// <summary>What was read, with the version that a change of it names: where somebody else was faster, the change is refused (412 <c>stale</c>).</summary>
/// <param name="ETag">As the server gave it; <see cref="ScanwardClient.AnyVersion"/> in its place stands for whichever there is.</param>
public sealed record Versioned<T>(T Value, string ETag);
