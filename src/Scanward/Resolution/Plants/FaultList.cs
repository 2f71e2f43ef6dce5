namespace Scanward.Resolution.Plants;

/// <summary>A place in the file, both 1-based.</summary>
internal readonly record struct Spot(int Line, int Column);

/// <summary>Collects faults: the first ones whole, the rest only counted, so that a file of nothing but faults costs no memory.</summary>
internal sealed class FaultList(int listed)
{
    /// <summary>Comparisons spent on suggestions in one reading: about a second's worth.</summary>
    private const int MostComparisons = 1_000_000;

    private readonly List<PlantFault> faults = [];
    private int comparisonsLeft = MostComparisons;

    public int Total { get; private set; }

    /// <summary>Whether a further fault is only counted: then nothing need be spent on its wording.</summary>
    public bool IsFull => faults.Count >= listed;

    public void Add(Spot at, string code, string detail)
    {
        Total++;
        if (!IsFull) faults.Add(new PlantFault(at.Line, at.Column, code, detail));
    }

    /// <summary><c>: did you mean 'x'?</c> for the nearest of the names; nothing where none is near, or where the search would not be read or would take long.</summary>
    public string Hint(string given, IReadOnlyCollection<string> names)
    {
        if (IsFull || names.Count > comparisonsLeft) return "";
        comparisonsLeft -= names.Count;
        var nearest = NearestName.Of(given, names);
        return nearest is null ? "" : $": did you mean '{nearest}'?";
    }

    public PlantFaults ToReading() =>
        new([.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)], Total);
}
