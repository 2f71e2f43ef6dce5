using System.Text;
using Scanward.Ingestion.Tags;

namespace Scanward.Server.Labels;

/// <summary>What a symbol holds of a tag: an address in upper case, which QR Code packs tightest and which outlives a change of case, or the bare tag.</summary>
/// <param name="tags">Hosts and templates as they are configured.</param>
internal sealed class LabelAddresses(TagReaderOptions tags)
{
    private readonly string? template = tags.UrlTemplates.FirstOrDefault(t => !t.StartsWith("//", StringComparison.Ordinal) && t.Contains("{tag}", StringComparison.Ordinal));

    public IReadOnlyList<string> Hosts => tags.OwnHosts;

    /// <param name="host">Null for the first of our own.</param>
    /// <returns>Null where there is no host, or no path that holds a tag.</returns>
    public string? Of(string tag, string? host) =>
        template is not null && (host ?? tags.OwnHosts.FirstOrDefault()) is { } at ? $"HTTPS://{at.ToUpperInvariant()}{template.ToUpperInvariant().Replace("{TAG}", Escaped(tag), StringComparison.Ordinal)}" : null;

    private static string Escaped(string tag)
    {
        var escaped = new StringBuilder(tag.Length);
        foreach (var c in tag)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') escaped.Append(c);
            else escaped.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
