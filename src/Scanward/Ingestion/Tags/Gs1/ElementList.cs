using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>The elements found in a tag so far, in caller's memory, whatever syntax they came in.</summary>
internal ref struct ElementList(Span<Element> storage)
{
    /// <summary>More elements than any symbol holds; what has more is refused.</summary>
    public const int Capacity = 64;

    private readonly Span<Element> storage = storage;

    /// <summary>Where the values' characters lie: the text itself, or a decoded copy of it.</summary>
    public ReadOnlySpan<char> Characters { get; set; }

    public int Count { get; private set; }

    public readonly ref readonly Element this[int index] => ref storage[index];

    public readonly ReadOnlySpan<char> Value(in Element element) => Characters.Slice(element.ValueStart, element.ValueLength);

    /// <summary>The place of an identifier in the list; -1 when it is not there.</summary>
    public readonly int IndexOf(string code)
    {
        for (var i = 0; i < Count; i++)
        {
            if (storage[i].Identifier.Code == code) return i;
        }

        return -1;
    }

    /// <summary>Adds an element after checking its value, its repetition and the room.</summary>
    public TagFault? Add(in TagText text, in Element element)
    {
        var value = Value(in element);
        if (ElementValue.Check(element.Identifier, value) is { } fault)
            return text.Fault(fault.Code, element.TextIndex(in text, fault.Index), fault.Detail);

        var earlier = IndexOf(element.Identifier.Code);
        if (earlier >= 0)
        {
            if (Value(in storage[earlier]).SequenceEqual(value)) return null;
            return AssetKey.IsAssetKey(element.Identifier.Code)
                ? AssetKey.TwoKeys(in text, in storage[earlier], in element)
                : text.Fault(TagFaultCode.RepeatedElement, element.At,
                    $"({element.Identifier.Code}) stands twice with different values. Correct the label: one value for each identifier.");
        }

        if (Count == storage.Length)
            return text.Fault(TagFaultCode.TooLong, element.At, $"The tag holds more than {Capacity} elements. Scan one symbol at a time.");
        storage[Count++] = element;
        return null;
    }

    public readonly ImmutableSortedDictionary<string, string> ToDictionary(ImmutableSortedDictionary<string, string>.Builder? others)
    {
        var all = others ?? ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++) all[storage[i].Identifier.Code] = Value(in storage[i]).ToString();
        return all.ToImmutable();
    }
}

/// <summary>An application identifier with its value.</summary>
/// <param name="Identifier">What the value means.</param>
/// <param name="At">Where the identifier stands in the tag's text.</param>
/// <param name="ValueAt">Where the value begins in the tag's text.</param>
/// <param name="ValueStart">Where the value begins in <see cref="ElementList.Characters"/>.</param>
/// <param name="ValueLength">Its length there.</param>
/// <param name="IsEncoded">The text spells the value with percent signs.</param>
/// <param name="PaddedBy">Zeros put in front of a short GTIN, which the text does not have.</param>
internal readonly record struct Element(
    ApplicationIdentifier Identifier, int At, int ValueAt, int ValueStart, int ValueLength, bool IsEncoded = false, int PaddedBy = 0)
{
    /// <summary>The place in the tag's text of one of the value's characters.</summary>
    public int TextIndex(in TagText text, int valueIndex)
    {
        valueIndex = Math.Max(0, valueIndex - PaddedBy);
        if (!IsEncoded) return ValueAt + valueIndex;
        var at = ValueAt;
        for (var i = 0; i < valueIndex; i++) at += text.Chars[at] == '%' ? 3 : 1;
        return at;
    }
}

/// <summary>Room for <see cref="ElementList.Capacity"/> elements on the stack.</summary>
[System.Runtime.CompilerServices.InlineArray(ElementList.Capacity)]
internal struct ElementStorage
{
    private Element first;
}
