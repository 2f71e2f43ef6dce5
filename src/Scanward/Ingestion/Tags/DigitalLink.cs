using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Scanward.Ingestion.Tags.Gs1;

namespace Scanward.Ingestion.Tags;

/// <summary>
/// GS1 Digital Link addresses (GS1 Digital Link Standard: URI Syntax, 1.2 and later), on any host: the path ends in a key, its value and perhaps key
/// qualifiers, the query holds attributes. Before the key stands whatever the host likes.
/// </summary>
internal static class DigitalLink
{
    private const int PlausibleDigits = 4;
    private const int CompressedLength = 10;

    // A GTIN of 8 digits is padded to 14, and may stand a second time.
    private const int PaddingRoom = 12;

    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // The primary keys, each with the sequences of qualifiers that may follow it in the path.
    private static readonly FrozenDictionary<string, ImmutableArray<ImmutableArray<string>>> Qualifiers =
        new Dictionary<string, ImmutableArray<ImmutableArray<string>>>(StringComparer.Ordinal)
        {
            ["00"] = [], ["01"] = [["22", "10", "21"], ["235"]], ["253"] = [], ["255"] = [], ["401"] = [], ["402"] = [],
            ["414"] = [["254"], ["7040"]], ["415"] = [["8020"]], ["417"] = [["7040"]], ["8003"] = [], ["8004"] = [["7040"]],
            ["8006"] = [["22", "10", "21"]], ["8010"] = [["8011"]], ["8013"] = [], ["8017"] = [["8019"]], ["8018"] = [["8019"]],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<ImmutableArray<string>>>.AlternateLookup<ReadOnlySpan<char>> KeyBySpan =
        Qualifiers.GetAlternateLookup<ReadOnlySpan<char>>();

    // Names that version 1.1 allowed in the place of the numbers, and 1.2 withdrew.
    private static readonly FrozenDictionary<string, string> WithdrawnNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["gtin"] = "01", ["giai"] = "8004", ["grai"] = "8003", ["sscc"] = "00", ["gln"] = "414", ["itip"] = "8006",
        ["cpid"] = "8010", ["gmn"] = "8013", ["gdti"] = "253", ["gcn"] = "255", ["ginc"] = "401", ["gsin"] = "402", ["payTo"] = "415",
        ["party"] = "417", ["gsrnp"] = "8017", ["gsrn"] = "8018",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The tag or the fault of a Digital Link; null when the address is none.</summary>
    public static TagReading? Read(in TagText text, in WebAddress address)
    {
        var (pathAt, pathLength) = address.Path.GetOffsetAndLength(text.Length);
        var path = text.Chars.Slice(pathAt, pathLength);
        var key = FindKey(path);
        if (key < 0) return ExplainNearMiss(in text, path, pathAt);

        ElementStorage storage = default;
        Span<char> decoded = stackalloc char[TagReader.MaxLength + PaddingRoom];
        var elements = new ElementList(storage) { Characters = decoded };
        var written = 0;
        if (ReadPath(in text, pathAt + key, pathAt + pathLength, decoded, ref written, ref elements) is { } inPath) return inPath;
        if (CheckQualifiers(in text, in elements) is { } misplaced) return misplaced;
        if (ReadQuery(in text, address.Query, decoded, ref written, ref elements) is { } inQuery) return inQuery;
        return AssetKey.Identify(in text, in elements);
    }

    /// <summary>True for a path that ends like a compressed Digital Link: any ten or more base64url characters.</summary>
    public static bool MayBeCompressed(ReadOnlySpan<char> chars)
    {
        var last = chars[(chars.LastIndexOf('/') + 1)..];
        return last.Length >= CompressedLength && !last.ContainsAnyExcept(Base64Url);
    }

    // Where the slash before the rightmost key stands; -1 when the path's last segments are not pairs of identifier and value that begin with one.
    private static int FindKey(ReadOnlySpan<char> path)
    {
        for (var end = path.Length; end > 0;)
        {
            var valueSlash = path[..end].LastIndexOf('/');
            if (valueSlash <= 0) return -1;
            var slash = path[..valueSlash].LastIndexOf('/');
            if (slash < 0) return -1;

            var code = path[(slash + 1)..valueSlash];
            if (ApplicationIdentifiers.Named(code) is null) return -1;
            if (IsKey(code, path[(valueSlash + 1)..end])) return slash;
            end = slash;
        }

        return -1;
    }

    // Keys of two or three digits are common in ordinary paths (/2026/01/31): there the value must begin like one.
    private static bool IsKey(ReadOnlySpan<char> code, ReadOnlySpan<char> value) =>
        KeyBySpan.ContainsKey(code) && (code.Length == 4 || BeginsLikeKey(value));

    private static bool BeginsLikeKey(ReadOnlySpan<char> value) =>
        value.Length > PlausibleDigits && !value[..PlausibleDigits].ContainsAnyExceptInRange('0', '9');

    private static TagFault? ExplainNearMiss(in TagText text, ReadOnlySpan<char> path, int pathAt)
    {
        if (path.Length > 1 && path[^1] == '/' && FindKey(path.TrimEnd('/')) >= 0)
            return text.Fault(TagFaultCode.TrailingSlash, pathAt + path.Length - 1, "A GS1 Digital Link must not end in a slash. Correct the label.");

        var mayBeCompressed = MayBeCompressed(path);
        for (var slash = path.LastIndexOf('/'); slash >= 0; slash = path[..slash].LastIndexOf('/'))
        {
            var next = path[(slash + 1)..].IndexOf('/');
            if (next >= 0)
            {
                var code = path.Slice(slash + 1, next);
                var value = path[(slash + next + 2)..];
                if (!value.IsEmpty && IsKey(code, value) && !mayBeCompressed)
                {
                    return text.Fault(TagFaultCode.PathNotInPairs, pathAt + slash + next + 2 + Math.Max(0, value.IndexOf('/')),
                        $"Behind /{code}/ and its value a GS1 Digital Link may only go on in pairs of application identifier and value. "
                        + "Correct the label.");
                }

                if (BeginsLikeKey(value) && WithdrawnNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out var number))
                {
                    return text.Fault(TagFaultCode.KeyName, pathAt + slash + 1,
                        $"GS1 Digital Links no longer name keys in words: write /{number}/ for /{code}/ on the label.");
                }
            }
        }

        return null;
    }

