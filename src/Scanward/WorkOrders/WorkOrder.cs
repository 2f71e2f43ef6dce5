using System.Globalization;

namespace Scanward.WorkOrders;

/// <summary>What a work order is for.</summary>
public enum WorkKind
{
    Corrective = 1,
    Preventive = 2,
    Inspection = 3,
}

/// <summary>Where a work order stands; on the wire in snake_case.</summary>
public enum WorkOrderState
{
    /// <summary>Needs parts that are not there; reserves nothing.</summary>
    WaitingParts = 1,

    /// <summary>In a crew's queue, nobody named.</summary>
    Open = 2,

    Assigned = 3,
    InProgress = 4,
    OnHold = 5,
    Completed = 6,
    Closed = 7,
    Cancelled = 8,
}

/// <summary>A work order as others point to it. An asset's past holds many, so the number is put together only where somebody reads it.</summary>
public readonly record struct WorkOrderRef
{
    /// <param name="number">As people say it, such as <c>WO-NC-000123</c>.</param>
    public WorkOrderRef(long id, string number)
    {
        var digits = number.LastIndexOf('-') + 1;
        var counted = number.AsSpan(digits);
        var canonical = counted.Length == 6 || (counted.Length > 6 && counted[0] != '0');
        if (canonical && long.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) (Id, Prefix, Count) = (id, number[..digits], count);
        else (Id, Prefix, Count) = (id, number, null);
    }

    /// <param name="prefix">See <see cref="PrefixOf"/>.</param>
    /// <param name="count">Null where the prefix is all there is.</param>
    public WorkOrderRef(long id, string prefix, long? count) => (Id, Prefix, Count) = (id, prefix, count);

    public long Id { get; }

    /// <summary>As people say it, such as <c>WO-NC-000123</c>.</summary>
    public string Number => Count is { } count ? $"{Prefix}{count:D6}" : Prefix;

    internal string Prefix { get; }

    internal long? Count { get; }

    /// <summary>What the numbers of a site begin with.</summary>
    public static string PrefixOf(string siteCode) => $"WO-{siteCode}-";

    /// <summary><c>WO-{site code}-{n}</c> (docs/adr/0009).</summary>
    public static string NumberOf(string siteCode, long number) => new WorkOrderRef(0, PrefixOf(siteCode), number).Number;
}

/// <summary>What the states mean.</summary>
public static class WorkOrderStates
{
    /// <summary>Whether work is still to be done.</summary>
    public static bool IsOpen(this WorkOrderState state) => state is < WorkOrderState.Completed;
}
