using System.Collections.Immutable;

namespace Scanward.Server.Labels;

/// <summary>What one label says.</summary>
/// <param name="Content">What its symbol holds.</param>
/// <param name="Id">What people read: the asset's id, or the tag itself.</param>
/// <param name="Tag">What it leads to, as the tag reader spells it.</param>
internal sealed record LabelContent(string Content, string Id, string Tag)
{
    public string Name { get; init; } = "";

    public string Location { get; init; } = "";

    public string SiteText { get; init; } = "";
}

/// <summary>What is on one label, from its upper left corner, in dots of the printer.</summary>
/// <param name="Width">Of the label.</param>
/// <param name="LeftOut">What there was no room for, such as <c>the location</c>.</param>
internal sealed record LabelDrawing(double Width, double Height, PlacedSymbol Symbol, ImmutableArray<PlacedText> Texts, PlacedLogo? Logo, ImmutableArray<string> LeftOut);

/// <summary>A symbol on whole dots. The quiet zone lies outside of it.</summary>
/// <param name="X">Of the first module.</param>
/// <param name="Module">Dots of a module.</param>
/// <param name="BarHeight">Dots of a linear symbol's bars; 0 for others, whose modules are square.</param>
internal sealed record PlacedSymbol(Symbol Symbol, int X, int Y, int Module, int BarHeight);

/// <param name="X">Where the line begins on the left.</param>
/// <param name="Em">The font's size in dots.</param>
internal sealed record PlacedText(TextLine Line, double X, double Baseline, double Em, bool IsBold, TextAlign Align);

internal enum TextAlign
{
    Left,
    Center,
    Right,
}

internal sealed record PlacedLogo(double X, double Y, double Width, double Height);
