using System.Collections.Immutable;
using Scanward.Resolution;

namespace Scanward.Server.WebConsole.Crews;

/// <summary>One technician: what the roster says, and a form to change it.</summary>
internal sealed record TechnicianModel
{
    public required Technician Technician { get; init; }

    public required ImmutableArray<Crew> Crews { get; init; }

    /// <summary>Of what the registry has now.</summary>
    public required string ETag { get; init; }

    /// <summary>As lines that are typed: <c>mon-fri 08:00-17:00</c>.</summary>
    public required ImmutableArray<string> Shifts { get; init; }

    public required ImmutableArray<string> OnCall { get; init; }

    /// <summary>As lines that are typed: <c>2026-12-21 2026-12-31</c>.</summary>
    public required ImmutableArray<string> Absences { get; init; }

    public required int Minutes { get; init; }

    public required int Limit { get; init; }

    public PageForm Form { get; init; } = PageForm.Fresh;
}
