namespace Scanward.Resolution.Plants;

/// <summary>A place in the file, both 1-based.</summary>
internal readonly record struct Spot(int Line, int Column);

/// <summary>Collects faults: the first ones whole, the rest only counted, so that a file of nothing but faults costs no memory.</summary>
internal sealed class FaultList(int listed)
{
    private readonly List<PlantFault> faults = [];

    public int Total { get; private set; }

    /// <summary>Whether a further fault is only counted: then nothing need be spent on its wording.</summary>
    public bool IsFull => faults.Count >= listed;

    public void Add(Spot at, string code, string detail)
    {
        Total++;
        if (!IsFull) faults.Add(new PlantFault(at.Line, at.Column, code, detail));
    }

    public PlantFaults ToReading() =>
        new([.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)], Total);
}
