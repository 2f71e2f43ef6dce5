using NodaTime;

namespace Scanward.Routing.Crews;

/// <summary>Spans of time as explanations write them, in the policy's own units.</summary>
internal static class SpanText
{
    /// <summary>Work: <c>45m</c>, <c>3h</c>, <c>13h 20m</c>.</summary>
    public static string Hours(int minutes)
    {
        var (hours, rest) = Math.DivRem(minutes, 60);
        return hours == 0 ? $"{rest}m" : rest == 0 ? $"{hours}h" : $"{hours}h {rest}m";
    }

    /// <summary>Elapsed time, in its largest units down to seconds: <c>2d 3h</c>, <c>45m 10s</c>; nothing below 0.</summary>
    public static string Days(Duration span)
    {
        if (span < Duration.FromSeconds(1)) return "0m";
        ReadOnlySpan<(int Count, char Unit)> parts = [(span.Days, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's')];
        var text = "";
        foreach (var (count, unit) in parts)
        {
            if (count != 0) text += text.Length == 0 ? $"{count}{unit}" : $" {count}{unit}";
        }

        return text;
    }
}
