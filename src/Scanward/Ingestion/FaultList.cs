using System.Collections.Immutable;

namespace Scanward.Ingestion;

/// <summary>Faults in the order found, up to a most; the one beyond says that the list is cut.</summary>
internal sealed class FaultList(int max)
{
    private readonly ImmutableArray<ScanFault>.Builder faults = ImmutableArray.CreateBuilder<ScanFault>();

    /// <summary>Nothing more is listed, so nothing more need be looked for.</summary>
    public bool IsFull { get; private set; }

    public bool IsEmpty => faults.Count == 0;

    public void Add(string pointer, string code, string detail)
    {
        if (IsFull) return;
        if (faults.Count < max)
        {
            faults.Add(new(pointer, code, detail));
            return;
        }

        IsFull = true;
        faults.Add(new("", "too_many_faults", $"The payload has more than {max} faults; the others are not listed. Mend these first."));
    }

    public ImmutableArray<ScanFault> ToImmutable() => faults.ToImmutable();
}
