using System.Globalization;

namespace Scanward.Server.WebConsole;

/// <summary>Time that work takes, as people say it: <c>45 min</c>, <c>8 h</c>, <c>1 h 15 min</c>, <c>1,240 h</c>.</summary>
internal static class WorkTime
{
    public static string Of(long minutes)
    {
        var (hours, rest) = Math.DivRem(minutes, 60);
        if (hours == 0 && rest > 0) return $"{rest} min";
        var said = $"{hours.ToString("N0", CultureInfo.InvariantCulture)} h";
        return rest == 0 || hours >= 100 ? said : $"{said} {rest} min";
    }
}
