using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>Finds the one asset that a set of GS1 elements names: a GIAI (8004), a GRAI with serial (8003) or a serialised GTIN (01 + 21).</summary>
internal static class AssetKey
{
    private const int GraiTypeDigits = 14;

    // Keys of other things, the first one found is told. A GRAI without serial and a GTIN without serial are told apart before.
    private static readonly (string Code, string Names)[] OtherThings =
    [
        ("00", "a shipping unit (SSCC)"), ("402", "a shipment (GSIN)"), ("401", "a consignment (GINC)"),
        ("8006", "a piece of a trade item (ITIP)"), ("8010", "a component or part (CPID)"), ("8013", "a product model (GMN)"),
        ("02", "the contents of a shipping unit"), ("03", "a made-to-order product"), ("8026", "the contents of a shipping unit"),
        ("253", "a document (GDTI)"), ("255", "a coupon (GCN)"), ("8017", "a service provider (GSRN)"), ("8018", "a service recipient (GSRN)"),
        ("415", "an invoicing party (GLN)"), ("417", "a party (GLN)"), ("414", "a place (GLN)"), ("410", "a place to ship to (GLN)"),
        ("411", "a party to bill (GLN)"), ("412", "a supplier (GLN)"), ("413", "a place to ship for (GLN)"), ("416", "a place of production (GLN)"),
    ];

    public static bool IsAssetKey(string code) => code is "8004" or "8003";

    public static TagFault TwoKeys(in TagText text, in Element first, in Element second) => text.Fault(
        TagFaultCode.TwoKeys,
        Math.Max(first.At, second.At),
        $"The tag names two assets, by ({first.Identifier.Code}) and by ({second.Identifier.Code}). "
        + "Scan one symbol at a time, or correct the label to a single asset key.");

    /// <summary>The asset's tag, or why there is none.</summary>
    /// <param name="text">The tag's text.</param>
    /// <param name="elements">Sound elements.</param>
    /// <param name="others">Elements of another syntax in the same tag.</param>
    public static TagReading Identify(in TagText text, in ElementList elements, ImmutableSortedDictionary<string, string>.Builder? others = null)
    {
        var giai = elements.IndexOf("8004");
        var grai = elements.IndexOf("8003");
        var gtin = elements.IndexOf("01");
        var serial = elements.IndexOf("21");
        var sgtin = gtin >= 0 && serial >= 0 ? gtin : -1;

        if (giai >= 0 && grai >= 0) return TwoKeys(in text, in elements[giai], in elements[grai]);
        var individual = Math.Max(giai, grai);
        if (individual >= 0 && sgtin >= 0) return TwoKeys(in text, in elements[individual], in elements[sgtin]);
        if (individual < 0 && sgtin < 0) return NotAnAsset(in text, in elements, gtin);
        if (grai >= 0 && elements[grai].ValueLength == GraiTypeDigits)
            return NoSerial(in text, in elements[grai], "a GRAI with a serial number behind its 14 digits");

        var warnings = Associations.Warnings(in elements);
        var all = elements.ToDictionary(others);
        if (giai >= 0) return text.Tag(TagKind.Giai, all["8004"], all, warnings);
        return grai >= 0 ? text.Tag(TagKind.Grai, all["8003"][1..], all, warnings) : text.Tag(TagKind.Sgtin, all["01"] + all["21"], all, warnings);
    }

    /// <summary>True when the elements name an asset at all.</summary>
    public static bool NamesAnAsset(in ElementList elements) =>
        elements.IndexOf("8004") >= 0 || elements.IndexOf("8003") >= 0 || (elements.IndexOf("01") >= 0 && elements.IndexOf("21") >= 0);

    private static TagFault NotAnAsset(in TagText text, in ElementList elements, int gtin)
    {
        if (gtin >= 0) return NoSerial(in text, in elements[gtin], "the serial number (21) behind it");
        foreach (var (code, names) in OtherThings)
        {
            var at = elements.IndexOf(code);
            if (at < 0) continue;
            return text.Fault(TagFaultCode.NotAnAsset, elements[at].At,
                $"({code}) names {names}, not an asset. Scan the asset's own label; it holds (8004), (8003) with a serial, or (01) with (21).");
        }

        return text.Fault(TagFaultCode.NoKey, 0,
            "The tag holds no GS1 key. Scan the asset's own label; it holds (8004), (8003) with a serial, or (01) with (21).");
    }

    private static TagFault NoSerial(in TagText text, in Element key, string needed) => text.Fault(TagFaultCode.NotAnAsset, key.At,
        $"({key.Identifier.Code}) without a serial number names a type, not an asset: every piece of this type carries it. "
        + $"The label needs {needed}.");
}
