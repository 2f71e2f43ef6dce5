using System.Globalization;

namespace Scanward.Server.WebConsole;

/// <summary>A piece of a bar.</summary>
/// <param name="Tone">A colour of <see cref="StateLook"/>.</param>
/// <param name="Text">The value as it is shown; a whole number where it is not given.</param>
public sealed record BarPiece(string Name, double Value, string Tone, string? Text = null, string? Href = null)
{
    public string Shown => Text ?? Value.ToString("N0", CultureInfo.InvariantCulture);
}
