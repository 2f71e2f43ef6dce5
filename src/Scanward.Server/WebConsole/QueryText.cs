using System.Globalization;

namespace Scanward.Server.WebConsole;

/// <summary>Addresses with their filters.</summary>
internal static class QueryText
{
    private const int LongestFilter = 200;

    /// <summary>A filter of the query; null where it is not given, or is more than anybody types.</summary>
    public static string? Filter(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values is [{ } value, ..] && value.Trim() is { Length: > 0 and <= LongestFilter } text ? text : null;

    /// <summary>The path with those parameters that have a value.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new System.Text.StringBuilder(path);
        var next = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null) continue;
            text.Append(next).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            next = '&';
        }

        return text.ToString();
    }

    /// <summary>1,234.</summary>
    public static string Shown(this long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Shown(this int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A name of the wire as words: <c>asset_unknown</c> is <c>asset unknown</c>.</summary>
    public static string Words(string name) => name.Replace('_', ' ');
}
