namespace Scanward.Resolution;

/// <summary>Why a stock changed; the number is what the store holds, on the wire in snake_case.</summary>
public enum StockMoveKind
{
    /// <summary>What was there when the ledger began.</summary>
    Opening = 1,

    /// <summary>A delivery came.</summary>
    Receive = 2,

    /// <summary>Held for a work order.</summary>
    Reserve = 3,

    /// <summary>Held no more.</summary>
    Release = 4,

    /// <summary>Used up by a work order.</summary>
    Consume = 5,

    /// <summary>Corrected by a difference, with a reason.</summary>
    Adjust = 6,

    /// <summary>Counted on the shelf; the move is the difference to what was known.</summary>
    Count = 7,

    /// <summary>Sent to another site.</summary>
    TransferOut = 8,

    /// <summary>Come from another site.</summary>
    TransferIn = 9,
}

/// <summary>One change of one stock. On hand and reserved are the sums over all moves of a part at a site.</summary>
/// <param name="OnHand">The change of what lies on the shelf, in the part's unit.</param>
/// <param name="Reserved">The change of what of it is held for work orders.</param>
public readonly record struct StockMove(StockMoveKind Kind, int OnHand, int Reserved)
{
    /// <summary>The stock after the move; null where that cannot be: more held than there is, or less than nothing.</summary>
    public Stock? On(Stock stock)
    {
        var (onHand, reserved) = ((long)stock.OnHand + OnHand, (long)stock.Reserved + Reserved);
        return onHand is < 0 or > Stock.QuantityMax || reserved < 0 || reserved > onHand ? null : stock with { OnHand = (int)onHand, Reserved = (int)reserved };
    }

    public static StockMove Receive(int quantity) => new(StockMoveKind.Receive, quantity, 0);

    public static StockMove Reserve(int quantity) => new(StockMoveKind.Reserve, 0, quantity);

    public static StockMove Release(int quantity) => new(StockMoveKind.Release, 0, -quantity);

    /// <param name="quantity">Taken from the shelf.</param>
    /// <param name="held">What of it had been held for the work order.</param>
    public static StockMove Consume(int quantity, int held) => new(StockMoveKind.Consume, -quantity, -held);
}
