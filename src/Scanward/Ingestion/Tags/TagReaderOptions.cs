using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags;

/// <summary>What a site tells <see cref="TagReader"/> about its labels and scanners. Immutable; checked when the reader is made.</summary>
public sealed record TagReaderOptions
{
    public static TagReaderOptions Default { get; } = new();

    /// <summary>Hosts that our own labels show, such as <c>tags.example.org</c>; without scheme, port and path. Case does not count.</summary>
    public ImmutableArray<string> OwnHosts { get; init; } = [];

    /// <summary>
    /// Hosts that older labels of ours show. They are read like <see cref="OwnHosts"/>, with a warning; nothing is fetched, so they need not exist
    /// any more.
    /// </summary>
    public ImmutableArray<string> RetiredHosts { get; init; } = [];

    /// <summary>Hosts whose addresses are aliases as they stand, such as a manufacturer's identification links (IEC 61406).</summary>
    public ImmutableArray<string> AliasHosts { get; init; } = [];

    /// <summary>
    /// Paths that hold a tag. <c>/t/{tag}</c> counts on own and retired hosts, <c>//assets.example.org/ht/{tag}</c> on the host it names. What stands
    /// for <c>{tag}</c> is read as an own id or an alias; <c>{id}</c> is a number inside that system, and the alias is the whole path
    /// (<c>/hardware/42</c>), so that it cannot be taken for a tag 42.
    /// </summary>
    public ImmutableArray<string> UrlTemplates { get; init; } = ["/t/{tag}"];

    /// <summary>How scanners and printers spell the separators that a keyboard cannot send.</summary>
    public ImmutableArray<ControlSpelling> ControlSpellings { get; init; } =
    [
        new("\u241D", CodePoint.Gs), new("\u241E", CodePoint.Rs), new("\u2404", CodePoint.Eot),
        new("<GS>", CodePoint.Gs), new("<RS>", CodePoint.Rs), new("<EOT>", CodePoint.Eot), new("<FNC1>", CodePoint.Gs),
        new("{GS}", CodePoint.Gs), new("{RS}", CodePoint.Rs), new("{EOT}", CodePoint.Eot), new("{FNC1}", CodePoint.Gs),
    ];

    /// <summary>Everything that is wrong with these options, one sentence each; empty when they can be used.</summary>
    public ImmutableArray<string> Faults()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var host in OwnHosts.Concat(RetiredHosts).Concat(AliasHosts))
        {
            if (!WebAddress.IsHost(host))
                faults.Add($"'{host}' is not a host name: give it without scheme, port and path, such as tags.example.org.");
        }

        foreach (var template in UrlTemplates)
        {
            if (UrlTemplate.TryParse(template) is null)
                faults.Add(
                    $"'{template}' is not a URL template: write a path with one segment {{tag}} or {{id}}, such as /t/{{tag}} or //host/{{id}}.");
        }

        foreach (var (text, control) in ControlSpellings)
        {
            if (string.IsNullOrEmpty(text)) faults.Add("A control character's spelling is empty.");
            if (control is not (CodePoint.Gs or CodePoint.Rs or CodePoint.Eot)) faults.Add($"'{text}' can only stand for GS, RS or EOT.");
        }

        return faults.ToImmutable();
    }
}

/// <summary>A text that stands for a separator.</summary>
/// <param name="Text">As the scanner sends it, such as <c>{GS}</c>; case counts.</param>
/// <param name="Control">GS (U+001D), RS (U+001E) or EOT (U+0004).</param>
public sealed record ControlSpelling(string Text, char Control);
