using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Scanward.Server.Labels;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Labels;

/// <summary><c>/labels</c>: what is to be printed, a look at the first page, and the file.</summary>
internal static class LabelsEndpoint
{
    private static readonly string[] fields = ["assets", "pick", "class", "q", "blank", "symbol", "preset", "format", "dpi", "start", "copies", "nudge_x", "nudge_y", "site_text", "name", "location", "outline"];

    /// <summary>The page; with <c>?assets=…</c> or another choice it looks at the first page.</summary>
    public static async Task<IResult> Get(HttpContext context, Visits visits, LabelDesk desk, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var given = fields.ToDictionary(f => f, f => context.Request.Query[f].ToString(), StringComparer.Ordinal);
        var model = new LabelsModel { Given = given, Classes = [.. await reads.AssetClasses(visit.SiteNo, ct)] };
        var order = Read(given, []);
        if (order is { Assets.IsEmpty: true, Pick: null, Blank: 0 }) return Page.Of<LabelsPage>(visit, model);
        if (order.Blank > 0) return Page.Of<LabelsPage>(visit, model); // new tags are drawn when they are printed, and not before
        return await desk.Print(visit.SiteNo, Looked(order), visit.By, ct) is LabelsRefused refused
            ? Page.Of<LabelsPage>(visit, model with { Faults = refused.Faults }, StatusCodes.Status422UnprocessableEntity)
            : Page.Of<LabelsPage>(visit, model with { PreviewUrl = $"/labels/preview.png{Query(given)}" });
    }

    /// <summary><c>GET /labels/preview.png</c>: the first page.</summary>
    public static async Task<IResult> Preview(HttpContext context, Visits visits, LabelDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var order = Read(fields.ToDictionary(f => f, f => context.Request.Query[f].ToString(), StringComparer.Ordinal), []);
        return order.Blank == 0 && await desk.Print(visit.SiteNo, Looked(order), visit.By, ct) is LabelSheet { Files: [var first, ..] }
            ? Results.Bytes(first.Content, first.MediaType) : new ProblemResult(Problems.NotFound, "There is nothing to look at.");
    }

    /// <summary><c>POST /labels/sheet</c>: the file to print.</summary>
    public static async Task<IResult> Post(HttpContext context, Visits visits, LabelDesk desk, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var form = await context.Request.ReadFormAsync(ct);
        var given = fields.ToDictionary(f => f, f => form[f].ToString(), StringComparer.Ordinal);
        var logo = form.Files["logo"] is { Length: > 0 } file ? file : null;
        var model = new LabelsModel { Given = given, Classes = [.. await reads.AssetClasses(visit.SiteNo, ct)] };
        if (logo is { Length: > LabelLogo.BytesMost }) return Refused(visit, model, [new LogoRefused($"The logo has {logo.Length / 1024 / 1024.0:0.#} MB; at most {LabelLogo.BytesMost / 1024 / 1024} MB are taken. A label is small: scale it down.")]);
        using var bytes = new MemoryStream();
        if (logo is not null) await logo.CopyToAsync(bytes, ct);
        return await desk.Print(visit.SiteNo, Read(given, bytes.ToArray()), visit.By, ct) switch
        {
            LabelSheet sheet => LabelEndpoints.File(context, sheet),
            LabelsRefused refused => Refused(visit, model, refused.Faults),
            var other => throw new InvalidOperationException($"Labels are not {other}."),
        };
    }

    /// <summary><c>GET /labels/ruler.pdf</c>: a sheet to measure how the printer moves and scales.</summary>
    public static IResult Ruler(HttpContext context, Visits visits, LabelDesk desk)
    {
        var preset = context.Request.Query["preset"].ToString();
        return desk.Ruler(new() { Preset = preset.Length > 0 ? preset : null }) switch
        {
            LabelSheet sheet => LabelEndpoints.File(context, sheet),
            LabelsRefused refused => Refused(visits.Of(context), new() { Given = fields.ToDictionary(f => f, _ => "", StringComparer.Ordinal), Classes = [] }, refused.Faults),
            var other => throw new InvalidOperationException($"A ruler is not {other}."),
        };
    }

    private static IResult Refused(Visit visit, LabelsModel model, ImmutableArray<LabelFault> faults) => Page.Of<LabelsPage>(visit, model with { Faults = faults }, StatusCodes.Status422UnprocessableEntity);

    /// <summary>The first page as a picture, small enough to be looked at.</summary>
    private static LabelOrder Looked(LabelOrder order) => order with { Format = LabelFormat.Png, Dpi = 203, Copies = 1, Assets = [.. order.Assets.Take(200)] };

    private static LabelOrder Read(IReadOnlyDictionary<string, string> given, byte[] logo)
    {
        int? Whole(string name) => int.TryParse(given[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        double Nudge(string name) => double.TryParse(given[name], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mm) ? mm : 0;
        T Word<T>(string name, ImmutableArray<(string Word, T Value)> words, T otherwise) => words.Where(w => w.Word == given[name]).Select(w => w.Value).DefaultIfEmpty(otherwise).First();
        var pick = given["pick"];
        return new()
        {
            Assets = pick is "" or "assets" ? [.. given["assets"].Split([' ', ',', ';', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)] : [],
            Pick = pick == "all" ? new(given["class"] is { Length: > 0 } c ? c : null, given["q"] is { Length: > 0 } q ? q : null) : null,
            Blank = pick == "blank" ? Whole("blank") ?? 0 : 0,
            Symbol = Word("symbol", LabelWords.Symbols, SymbolKind.Qr),
            Format = Word("format", LabelWords.Formats, LabelFormat.Pdf),
            Preset = given["preset"] is { Length: > 0 } preset ? preset : null,
            Dpi = Whole("dpi"),
            Start = Whole("start") ?? 1,
            Copies = Whole("copies") ?? 1,
            NudgeX = Nudge("nudge_x"),
            NudgeY = Nudge("nudge_y"),
            SiteText = given["site_text"] is { Length: > 0 } text ? text : null,
            Logo = logo,
            WithName = given["name"] != "no",
            WithLocation = given["location"] != "no",
            Outline = given["outline"] == "yes",
        };
    }

    private static string Query(IReadOnlyDictionary<string, string> given)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in given.Where(g => g.Value.Length > 0)) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(UrlEncoder.Default.Encode(value));
        return query.ToString();
    }
}
