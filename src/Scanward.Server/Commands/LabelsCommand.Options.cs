using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Server.Labels;

namespace Scanward.Server.Commands;

/// <summary>What <c>scanward labels</c> can be told, and the order that it makes of it.</summary>
internal sealed class LabelsOptions
{
    public LabelsOptions()
    {
        Symbol.AcceptOnlyFromAmong([.. LabelWords.Symbols.Select(s => s.Word)]);
        Format.AcceptOnlyFromAmong([.. LabelWords.Formats.Select(f => f.Word)]);
    }

    public Argument<string[]> Assets { get; } = new("ASSET") { Description = "Ids of assets, in the order in which they are printed.", Arity = ArgumentArity.ZeroOrMore };

    public Option<bool> Every { get; } = new("--all") { Description = "Labels of all assets of the site that are in use." };

    public Option<string?> Class { get; } = new("--class") { Description = "Only, and all, assets of this class." };

    public Option<string?> Words { get; } = new("--q") { Description = "Only, and all, assets with these words in their id or name." };

    public Option<int?> Blank { get; } = new("--blank") { Description = "Instead of assets: so many labels with new tags, which are claimed with their first scan.", HelpName = "N" };

    public Option<string?> Site { get; } = new("--site") { Description = "The site; where there is only one it need not be said." };

    public Option<string> Symbol { get; } = new("--symbol") { Description = "qr, datamatrix or code128.", DefaultValueFactory = _ => "qr" };

    public Option<string> Format { get; } = new("--format") { Description = "pdf, svg, png or zpl.", DefaultValueFactory = _ => "pdf" };

    public Option<string?> Preset { get; } = new("--preset") { Description = "What is printed on, by name; 'labels presets' lists them. L7160 where nothing is said.", HelpName = "NAME" };

    public Option<string?> Size { get; } = new("--size", "--label") { Description = "Width and height of a label in mm, such as 50x25; of a roll, or with --cols and --rows of a sheet.", HelpName = "WxH" };

    public Option<string?> Page { get; } = new("--page") { Description = "Of a sheet of your own: a4, letter, or width and height in mm. a4 where nothing is said.", HelpName = "PAGE" };

    public Option<int?> Columns { get; } = new("--cols") { Description = "Labels side by side on a sheet of your own.", HelpName = "N" };

    public Option<int?> Rows { get; } = new("--rows") { Description = "Labels below each other on a sheet of your own.", HelpName = "N" };

    public Option<string?> Margin { get; } = new("--margin") { Description = "From the sheet's left and upper edge to the first label, in mm.", HelpName = "X,Y" };

    public Option<string?> Gap { get; } = new("--gap") { Description = "Between columns and between rows, in mm.", HelpName = "X,Y" };

    public Option<int?> Dpi { get; } = new("--dpi") { Description = "Dots an inch of the printer: 203, 300 or 600. 203 with zpl, else 300.", HelpName = "N" };

