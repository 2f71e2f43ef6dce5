namespace Scanward.Server.Labels;

/// <summary>What labels are printed on. Lengths in millimetres.</summary>
/// <param name="Label">One label.</param>
internal abstract record LabelStock(LabelSize Label)
{
    /// <summary>Labels on a page.</summary>
    public abstract int Count { get; }

    public abstract LabelSize Page { get; }

    /// <summary>The upper left corner of a label, counted from 0, row by row.</summary>
    public abstract (double X, double Y) Place(int index);
}

/// <summary>A roll: each label is a page.</summary>
internal sealed record RollStock(LabelSize Label) : LabelStock(Label)
{
    public override int Count => 1;

    public override LabelSize Page => Label;

    public override (double X, double Y) Place(int index) => (0, 0);
}

/// <summary>A sheet with labels in rows and columns.</summary>
/// <param name="Left">From the sheet's left edge to the first label.</param>
/// <param name="Top">From its upper edge.</param>
/// <param name="GapX">Between two labels of a row.</param>
/// <param name="GapY">Between two rows.</param>
internal sealed record SheetStock(LabelSize Sheet, LabelSize Label, int Columns, int Rows, double Left, double Top, double GapX, double GapY) : LabelStock(Label)
{
    public override int Count => Columns * Rows;

    public override LabelSize Page => Sheet;

    public override (double X, double Y) Place(int index) => (Left + (index % Columns * (Label.Width + GapX)), Top + (index / Columns * (Label.Height + GapY)));
}

/// <summary>A stock that is sold under a name.</summary>
/// <param name="What">In words for people.</param>
internal sealed record LabelPreset(string Name, string What, LabelStock Stock);
