using NodaTime;

namespace Scanward.Resolution;

/// <summary>The names of weekdays in plant files and in the store: <c>mon</c> to <c>sun</c>.</summary>
internal static class DayNames
{
    public static readonly string[] All = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static string Name(IsoDayOfWeek day) => All[(int)day - 1];

    /// <summary>Null where it is no weekday's name.</summary>
    public static IsoDayOfWeek? Find(string name) => Array.IndexOf(All, name) is >= 0 and var place ? (IsoDayOfWeek)(place + 1) : null;
}
