using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>
/// What <see cref="PolicyReader"/> makes of a file: a <see cref="PolicyRead"/>, or <see cref="PolicyFaults"/> with everything that is wrong with it.
/// </summary>
public abstract record PolicyReading
{
    private protected PolicyReading()
    {
    }
}

/// <summary>The file is a policy. Whether its rows leave gaps or hide each other is the verifier's question, not the reader's.</summary>
public sealed record PolicyRead(Policy Policy) : PolicyReading;

/// <summary>The file is not a policy.</summary>
/// <param name="Faults">At least one, in the order of the file; past <see cref="PolicyLimits.Faults"/> the rest is left out.</param>
public sealed record PolicyFaults(ImmutableArray<FileFault> Faults) : PolicyReading;

/// <summary>How large a policy may be. A policy is written by people, but the file is hostile until it has been read.</summary>
public static class PolicyLimits
{
    /// <summary>UTF-16 units of the file.</summary>
    public const int Characters = 1 << 20;

    /// <summary>Mappings and lists inside each other; the format itself needs 8.</summary>
    public const int Depth = 16;

    /// <summary>Rows, those that sites add included.</summary>
    public const int Rows = 10_000;

    /// <summary>Terms of one cell.</summary>
    public const int Terms = 1_000;

    /// <summary>Different meters that rows may ask for.</summary>
    public const int Meters = 64;

    /// <summary>Bytes of the compiled table, estimated before it is built.</summary>
    public const long TableBytes = 64L << 20;

    /// <summary>Faults reported at once.</summary>
    public const int Faults = 200;
}
