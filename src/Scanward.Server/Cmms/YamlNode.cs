using System.Collections.Immutable;

namespace Scanward.Server.Cmms;

/// <summary>A place in a YAML file, 1-based.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string What { get; }
}

/// <param name="Plain">Whether it stands there without quotes, so that it may be a number.</param>
/// <param name="TextColumn">The column of the text's first character where text and file agree character by character, else null.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool Plain, int? TextColumn = null) : YamlNode(Line, Column)
{
    public override string What => "one value";
}

internal sealed record YamlList(int Line, int Column, ImmutableArray<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string What => "a list";
}

internal sealed record YamlMap(int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string What => "a mapping";

    public YamlNode? this[string name] => Entries.FirstOrDefault(e => e.Key.Text == name)?.Value;
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
