using System.Text;
using System.Text.Encodings.Web;

namespace Scanward.Server.WebConsole;

/// <summary>The filters of a list as they stand in its address, so that a list can be sent to somebody and come back to.</summary>
internal sealed record Filters(string Path, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Those of the request, without where a page begins; empty ones are none.</summary>
    public static Filters Of(HttpContext context) => new(
        context.Request.Path, context.Request.Query.Where(q => q.Key != "cursor" && q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));

    public string this[string name] => Values.GetValueOrDefault(name, "");

    public bool Any => Values.Count > 0;

    /// <summary>The address with one of them changed; null takes it away.</summary>
    public string With(string name, string? value)
    {
        var changed = new Dictionary<string, string>(Values, StringComparer.Ordinal);
        if (value is null) changed.Remove(name);
        else changed[name] = value;
        var query = new StringBuilder();
        foreach (var (key, given) in changed) query.Append(query.Length == 0 ? '?' : '&').Append(UrlEncoder.Default.Encode(key)).Append('=').Append(UrlEncoder.Default.Encode(given));
        return Path + query;
    }
}