    public Option<int> Start { get; } = new("--start") { Description = "The first label of the sheet that is not used yet, row by row.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Option<int> Copies { get; } = new("--copies") { Description = "Of each label.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Option<string?> Nudge { get; } = new("--nudge") { Description = "Move everything to the right and down, in mm, such as 0.5,-0.3; 'labels ruler' shows by how much.", HelpName = "X,Y" };

    public Option<string?> SiteText { get; } = new("--site-text") { Description = "What stands above the id instead of the site's name; '' for nothing." };

    public Option<string?> Logo { get; } = new("--logo") { Description = "A PNG of at most 1 MiB above the text.", HelpName = "FILE" };

    public Option<string?> Font { get; } = new("--font") { Description = "A TrueType or OpenType font that is used first.", HelpName = "FILE" };

    public Option<bool> NoName { get; } = new("--no-name") { Description = "Leave the asset's name out." };

    public Option<bool> NoLocation { get; } = new("--no-location") { Description = "Leave its location out." };

    public Option<bool> Outline { get; } = new("--outline") { Description = "Draw each label's edge, for plain paper and scissors." };

    public Option<string?> Host { get; } = new("--host") { Description = "The host in the addresses of QR codes; the first of tags.own_hosts where nothing is said." };

    public Option<string?> Out { get; } = new("--out") { Description = "The file to write, '-' for the standard output; several pages of svg and png get a number.", HelpName = "FILE" };

    public Option<bool> Force { get; } = new("--force") { Description = "Replace a file that is there." };

    /// <summary>What says what is printed on, and where it is written.</summary>
    public IEnumerable<Option> OfPaper => [Preset, Size, Page, Columns, Rows, Margin, Gap, Out, Force];

    public IEnumerable<Option> All =>
        [Every, Class, Words, Blank, Site, Symbol, Format, .. OfPaper, Dpi, Start, Copies, Nudge, SiteText, Logo, Font, NoName, NoLocation, Outline, Host];

    /// <summary>Reads no more of it than may be taken. Returns why it is refused; null where it is not.</summary>
    public string? ReadLogo(ParseResult parsed, out byte[] logo)
    {
        logo = [];
        if (parsed.GetValue(Logo) is not { } path) return null;
        if (!File.Exists(path)) return $"There is no file {path}.";
        var length = new FileInfo(path).Length;
        if (length > LabelLogo.BytesMost) return LabelLogo.TooLarge(length);
        logo = File.ReadAllBytes(path);
        return LabelLogo.WhyNot(logo);
    }

    public JsonObject Order(ParseResult parsed, byte[] logo)
    {
        var order = Paper(parsed);
        order["symbol"] = parsed.GetValue(Symbol);
        order["format"] = parsed.GetValue(Format);
        order["start"] = parsed.GetValue(Start);
        order["copies"] = parsed.GetValue(Copies);
        Put(order, "dpi", parsed.GetValue(Dpi));
        Put(order, "nudge", parsed.GetValue(Nudge));
        Put(order, "site_text", parsed.GetValue(SiteText));
        Put(order, "host", parsed.GetValue(Host));
        if (logo.Length > 0) order["logo"] = Convert.ToBase64String(logo);
        if (parsed.GetValue(Outline)) order["outline"] = true;
        if (parsed.GetValue(Blank) is { } blank)
        {
            order["count"] = blank;
            return order;
        }

        if (parsed.GetValue(Assets) is { Length: > 0 } assets) order["assets"] = new JsonArray([.. assets]);
        if (parsed.GetValue(Every)) order["all"] = true;
        Put(order, "class", parsed.GetValue(Class));
        Put(order, "q", parsed.GetValue(Words));
        if (parsed.GetValue(NoName)) order["name"] = false;
        if (parsed.GetValue(NoLocation)) order["location"] = false;
        return order;
    }

    public JsonObject Paper(ParseResult parsed)
    {
        var order = new JsonObject();
        Put(order, "preset", parsed.GetValue(Preset));
        Put(order, "size", parsed.GetValue(Size));
        var sheet = new JsonObject();
        Put(sheet, "page", parsed.GetValue(Page));
        Put(sheet, "columns", parsed.GetValue(Columns));
        Put(sheet, "rows", parsed.GetValue(Rows));
        Put(sheet, "margin", parsed.GetValue(Margin));
        Put(sheet, "gap", parsed.GetValue(Gap));
        if (sheet.Count > 0) order["sheet"] = sheet;
        return order;
    }

    private static void Put(JsonObject order, string name, string? value)
    {
        if (value is not null) order[name] = value;
    }

    private static void Put(JsonObject order, string name, int? value)
    {
        if (value is { } number) order[name] = number;
    }
}

/// <summary>Where labels are written.</summary>
internal sealed class LabelsOutput
{
    private readonly string path;
    private readonly bool force;

    private LabelsOutput(string path, bool force)
    {
        this.path = path;
        this.force = force;
    }

    public bool IsStandard => path == "-";

    public static LabelsOutput Of(string path, bool force) => new(path, force);

    /// <summary>Why it cannot be written, to be asked before tags are drawn that nobody would see; null where it can.</summary>
    public string? WhyNot()
    {
        if (IsStandard) return null;
        if (Directory.Exists(path)) return $"{path} is a folder; give the file to write.";
        if (File.Exists(path) && !force) return $"{path} is there already; give --force to replace it, or write elsewhere.";
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) ? null : $"There is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}.";
    }

    public async Task<IReadOnlyList<string>> Write(JsonArray files, CancellationToken ct)
    {
        var written = new List<string>();
        for (var i = 0; i < files.Count; i++)
        {
            var content = Convert.FromBase64String((string)files[i]!["content"]!);
            if (IsStandard)
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(content, ct);
                written.Add("-");
                continue;
            }

            var name = files.Count == 1 ? path : Numbered(i + 1);
            var beside = $"{name}.part";
            await File.WriteAllBytesAsync(beside, content, ct);
            File.Move(beside, name, overwrite: true);
            written.Add(name);
        }

        return written;
    }

    private string Numbered(int page) => Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{page.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(path)}");
}