    private static TagFault? ReadPath(in TagText text, int start, int end, Span<char> decoded, ref int written, ref ElementList elements)
    {
        for (var at = start; at < end;)
        {
            var codeAt = at + 1;
            var valueAt = codeAt + text.Chars[codeAt..end].IndexOf('/') + 1;
            var ai = ApplicationIdentifiers.Named(text.Chars[codeAt..(valueAt - 1)])!;
            at = text.Chars[valueAt..end].IndexOf('/') is var slash and >= 0 ? valueAt + slash : end;
            if (AddDecoded(in text, ai, codeAt, valueAt..at, inQuery: false, decoded, ref written, ref elements) is { } fault) return fault;
        }

        return null;
    }

    private static TagFault? ReadQuery(in TagText text, Range query, Span<char> decoded, ref int written, ref ElementList elements)
    {
        var (start, length) = query.GetOffsetAndLength(text.Length);
        var end = start + length;
        for (var at = start; at < end;)
        {
            var next = text.Chars[at..end].IndexOf('&') is var ampersand and >= 0 ? at + ampersand : end;
            var name = text.Chars[at..next];
            var equals = name.IndexOf('=');
            if (equals >= 0) name = name[..equals];
            if (equals > 0 && !name.ContainsAnyExceptInRange('0', '9'))
            {
                if (ApplicationIdentifiers.Named(name) is not { } ai)
                    return text.Fault(TagFaultCode.UnknownParameter, at,
                        $"The query holds the number {name}, which is no GS1 application identifier. Correct the label.");
                if (RefuseAttribute(in text, ai, at, in elements) is { } misplaced) return misplaced;
                var value = (at + name.Length + 1)..next;
                if (AddDecoded(in text, ai, at, value, inQuery: true, decoded, ref written, ref elements) is { } fault) return fault;
            }

            at = next + 1;
        }

        return null;
    }

    private static TagFault? RefuseAttribute(in TagText text, ApplicationIdentifier ai, int at, in ElementList elements)
    {
        var key = elements[0];
        if (AssetKey.IsAssetKey(ai.Code) && AssetKey.IsAssetKey(key.Identifier.Code))
            return AssetKey.TwoKeys(in text, in key, new Element(ai, at, at, 0, 0));
        var isQualifier = Qualifiers[key.Identifier.Code].Any(sequence => sequence.Contains(ai.Code));
        return ai.MayBeAttribute && !isQualifier
            ? null
            : text.Fault(TagFaultCode.NotAnAttribute, at, $"({ai.Code}) may not stand in the query of this GS1 Digital Link"
                + (isQualifier ? $": write it into the path, behind /{key.Identifier.Code}/ and its value." : ". Correct the label."));
    }

    private static TagFault? AddDecoded(
        in TagText text, ApplicationIdentifier ai, int at, Range value, bool inQuery, Span<char> decoded, ref int written, ref ElementList elements)
    {
        var target = decoded[written..];
        if (PercentEncoding.Decode(in text, value, inQuery, target, out var length) is { } fault) return fault;

        // Before version 1.3 a GTIN could stand without its leading zeros.
        var padding = ai.Code == "01" && length is 8 or 12 or 13 ? 14 - length : 0;
        if (padding > 0)
        {
            target[..length].CopyTo(target[padding..]);
            target[..padding].Fill('0');
        }

        var start = value.Start.Value;
        var element = new Element(ai, at, start, written, length + padding, IsEncoded: true, padding);
        var count = elements.Count;
        var refused = elements.Add(in text, in element);
        if (elements.Count > count) written += element.ValueLength;
        return refused;
    }

    private static TagFault? CheckQualifiers(in TagText text, in ElementList elements)
    {
        var key = elements[0].Identifier.Code;
        var sequences = Qualifiers[key];
        for (var i = 1; i < elements.Count; i++)
        {
            var element = elements[i];
            if (!sequences.Any(sequence => sequence.Contains(element.Identifier.Code)))
            {
                return text.Fault(TagFaultCode.WrongQualifier, element.At, $"({element.Identifier.Code}) does not belong to the key ({key}): "
                    + $"{(sequences.IsEmpty ? "nothing" : $"only {Spell(sequences)}")} may follow it in the path. Correct the label.");
            }
        }

        foreach (var sequence in sequences)
        {
            if (IsInOrder(sequence, in elements)) return null;
        }

        return elements.Count == 1
            ? null
            : text.Fault(TagFaultCode.QualifierOrder, elements[1].At,
                $"Behind ({key}) the path may hold {Spell(sequences)}, in this order. Correct the label.");
    }

    private static bool IsInOrder(ImmutableArray<string> sequence, in ElementList elements)
    {
        var earlier = -1;
        for (var i = 1; i < elements.Count; i++)
        {
            var place = sequence.IndexOf(elements[i].Identifier.Code);
            if (place <= earlier) return false;
            earlier = place;
        }

        return true;
    }

    private static string Spell(ImmutableArray<ImmutableArray<string>> sequences) =>
        string.Join(", or else ", sequences.Select(sequence => string.Join(" ", sequence.Select(code => $"({code})"))));
}
