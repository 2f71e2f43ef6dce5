using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary>Single values of stored JSON; NodaTime's as ISO 8601 text.</summary>
internal static class JsonValues
{
    private const int LongestOnStack = 256;

    /// <summary>
    /// Moves on to the next member's value, the reader standing on the object's start or at the end of the last value; false at the object's end.
    /// </summary>
    public static bool NextMember(this ref Utf8JsonReader json, [NotNullWhen(true)] out string? member)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            member = null;
            return false;
        }

        if (json.TokenType != JsonTokenType.PropertyName)
            throw new JsonException($"a member was expected at byte {json.TokenStartIndex}, not {json.TokenType}.");
        member = MemberNames.Share(json);
        json.Read();
        return true;
    }

    /// <summary>Moves on to the next item; false at the array's end.</summary>
    public static bool NextItem(this ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;

    public static string Text(this ref Utf8JsonReader json, InternPool pool)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || json.ValueSpan.Length > LongestOnStack)
            return json.GetString()!;
        Span<char> chars = stackalloc char[LongestOnStack];
        return pool.Share(chars[..json.CopyString(chars)]);
    }

    public static ImmutableArray<string> Texts(this ref Utf8JsonReader json, InternPool? pool)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        while (json.NextItem()) texts.Add(pool is null ? json.GetString()! : json.Text(pool));
        return texts.DrainToImmutable();
    }

    public static LocalDate Date(this ref Utf8JsonReader json) => LocalDatePattern.Iso.Parse(json.GetString()!).Value;

    public static Instant Moment(this ref Utf8JsonReader json) => InstantPattern.ExtendedIso.Parse(json.GetString()!).Value;

    public static LocalTime Time(this ref Utf8JsonReader json) => LocalTimePattern.ExtendedIso.Parse(json.GetString()!).Value;

    public static IsoDayOfWeek Day(string name) => DayNames.Find(name) ?? throw new JsonException($"'{name}' is no weekday.");

    public static GeoPoint Point(this ref Utf8JsonReader json)
    {
        json.Read();
        var latitude = json.GetDouble();
        json.Read();
        var longitude = json.GetDouble();
        json.Read();
        return new GeoPoint(latitude, longitude);
    }

    public static void WriteDate(this Utf8JsonWriter json, ReadOnlySpan<byte> member, LocalDate date) =>
        json.WriteString(member, LocalDatePattern.Iso.Format(date));

    public static void WriteMoment(this Utf8JsonWriter json, ReadOnlySpan<byte> member, Instant moment) =>
        json.WriteString(member, InstantPattern.ExtendedIso.Format(moment));

    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> member, LocalTime time) =>
        json.WriteString(member, LocalTimePattern.ExtendedIso.Format(time));

    /// <summary>A decimal without trailing zeros, so that 8000 and 8000.0 give the same bytes.</summary>
    public static void WriteDecimal(this Utf8JsonWriter json, ReadOnlySpan<byte> member, decimal value) => json.WriteNumber(member, value / 1.0000000000000000000000000000m);

    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> member, string? text)
    {
        if (text is not null) json.WriteString(member, text);
    }

    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> member, int? number)
    {
        if (number is { } value) json.WriteNumber(member, value);
    }

    public static void WriteTexts(this Utf8JsonWriter json, ReadOnlySpan<byte> member, IEnumerable<string> texts)
    {
        json.WriteStartArray(member);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void WritePoint(this Utf8JsonWriter json, ReadOnlySpan<byte> member, GeoPoint point)
    {
        json.WriteStartArray(member);
        json.WriteNumberValue(point.Latitude);
        json.WriteNumberValue(point.Longitude);
        json.WriteEndArray();
    }
}

/// <summary>The names of members, each made once.</summary>
internal static class MemberNames
{
    private static readonly InternPool Pool = new(1024);

    public static string Share(Utf8JsonReader json) => json.Text(Pool);
}
