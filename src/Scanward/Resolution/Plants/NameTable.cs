namespace Scanward.Resolution.Plants;

/// <summary>
/// The names of one kind (sites, classes, parts) that a file declares, and those it refers to. A reference made before the section has been read
/// waits until it has, so that sections may stand in any order.
/// </summary>
/// <param name="kind">For messages, such as <c>site</c>; the codes are <c>{kind}_unknown</c> and <c>{kind}_twice</c>.</param>
internal sealed class NameTable(string kind, FileFaults faults)
{
    private readonly Dictionary<string, Spot> declared = [];
    private readonly List<(string Name, Spot At)> waiting = [];

    /// <summary>Whether the section that declares these names has been read.</summary>
    public bool IsComplete { get; private set; }

    private string? Only => declared.Count == 1 ? declared.Keys.First() : null;

    /// <summary>False, and a fault, where the name is taken.</summary>
    public bool Declare(string name, Spot at)
    {
        if (!declared.TryGetValue(name, out var first) || first == default)
        {
            declared[name] = at;
            return true;
        }

        faults.Add(
            at, $"{kind}_twice",
            $"{kind} '{name}' stands {first.Named} already; give this one another id, or remove one of the two.");
        return false;
    }

    /// <summary>A name that the registry has already: it can be referred to, and declared anew.</summary>
    public void Know(string name) => declared.TryAdd(name, default);

    public void Refer(string name, Spot at)
    {
        if (declared.ContainsKey(name)) return;
        if (IsComplete) Fault(name, at);
        else waiting.Add((name, at));
    }

    /// <summary>The name where it is declared; the only one there is where none is given; else null (and a fault where one must be given).</summary>
    /// <param name="given">Referred to before, so that an unknown name is a fault already.</param>
    /// <param name="what">For the message, such as <c>a crew</c>.</param>
    public string? OrOnly(string? given, Spot at, string what)
    {
        if (given is not null) return declared.ContainsKey(given) ? given : null;
        if (Only is { } only) return only;
        faults.Add(at, "member_missing", $"{what} needs '{kind}': it may be left out only where the plant has exactly one.");
        return null;
    }

    /// <summary>Judges what has waited; to be called when the section ends, and at the end of the file for a section that never came.</summary>
    public void Complete()
    {
        if (IsComplete) return;
        IsComplete = true;
        foreach (var (name, at) in waiting)
            if (!declared.ContainsKey(name)) Fault(name, at);
        waiting.Clear();
    }

    private void Fault(string name, Spot at)
    {
        var hint = faults.Hint(name, declared.Keys, declared.Count == 0 ? "; it declares none at all." : "; declare it, or correct the name.");
        faults.Add(at, $"{kind}_unknown", $"there is no {kind} '{PlantCursor.Clip(name)}' in this plant{hint}");
    }
}
