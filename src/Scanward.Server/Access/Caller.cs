namespace Scanward.Server.Access;

/// <summary>Whose credential a request carries. The site comes from here, never from the body.</summary>
internal sealed record Caller(long DeviceKey, int SiteNo, string SiteId, string Name);
