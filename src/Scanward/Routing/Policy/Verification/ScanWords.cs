using System.Globalization;
using System.Text;

namespace Scanward.Routing.Policy;

/// <summary>Says in plain words which scans a box holds: "a corrective scan of a criticality-4 asset with parts short".</summary>
internal static class ScanWords
{
    /// <summary>Longer lists of values are cut short in sentences; rows to paste are never cut.</summary>
    private const int CellLengthMax = 72;

    /// <summary>A noun phrase in the singular, with its article.</summary>
    public static string Describe(PolicySpace space, ReadOnlySpan<ulong> box)
    {
        string? kind = null, criticality = null, assetClass = null, asset = null, site = null;
        var rest = new List<string>();
        for (var a = 0; a < space.Axes.Length; a++)
        {
            if (space.IsWhole(box, a)) continue;
            var axis = space.Axes[a];
            var values = axis.Classes.ValuesOf(space.Of(box, a));
            var cell = Cut(CellWords.Cell(axis, values));
            switch (axis.Meter is null ? axis.Fact : (Fact?)null)
            {
                case Fact.Scan: kind = CellWords.Terms(axis, values); break;
                case Fact.Criticality: criticality = cell; break;
                case Fact.AssetClass: assetClass = cell; break;
                case Fact.Asset: asset = cell; break;
                case Fact.Site: site = cell; break;
                default: rest.Add(axis.Name + " " + cell); break;
            }
        }

        var text = new StringBuilder(WithArticle(kind is null ? "scan" : kind + " scan"));
        if (AssetPhrase(asset, assetClass, criticality) is { } phrase) text.Append(" of ").Append(phrase);
        if (site is not null) text.Append(" at site ").Append(site);
        if (rest.Count > 0) text.Append(" with ").Append(Join(rest));
        return text.ToString();
    }

    /// <summary>A row as a sentence names it.</summary>
    public static string Row(PolicyRow row) => $"`{row.Id}` (line {Number(row.Line)})";

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"a, b and c".</summary>
    public static string Join(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string? AssetPhrase(string? asset, string? assetClass, string? criticality)
    {
        if (asset is null && assetClass is null && criticality is null) return null;
        var single = criticality is { Length: 1 };
        var noun = IsPlain(assetClass) ? assetClass + " asset" : "asset";
        var phrase = asset is null ? WithArticle(single ? $"criticality-{criticality} {noun}" : noun) : "asset " + asset;
        var asides = new List<string>();
        if (assetClass is not null && !IsPlain(assetClass)) asides.Add("class " + assetClass);
        if (asset is not null && IsPlain(assetClass)) asides.Add("class " + assetClass);
        if (criticality is not null && (!single || asset is not null)) asides.Add("criticality " + criticality);
        return asides.Count == 0 ? phrase : phrase + " of " + Join(asides);
    }

    private static bool IsPlain(string? cell) => cell is not null && !cell.Contains(' ');

    private static string WithArticle(string noun) => (noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + noun;

    private static string Cut(string cell)
    {
        if (cell.Length <= CellLengthMax) return cell;
        var end = cell.LastIndexOf(" or ", CellLengthMax, StringComparison.Ordinal);
        if (end < 0) return cell[..CellLengthMax] + "…";
        var left = cell[end..].Split(" or ").Length - 1;
        return $"{cell[..end]} or {Number(left)} more";
    }
}
