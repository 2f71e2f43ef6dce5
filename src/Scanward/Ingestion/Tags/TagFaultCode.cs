namespace Scanward.Ingestion.Tags;

/// <summary>
/// Every code that <see cref="TagFault.Code"/> can hold. They are part of the contract: <c>docs/tags.md</c> says of each what to do.
/// </summary>
public static class TagFaultCode
{
    /// <summary>Nothing is left after trimming.</summary>
    public const string Empty = "empty";

    /// <summary>More than <see cref="TagReader.MaxLength"/> characters, or more elements than a tag can hold.</summary>
    public const string TooLong = "too_long";

    /// <summary>A character outside ASCII, visible or not.</summary>
    public const string NonAscii = "non_ascii";

    /// <summary>A control character where none may stand.</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>A backslash that the ECI protocol does not allow.</summary>
    public const string BadEci = "bad_eci";

    /// <summary>A character that this element may not hold.</summary>
    public const string WrongCharacter = "wrong_character";

    /// <summary>A value that is too short or too long for its element.</summary>
    public const string WrongLength = "wrong_length";

    /// <summary>The mod-10 check digit does not fit.</summary>
    public const string WrongCheckDigit = "wrong_check_digit";

    /// <summary>The GS1 check character pair does not fit.</summary>
    public const string WrongCheckPair = "wrong_check_pair";

    /// <summary>A date or time that no calendar or clock has, or a count that makes no sense.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A GS1 company prefix does not begin with four digits.</summary>
    public const string PrefixNotNumeric = "prefix_not_numeric";

    /// <summary>A GRAI without its leading filler zero.</summary>
    public const string FillerNotZero = "filler_not_zero";

    /// <summary>No GS1 application identifier begins here.</summary>
    public const string UnknownAi = "unknown_ai";

    /// <summary>No data identifier begins here.</summary>
    public const string UnknownDi = "unknown_di";

    /// <summary>Two separators in a row.</summary>
    public const string EmptyElement = "empty_element";

    /// <summary>One identifier stands twice with different values.</summary>
    public const string RepeatedElement = "repeated_element";

    /// <summary>Two keys that each name an asset.</summary>
    public const string TwoKeys = "two_keys";

    /// <summary>The tag is sound but names another kind of thing: a product type, a shipment, a place.</summary>
    public const string NotAnAsset = "not_an_asset";

    /// <summary>The tag is sound but identifies nothing.</summary>
    public const string NoKey = "no_key";

    /// <summary>An ISO/IEC 15434 message that is not built as one.</summary>
    public const string BadEnvelope = "bad_envelope";

    /// <summary>An ISO/IEC 15434 format other than 05 and 06.</summary>
    public const string UnsupportedFormat = "unsupported_format";

    /// <summary>A web address that is not built as one, or that carries credentials.</summary>
    public const string BadUrl = "bad_url";

    /// <summary>A percent sign without two hexadecimal digits.</summary>
    public const string BadPercentEncoding = "bad_percent_encoding";

    /// <summary>A Digital Link that ends in a slash.</summary>
    public const string TrailingSlash = "trailing_slash";

    /// <summary>A Digital Link whose path does not go on in pairs of identifier and value.</summary>
    public const string PathNotInPairs = "path_not_in_pairs";

    /// <summary>A path element that does not belong to the Digital Link's key.</summary>
    public const string WrongQualifier = "wrong_qualifier";

    /// <summary>Key qualifiers out of their order.</summary>
    public const string QualifierOrder = "qualifier_order";

    /// <summary>A numeric query parameter that is no GS1 application identifier.</summary>
    public const string UnknownParameter = "unknown_parameter";

    /// <summary>An application identifier in the query that belongs into the path.</summary>
    public const string NotAnAttribute = "not_an_attribute";

    /// <summary>A Digital Link with a key's name (<c>/giai/</c>) in the place of its number.</summary>
    public const string KeyName = "key_name";

    /// <summary>What is perhaps a compressed Digital Link.</summary>
    public const string CompressedLink = "compressed_link";

    /// <summary>A web address on our own host whose path names no tag.</summary>
    public const string UnknownPath = "unknown_path";
}
