using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scanward.Ingestion;

/// <summary>Puts flaws into words: the stable code, and one or two sentences that say what is wrong, where, and what to do.</summary>
internal static class FaultText
{
    /// <summary>The fault of a string member.</summary>
    /// <param name="pointer">To the member.</param>
    /// <param name="member">Its name and bounds.</param>
    /// <param name="flaw">Not None.</param>
    /// <param name="utf8">The value, escapes resolved.</param>
    public static ScanFault OfText(string pointer, TextMember member, Flaw flaw, ReadOnlySpan<byte> utf8)
    {
        var name = Quoted.Text(member.Name);
        var must = $"it must be {member.Expected}.";
        var characters = JsonText.Characters(utf8);
        var shown = Quoted.Text(Encoding.UTF8.GetString(utf8));
        return flaw switch
        {
            Flaw.TooShort when characters >= member.CharactersMin => new(pointer, "too_short", $"{name} holds nothing but blanks; {must}"),
            Flaw.TooShort when characters == 0 => new(pointer, "too_short", $"{name} is empty; {must}"),
            Flaw.TooShort => new(pointer, "too_short", $"{name} has {Counted(characters)}; {must}"),
            Flaw.TooLong => new(pointer, "too_long", $"{name} has {Counted(characters)}; {must}"),
            Flaw.BadCharacter => new(pointer, "bad_format", $"{name} is {shown}; {must}{CaseHint(member, utf8)}"),
            Flaw.SurroundingSpace => new(pointer, "bad_format", $"{name} is {shown}, with a space at its start or end; trim it."),
            Flaw.ControlCharacter => new(pointer, "control_character", Control(member, utf8)),
            Flaw.UnpairedSurrogate => UnpairedSurrogate(pointer, member.Name),
            Flaw.UnknownValue => new(pointer, "unknown_value", $"{name} is {shown}; {must}{ValueHint(Encoding.UTF8.GetString(utf8))}"),
            Flaw.BadUuid => new(pointer, "bad_uuid",
                $"{name} is {shown}; it must be a UUID spelled 8-4-4-4-12 in hexadecimal, without braces or prefix."),
            Flaw.UuidVersion => new(pointer, "bad_uuid",
                $"{name} is {shown}, which is not a UUID of version 4 (random) or 7 (time-ordered); make one of those for each scan."),
            _ => OfTimestamp(pointer, name, flaw, shown),
        };
    }

    public static ScanFault UnpairedSurrogate(string pointer, string name) =>
        new(pointer, "unpaired_surrogate", $"{Quoted.Text(name)} holds half of a surrogate pair (\\uD800-\\uDFFF), which is no character; "
            + "send the whole pair or the character itself in UTF-8.");

    public static ScanFault WrongType(string pointer, string name, JsonTokenType found, string expected) => new(
        pointer, "wrong_type",
        found == JsonTokenType.Null
            ? $"{Quoted.Text(name)} is null; it must be {expected}. Leave an optional member out where there is nothing to say."
            : $"{Quoted.Text(name)} is {Shape(found)}; it must be {expected}.");

    public static ScanFault OfReading(string pointer, string meter, Flaw flaw) => flaw == Flaw.OutOfRange
        ? new(
            pointer, "out_of_range", $"The reading of {Quoted.Text(meter)} is beyond 1000000000000 (10^12) up or down; check the meter and its unit.")
        : new(pointer, "out_of_range", $"The reading of {Quoted.Text(meter)} has more than {MeterValue.DecimalsMax} decimals; round it.");

    public static ScanFault OfBattery(string pointer, Flaw flaw) => flaw == Flaw.NotWhole
        ? new(pointer, "wrong_type", $"\"battery_percent\" has decimals; it must be {ScanSchema.BatteryExpected}.")
        : new(pointer, "out_of_range", $"\"battery_percent\" is out of range; it must be {ScanSchema.BatteryExpected}.");

    public static ScanFault OfHeader(Flaw flaw, string header)
    {
        var what = flaw == Flaw.UuidVersion ? "is not a UUID of version 4 or 7" : "is not a UUID";
        return new("/idempotency_key", "bad_uuid",
            $"The header Idempotency-Key {what}: {Quoted.Text(header)}. "
            + "Send one, bare or in double quotes, or leave the header out and put the key into the body.");
    }

    /// <summary>What kind of JSON value a token begins, with its article.</summary>
    public static string Shape(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        _ => "null",
    };

    private static ScanFault OfTimestamp(string pointer, string name, Flaw flaw, string shown) => flaw switch
    {
        Flaw.TimestampWithoutOffset => new(pointer, "timestamp_without_offset",
            $"{name} is {shown}, a time without an offset, which could be any hour of a day; add the device's offset, such as \"Z\" or \"+02:00\"."),
        Flaw.NoSuchDay => new(pointer, "bad_timestamp", $"{name} is {shown}, and there is no such day; check month and day."),
        Flaw.NoSuchTime => new(pointer, "bad_timestamp",
            $"{name} is {shown}, and there is no such time; hours go from 00 to 23, minutes and seconds from 00 to 59."),
        Flaw.LeapSecond => new(pointer, "bad_timestamp", $"{name} is {shown}, a leap second, which is not taken; send second 59 instead of 60."),
        Flaw.FractionTooLong => new(pointer, "bad_timestamp", $"{name} has more than nine digits of a second's fraction; cut them to nine."),
        Flaw.OutOfRange => new(pointer, "out_of_range", $"{name} is {shown}, which is after the year 9999 in UTC."),
        _ => new(pointer, "bad_timestamp",
            $"{name} is {shown}; it must be an RFC 3339 time with seconds and offset and a \"T\" before the time, such as \"2026-11-22T07:00:00Z\"."),
    };

    private static string Control(TextMember member, ReadOnlySpan<byte> utf8)
    {
        var index = ScanRules.FirstBad(utf8, ScanRules.ControlsOf(member));
        var rest = utf8;
        for (var i = 0; i < index; i++)
        {
            Rune.DecodeFromUtf8(rest, out _, out var length);
            rest = rest[length..];
        }

        Rune.DecodeFromUtf8(rest, out var rune, out _);
        var code = rune.Value.ToString("X4", CultureInfo.InvariantCulture);
        return $"{Quoted.Text(member.Name)} holds the control character U+{code} ({CharacterName(rune.Value)}) at character {index} (from 0), "
            + "which is not allowed there; take it out.";
    }

    private static string CharacterName(int c) => c switch
    {
        0x00 => "NUL",
        0x09 => "tab",
        0x0A => "line feed",
        0x0D => "carriage return",
        0x1B => "escape",
        0x1C => "FS",
        0x1D => "GS",
        0x1E => "RS",
        0x7F => "delete",
        0x2028 or 0x2029 => "line separator",
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => "bidirectional control, which makes text read otherwise than it is stored",
        _ => "not printable",
    };

    private static string Counted(int characters) => characters == 1 ? "1 character" : $"{characters} characters";

    private static string CaseHint(TextMember member, ReadOnlySpan<byte> utf8)
    {
        if (member != ScanSchema.FailureMode && member != ScanSchema.Meter) return "";
        var text = Encoding.UTF8.GetString(utf8).Trim().ToLowerInvariant().Replace(' ', '_');
        return ScanRules.Term(Encoding.UTF8.GetBytes(text), member) == Flaw.None ? $" Did you mean {Quoted.Text(text)}?" : "";
    }

    private static string ValueHint(string value) =>
        NearestName.Of(value, Wire.All<ScanType>()) is { } near ? $" Did you mean \"{near}\"?" : "";
}
