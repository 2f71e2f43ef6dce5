namespace Scanward.Server.Access;

/// <summary>What a key is for; each role may do what those before it may. The number is what the store holds.</summary>
internal enum Role
{
    /// <summary>Sends scans, reads its site, and changes the work orders that its technician works on.</summary>
    Device = 1,

    /// <summary>Changes the registry, stock and work orders of its site, and sees to its dead letters and audit log.</summary>
    Operator = 2,

    /// <summary>Makes and revokes keys, imports and exports.</summary>
    Admin = 3,
}
