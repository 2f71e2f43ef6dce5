using System.Collections.Immutable;
using Scanward.Resolution;

namespace Scanward.Routing.Parts;

/// <summary>What came of a job's wish for parts: <see cref="Reserved"/>, or <see cref="NotReserved"/>; never a part of it.</summary>
/// <param name="Lines">For the ack.</param>
public abstract record Reservation(ImmutableArray<PartLine> Lines);

/// <summary>Every part is held; the lines name each. A job that needs none has it at once, without lines.</summary>
public sealed record Reserved(ImmutableArray<PartLine> Lines) : Reservation(Lines)
{
    /// <summary>The stock of each line's part as the hold leaves it, in the order of the lines.</summary>
    public required ImmutableArray<Stock> After { get; init; }
}

/// <summary>
/// No part is held; the lines name only those that stood in the way, with the quantity needed. Such a part is on order when what is ordered makes up
/// for what is missing (deliveries are not promised to one work order rather than another), else short.
/// </summary>
public sealed record NotReserved(ImmutableArray<PartLine> Lines) : Reservation(Lines);
