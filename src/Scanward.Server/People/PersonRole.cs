using Scanward.Server.Access;

namespace Scanward.Server.People;

/// <summary>What a person may do at a site; each role may do what those before it may. The number is what the store holds.</summary>
internal enum PersonRole
{
    /// <summary>Scans, and works on the work orders that are theirs.</summary>
    Technician = 1,

    /// <summary>Changes work orders, the registry and stock, and sees to dead letters and devices.</summary>
    Planner = 2,

    /// <summary>Changes the policy too.</summary>
    Manager = 3,

    /// <summary>Sees to people and keys, imports and exports.</summary>
    Admin = 4,
}

internal static class PersonRoles
{
    /// <summary>The role of a key that may do the same over the API.</summary>
    public static Role AsKey(this PersonRole role) => role switch
    {
        PersonRole.Technician => Role.Device,
        PersonRole.Planner or PersonRole.Manager => Role.Operator,
        PersonRole.Admin => Role.Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
