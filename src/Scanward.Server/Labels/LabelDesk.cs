using System.Collections.Immutable;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Labels;

/// <summary>Makes labels: of assets, or blank ones whose tags are claimed with their first scan. Everything that is wrong with an order is told at once, and nothing is made then.</summary>
internal sealed class LabelDesk(AssetLabels assets, BlankTags blank, LabelAddresses addresses, Sites sites, ServerClock clock)
{
    /// <summary>Such as every blank tag looks; the largest of them, so that what fits it fits all.</summary>
    private const string SampleTag = "MMMMMMMMM";

    /// <exception cref="StoreException">The new tags could not be noted; nothing was made.</exception>
    public async Task<LabelAnswer> Print(int siteNo, LabelOrder order, AuditActor by, CancellationToken ct)
    {
        var (print, faults) = LabelOrderCheck.Check(order);
        var hostFault = order.Host is { } host && order.Symbol == SymbolKind.Qr && !addresses.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase) ? new UnknownHost(host, addresses.Hosts) : null;
        var font = order.Font.IsEmpty ? null : LabelFont.Of(order.Font.ToArray());
        if (!order.Font.IsEmpty && font is null) faults = faults.Add(new FontRefused("The font is no TrueType or OpenType font."));
        if (hostFault is not null) faults = faults.Add(hostFault);
        if (!faults.IsEmpty) return new LabelsRefused(faults);

        var site = sites[siteNo].Site;
        var siteText = LabelText.Clean(order.SiteText ?? site.Name);
        var (contents, problems) = order.Blank > 0 ? ([Blank(SampleTag, order, siteText)], []) : await OfAssets(siteNo, site.SiteId, order, siteText, ct);
        if (!problems.IsEmpty) return new LabelsRefused(problems);
        if (TooMany(order, print!, order.Blank > 0 ? order.Blank : contents.Length) is { } many) return new LabelsRefused([many]);

        using var logo = LabelLogo.Load(order.Logo);
        if (logo is null && !order.Logo.IsEmpty) return new LabelsRefused([new LogoRefused("The logo is a PNG that breaks off. Save it anew.")]);
        var run = new LabelRun(print!, order, logo, new Typesetter(new LabelFonts(font)), clock.Now());
        if (run.Compose(contents) is { IsEmpty: false } unfit) return new LabelsRefused(unfit);
        if (order.Blank > 0)
        {
            contents = [.. (await blank.Draw(siteNo, order.Blank, by)).Select(tag => Blank(tag, order, siteText))];
            if (run.Compose(contents) is { IsEmpty: false } surprise) throw new InvalidOperationException($"A blank label is larger than its sample: {surprise[0].Detail}");
        }

        return run.Make(contents, Notes(order, contents));
    }

    public LabelAnswer Ruler(LabelOrder order) => LabelRun.Ruler(order, clock.Now());

    private async Task<(ImmutableArray<LabelContent> Contents, ImmutableArray<LabelFault> Faults)> OfAssets(int siteNo, string siteId, LabelOrder order, string siteText, CancellationToken ct)
    {
        var ids = order.Pick is { } pick ? await assets.Choose(siteNo, pick, ct) : order.Assets;
        if (ids.Length > LabelOrderCheck.LabelsMost) return ([], [new TooManyLabels("all", LabelOrderCheck.LabelsMost)]);
        return ids.IsEmpty ? ([], [new NothingToPrint("all", "No asset in use matches.")]) : await assets.Read(siteNo, siteId, order, ids, siteText, ct);
    }

    private LabelContent Blank(string tag, LabelOrder order, string siteText) =>
        new(order.Symbol == SymbolKind.Qr ? addresses.Of(tag, order.Host) ?? tag : tag, tag, tag) { SiteText = siteText };

    private static LabelFault? TooMany(LabelOrder order, LabelPrint print, int labels)
    {
        if ((long)labels * order.Copies > LabelOrderCheck.PrintedMost) return new TooManyLabels("copies", LabelOrderCheck.PrintedMost);
        var pages = ((labels * order.Copies) + order.Start - 1 + print.Stock.Count - 1) / print.Stock.Count;
        return order.Format is LabelFormat.Png or LabelFormat.Svg && pages > LabelOrderCheck.FilesMost
            ? new NothingToPrint("format", $"These would be {pages} {LabelWords.Of(order.Format)} files, and at most {LabelOrderCheck.FilesMost} are made. Take pdf, which holds all pages.") : null;
    }

    private IEnumerable<string> Notes(LabelOrder order, ImmutableArray<LabelContent> contents)
    {
        if (order.Format is LabelFormat.Pdf) yield return "Print at 100 %, “actual size”; a printer that fits to the page moves labels off their places.";
        if (order.Symbol == SymbolKind.Qr && addresses.Of(contents[0].Tag, order.Host) is null)
            yield return "No host of your own is configured (tags.own_hosts), so that the QR codes hold the bare tag: Scanward's scanner reads them, but a phone's own camera opens nothing.";
    }
}
