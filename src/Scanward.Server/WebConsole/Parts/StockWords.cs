using System.Globalization;

namespace Scanward.Server.WebConsole.Parts;

/// <summary>What the figures of a part's stock mean.</summary>
internal sealed record StockWords(int OnHand, int Reserved, int OnOrder, int SafetyStock, int? ReorderPoint, long Wanted, long? Eta)
{
    public int Available => OnHand - Reserved;

    /// <summary>How many more are wanted than there are; 0 where there are enough.</summary>
    public long Missing => Math.Max(0, Wanted - Available);

    public StateLook Look => (Missing, Available) switch
    {
        ( > 0, _) => new("failed", "alert-triangle", "short"),
        (_, <= 0) => new("failed", "circle-x", "none free"),
        _ when Available < SafetyStock => new("waiting", "alert-triangle", "below safety stock"),
        _ when ReorderPoint is { } point && Available + OnOrder <= point => new("waiting", "refresh", "to be ordered"),
        _ => new("done", "circle-check", "enough"),
    };

    /// <summary>What is to come of it, when the work that is open now takes what it wants.</summary>
    public string Projection => (Missing, Wanted) switch
    {
        (_, 0) => "No work waits for it.",
        (0, _) => string.Create(CultureInfo.InvariantCulture, $"Waiting work wants {Wanted:N0}; there are enough, and {Available - Wanted:N0} would be left."),
        _ when OnOrder >= Missing => string.Create(CultureInfo.InvariantCulture, $"{Missing:N0} more are wanted than there are. {OnOrder:N0} are on order, which is enough."),
        _ when OnOrder > 0 => string.Create(CultureInfo.InvariantCulture, $"{Missing:N0} more are wanted than there are. {OnOrder:N0} are on order: {Missing - OnOrder:N0} will still be missing."),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Missing:N0} more {(Missing == 1 ? "is" : "are")} wanted than there {(Missing == 1 ? "is" : "are")}, and none is on order."),
    };
}
