namespace Scanward.Ingestion;

/// <summary>
/// What a single value does wrong. The rules give a flaw and no text: the fast pass only asks whether there is one, the patient pass
/// puts it into words (<see cref="FaultText"/>).
/// </summary>
internal enum Flaw
{
    None = 0,
    TooShort,
    TooLong,
    OutOfRange,
    TooManyDecimals,
    NotWhole,

    /// <summary>A character outside the member's set.</summary>
    BadCharacter,
    SurroundingSpace,
    ControlCharacter,
    UnpairedSurrogate,
    UnknownValue,

    BadUuid,
    UuidVersion,

    BadTimestamp,
    NoSuchDay,
    NoSuchTime,
    LeapSecond,
    FractionTooLong,
    TimestampWithoutOffset,
}
