using NodaTime;

namespace Scanward.Ingestion;

/// <summary>
/// RFC 3339 §5.6 <c>date-time</c>, read by hand into an instant: the offset is required, <c>t</c> and <c>z</c> may be lower case, a fraction has one
/// to nine digits, <c>-00:00</c> counts as UTC. A leap second (<c>:60</c>) is refused, because no clock of ours has that instant.
/// </summary>
internal static class Rfc3339
{
    private const long SecondsPerDay = 86_400;

    /// <summary>9999-12-31T23:59:59Z, the last second that an <see cref="Instant"/> holds.</summary>
    private const long LastSecond = 253_402_300_799;

    public static Flaw Read(ReadOnlySpan<byte> text, out Instant instant)
    {
        instant = default;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return Flaw.BadTimestamp;
        int century = Two(text), yearOfCentury = Two(text[2..]), month = Two(text[5..]), day = Two(text[8..]);
        int hour = Two(text[11..]), minute = Two(text[14..]), second = Two(text[17..]);
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0) return Flaw.BadTimestamp;

        var rest = text[19..];
        var flaw = TakeFraction(ref rest, out var nanoseconds);
        if (flaw != Flaw.None) return flaw;
        flaw = ReadOffset(rest, out var offsetSeconds);
        if (flaw != Flaw.None) return flaw;

        var year = century * 100 + yearOfCentury;
        if (month is 0 or > 12 || day == 0 || day > DaysIn(year, month)) return Flaw.NoSuchDay;
        if (second == 60) return Flaw.LeapSecond;
        if (hour > 23 || minute > 59 || second > 59) return Flaw.NoSuchTime;

        var seconds = DaysSinceEpoch(year, month, day) * SecondsPerDay + hour * 3600 + minute * 60 + second - offsetSeconds;
        if (seconds > LastSecond) return Flaw.OutOfRange;
        instant = Instant.FromUnixTimeSeconds(seconds).PlusNanoseconds(nanoseconds);
        return Flaw.None;
    }

    private static Flaw TakeFraction(ref ReadOnlySpan<byte> rest, out long nanoseconds)
    {
        nanoseconds = 0;
        if (rest.IsEmpty || rest[0] != '.') return Flaw.None;
        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = rest.Length - 1;
        if (digits == 0) return Flaw.BadTimestamp;
        if (digits > 9) return Flaw.FractionTooLong;
        for (var i = 1; i <= 9; i++) nanoseconds = nanoseconds * 10 + (i <= digits ? rest[i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return Flaw.None;
    }

    private static Flaw ReadOffset(ReadOnlySpan<byte> rest, out int seconds)
    {
        seconds = 0;
        if (rest.IsEmpty) return Flaw.TimestampWithoutOffset;
        if (rest.Length == 1 && (rest[0] | 0x20) == 'z') return Flaw.None;
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':') return Flaw.BadTimestamp;
        int hours = Two(rest[1..]), minutes = Two(rest[4..]);
        if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return Flaw.BadTimestamp;
        seconds = (hours * 60 + minutes) * (rest[0] == '-' ? -60 : 60);
        return Flaw.None;
    }

    /// <summary>Two digits as a number; negative where they are not digits.</summary>
    private static int Two(ReadOnlySpan<byte> text)
    {
        int tens = text[0] - '0', ones = text[1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? tens * 10 + ones : -1;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>Days from 1970-01-01 in the proleptic Gregorian calendar, by Howard Hinnant's <c>days_from_civil</c> (chrono-Compatible Low-Level
    /// Date Algorithms).</summary>
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year; // the year begins in March, so that the leap day is its last
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
