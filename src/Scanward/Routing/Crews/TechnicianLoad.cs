using NodaTime;

namespace Scanward.Routing.Crews;

/// <summary>What a technician carries at the moment of a decision.</summary>
/// <param name="Minutes">Expected minutes of the open work orders assigned.</param>
/// <param name="LastAssignedAt">Null when never assigned.</param>
public sealed record TechnicianLoad(string TechnicianId, int Minutes, Instant? LastAssignedAt);
