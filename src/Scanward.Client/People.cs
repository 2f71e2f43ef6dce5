namespace Scanward.Client;

/// <summary>What somebody may do at a site.</summary>
/// <param name="Site"><c>*</c> for all sites.</param>
/// <param name="Role"><c>technician</c>, <c>planner</c>, <c>manager</c> or <c>admin</c>.</param>
public sealed record SiteRole(string Site, string Role);

/// <summary>Somebody who may sign in.</summary>
public record Person
{
    public required string Id { get; init; }

    public required string SignInName { get; init; }

    public required string Name { get; init; }

    /// <summary>Who the person is on the roster and in scans.</summary>
    public string? OperatorId { get; init; }

    public string? Email { get; init; }

    /// <summary><c>active</c> or <c>disabled</c>.</summary>
    public required string State { get; init; }

    public required IReadOnlyList<SiteRole> Roles { get; init; }

    /// <summary><c>password</c>, <c>passkey</c>, <c>sign_in_service</c>; nothing while an invitation is open.</summary>
    public required IReadOnlyList<string> SignsInWith { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>When the link ends with which the person can set a password.</summary>
    public DateTimeOffset? LinkEndsAt { get; init; }
}

/// <summary>Somebody for whom a link has just been made.</summary>
public sealed record LinkedPerson : Person
{
    /// <summary>Good once; shown this once.</summary>
    public required string Link { get; init; }

    /// <summary>Without the link, which is not for logs.</summary>
    public override string ToString() => $"{SignInName}, {Name}";
}

/// <summary>Somebody to be added.</summary>
public sealed record NewPerson
{
    public required string SignInName { get; init; }

    public required string Name { get; init; }

    public string? OperatorId { get; init; }

    public string? Email { get; init; }

    public IReadOnlyList<SiteRole>? Roles { get; init; }
}

/// <summary>What is to be changed of somebody; what is not given stays.</summary>
public sealed record PersonChange
{
    public string? SignInName { get; init; }

    public string? Name { get; init; }

    public string? OperatorId { get; init; }

    public string? Email { get; init; }

    /// <summary>All that the person is to have.</summary>
    public IReadOnlyList<SiteRole>? Roles { get; init; }
}
