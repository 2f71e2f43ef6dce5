using System.Collections.Immutable;
using Scanward.Server.People;

namespace Scanward.Server.WebConsole.People;

/// <summary>Who may come in here, and what they may do.</summary>
internal sealed record PeopleModel
{
    public required ImmutableArray<Person> Rows { get; init; }

    /// <summary>A link that was just made, to be handed over; shown this once.</summary>
    public (string Name, string Url, long EndsAt)? Link { get; init; }

    public required ImmutableArray<(string Id, string Name)> Technicians { get; init; }

    /// <summary>Whether who looks may give roles at all sites.</summary>
    public required bool Everywhere { get; init; }

    public IReadOnlyDictionary<string, string> Faults { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What was filled in, to be shown again.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;
}
