using System.Collections.Immutable;

namespace Scanward.Server.Labels;

/// <content>Text as a block, and what a label would have to be.</content>
internal sealed partial class LabelLayout
{
    /// <summary>Site text or logo, id, name and location under each other. What does not fit at a size that can be read is left out, the least important first.</summary>
    private sealed class TextBlock(LabelLayout layout, LabelContent content, double width, double height, double emMost, bool isCentered, int nameLines)
    {
        private const double SiteScale = 0.78, IdScale = 1.35, LocationScale = 0.84, LogoScale = 2.4;

        /// <summary>Between two parts, in ems.</summary>
        private const double Gap = 0.22;

        private readonly List<string> leftOut = [];
        private ImmutableArray<TextLine> id = [], name = [], location = [], site = [];
        private double em, idEm;
        private bool hasLogo;

        /// <summary>Millimetres that it takes.</summary>
        public double Height { get; private set; }

        /// <summary>Whether at least the id fits.</summary>
        public bool Fit()
        {
            var wanted = new Wanted(layout.LogoAspect is not null, content.SiteText.Length > 0, Math.Min(nameLines, content.Name.Length > 0 ? nameLines : 0), nameLines > 0 && content.Location.Length > 0 ? Math.Min(nameLines, 2) : 0);
            if (nameLines == 0 && content.Name.Length > 0) leftOut.Add("the name");
            if (nameLines == 0 && content.Location.Length > 0) leftOut.Add("the location");
            while (!TryFit(wanted))
            {
                if (wanted.Location > 1) wanted = wanted with { Location = 1 };
                else if (wanted.Name > 1) wanted = wanted with { Name = wanted.Name - 1 };
                else if (wanted.Location > 0) wanted = Without("the location", wanted with { Location = 0 });
                else if (wanted.Site) wanted = Without("the site's text", wanted with { Site = false });
                else if (wanted.Logo) wanted = Without("the logo", wanted with { Logo = false });
                else if (wanted.Name > 0) wanted = Without("the name", wanted with { Name = 0 });
                else return false;
            }

            return true;
        }

        /// <param name="left">Of the block, in millimetres.</param>
        public LabelDrawing Draw(PlacedSymbol symbol, double left, double top)
        {
            var texts = ImmutableArray.CreateBuilder<PlacedText>();
            var y = top;
            PlacedLogo? logo = null;
            if (hasLogo)
            {
                var (logoWidth, logoHeight) = LogoSize();
                logo = new(layout.Dots(left + (isCentered ? (width - logoWidth) / 2 : 0)), layout.Dots(y), layout.Dots(logoWidth), layout.Dots(logoHeight));
                y += logoHeight + (Gap * em);
            }

            Add(site, em * SiteScale, isBold: false);
            Add(id, idEm, isBold: true);
            Add(name, em, isBold: false);
            Add(location, em * LocationScale, isBold: false);
            return new(layout.Dots(layout.Size.Width), layout.Dots(layout.Size.Height), symbol, texts.ToImmutable(), logo, [.. leftOut]);

            void Add(ImmutableArray<TextLine> lines, double size, bool isBold)
            {
                foreach (var line in lines)
                {
                    texts.Add(layout.Line(line, size, isBold, isCentered ? TextAlign.Center : TextAlign.Left, left, width, y + (size * Ascent)));
                    y += size * Leading;
                }

                if (!lines.IsEmpty) y += Gap * em;
            }
        }

        private Wanted Without(string what, Wanted wanted)
        {
            leftOut.Add(what);
            return wanted;
        }

        private bool TryFit(Wanted wanted)
        {
            for (em = emMost; em >= LeastEm - 0.001; em -= 0.1)
            {
                hasLogo = wanted.Logo;
                site = wanted.Site ? layout.Typesetter.Wrap(content.SiteText, isBold: false, width / (em * SiteScale), 1) : [];
                id = layout.Ids(content.Id, width, em * IdScale, out idEm);
                if (content.Id.Length > 0 && id.IsEmpty) return false;
                name = wanted.Name > 0 ? layout.Typesetter.Wrap(content.Name, isBold: false, width / em, wanted.Name) : [];
                location = wanted.Location > 0 ? layout.Typesetter.Wrap(content.Location, isBold: false, width / (em * LocationScale), wanted.Location) : [];
                if (Measure() <= height) return true;
            }

            em = LeastEm;
            return !wanted.Site && !wanted.Logo && wanted.Name == 0 && wanted.Location == 0 && Measure() <= height + 0.1;
        }

        private double Measure()
        {
            var parts = 0;
            double total = 0;
            Part(hasLogo ? LogoSize().Height : 0);
            Part(site.Length * em * SiteScale * Leading);
            Part(id.Length * idEm * Leading);
            Part(name.Length * em * Leading);
            Part(location.Length * em * LocationScale * Leading);
            return Height = total + (Math.Max(0, parts - 1) * Gap * em);

            void Part(double tall)
            {
                total += tall;
                if (tall > 0) parts++;
            }
        }

        private (double Width, double Height) LogoSize()
        {
            var tall = em * LogoScale;
            var wide = tall * layout.LogoAspect!.Value;
            return wide <= width ? (wide, tall) : (width, width / layout.LogoAspect.Value);
        }

        /// <param name="Name">Lines that it may take.</param>
        /// <param name="Location">The same.</param>
        private readonly record struct Wanted(bool Logo, bool Site, int Name, int Location);
    }

    private LabelSize Size => size;

    private double? LogoAspect => logoAspect;

    private Typesetter Typesetter => typesetter;

    private LabelTooSmall TooSmall(Symbol symbol, LabelContent content, string member) =>
        new(member, $"The {LabelWords.Of(symbol.Kind)} symbol of {LabelFaults.Shown(content.Id)}", size, Needed(symbol, content), Hint(symbol));

    /// <summary>The least label that it fits on, found by trying: wider, higher, or both.</summary>
    private LabelSize Needed(Symbol symbol, LabelContent content)
    {
        const double step = 0.5;
        var least = new LabelSize(LabelOrderCheck.MostMm, LabelOrderCheck.MostMm);
        foreach (var (wider, higher) in (ReadOnlySpan<(double, double)>)[(1, 0), (0, 1), (1, 1)])
        {
            for (var more = step; more <= 120; more += step)
            {
                var tried = new LabelSize(Up(size.Width + (more * wider)), Up(size.Height + (more * higher)));
                if (tried.Width * tried.Height >= least.Width * least.Height) break;
                if (new LabelLayout(tried, dpi, typesetter, null) { SymbolOf = SymbolOf }.Draw(symbol, content) is not null) least = tried;
            }
        }

        return least;
    }

    private string Hint(Symbol symbol)
    {
        var there = symbol.IsLinear ? size.Width - 0.8 : Math.Min(size.Width - (2 * SymbolPad), size.Height - (2 * SymbolPad));
        var room = Symbol.Capacity(symbol.Kind, (int)Math.Floor(Dots(there) / Symbol.LeastDots(dpi)));
        var holds = room >= symbol.Content.Length || room == 0 ? "" : $"At {dpi} dots an inch it has room for a symbol of {room} characters, and this has {symbol.Content.Length}.";
        var other = symbol.Kind == SymbolKind.DataMatrix ? "" : " A Data Matrix takes the least room.";
        return (holds + other).Trim();
    }

    private static double Up(double mm) => Math.Ceiling(mm * 2) / 2;
}
