using System.Collections.Immutable;
using System.Text;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Which fields a template may hold.</summary>
/// <param name="Names">Beside <c>base_url</c>, options and secrets.</param>
internal sealed record TemplateScope(ImmutableArray<string> Names, ImmutableArray<string> Options, ImmutableArray<string> Secrets, ImmutableDictionary<string, MappingTable> Tables)
{
    /// <summary>Whether there is a record of the target to point into.</summary>
    public bool HasRecord { get; init; }

    /// <summary>Whether it repeats over a list.</summary>
    public bool HasItem { get; init; }

    public IEnumerable<string> All => [.. Names, "base_url", .. Options.Select(o => $"option.{o}"), .. Secrets.Select(s => $"secret.{s}"), .. HasItem ? ["item"] : Array.Empty<string>()];

    public bool Knows(string name) => name == "base_url" || Names.Contains(name) || (HasItem && (name == "item" || name.StartsWith("item.", StringComparison.Ordinal)))
        || (name.StartsWith("option.", StringComparison.Ordinal) && Options.Contains(name["option.".Length..])) || (name.StartsWith("secret.", StringComparison.Ordinal) && Secrets.Contains(name["secret.".Length..]));
}

/// <summary>Reads templates and pointers, and tells what is wrong with them and where.</summary>
internal sealed class TemplateReader(YamlFaults faults)
{
    /// <summary>The text's template. With a fault, what could be read of it.</summary>
    public Template Read(YamlScalar scalar, TemplateScope scope)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var constant = new StringBuilder();
        var text = scalar.Text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i]) constant.Append(text[i++]);
            else if (text[i] != '{') constant.Append(text[i]);
            else
            {
                var end = End(text, i + 1);
                if (end < 0)
                {
                    faults.Add(scalar, i, "open_brace", "This brace is not closed; a field is written {name}, and a brace that is meant as such {{.");
                    break;
                }

                if (constant.Length > 0) parts.Add(new TemplateText(constant.ToString()));
                constant.Clear();
                if (Field(scalar, i + 1, text[(i + 1)..end], scope) is { } field) parts.Add(field);
                i = end;
            }
        }

        if (constant.Length > 0 || parts.Count == 0) parts.Add(new TemplateText(constant.ToString()));
        return new(parts.ToImmutable());
    }

    /// <summary>A place in a record: a pointer, or a text whose fields are pointers.</summary>
    public Template Place(YamlScalar scalar, TemplateScope scope) =>
        scalar.Text.StartsWith('/') ? new([new TemplateField(scalar.Text, Pointer(scalar, scope), [])]) : Read(scalar, scope);

    public Pointer Pointer(YamlScalar scalar, TemplateScope scope) => Pointer(scalar, 0, scalar.Text, scope);

    private Pointer Pointer(YamlScalar scalar, int offset, string text, TemplateScope scope)
    {
        var pointer = Rest.Pointer.TryRead(text, out var why);
        if (pointer is null) faults.Add(scalar, offset, "bad_pointer", $"'{text}' is no JSON pointer: {why}. Write '/' between names, such as /data/id.");
        foreach (var option in pointer?.Options ?? [])
        {
            if (!scope.Options.Contains(option)) faults.Add(scalar, offset, "unknown_field", $"The mapping has no option '{option}'{YamlFaults.Hint(option, scope.Options)}");
        }

        return pointer ?? Rest.Pointer.Whole;
    }

    private TemplateField? Field(YamlScalar scalar, int offset, string text, TemplateScope scope)
    {
        var words = Split(text);
        var field = Name(scalar, offset, words[0].Trim(), scope);
        var filters = ImmutableArray.CreateBuilder<Filter>();
        var ends = words[0].Length;
        foreach (var word in words.Skip(1))
        {
            var at = offset + ends + 1 + (word.Length - word.TrimStart().Length);
            ends += word.Length + 1;
            if (Filter.Read(word, scope.Tables, out var why) is not { } filter) faults.Add(scalar, at, "unknown_filter", why);
            else if (filter.OtherName(scope.HasRecord) is not { } other) filters.Add(filter);
            else if (Name(scalar, at, other, scope) is { } otherwise) filters.Add(filter.Or(otherwise));
        }

        return field is null ? null : field with { Filters = filters.ToImmutable() };
    }

    private TemplateField? Name(YamlScalar scalar, int offset, string name, TemplateScope scope)
    {
        if (name.StartsWith('/'))
        {
            if (scope.HasRecord) return new(name, Pointer(scalar, offset, name, scope), []);
            faults.Add(scalar, offset, "no_record", $"'{name}' points into a record of the target, of which there is none here; name a field.");
            return null;
        }

        if (scope.Knows(name)) return new(name, null, []);
        faults.Add(scalar, offset, "unknown_field", $"There is no field '{name}' here{YamlFaults.Hint(name, [.. scope.All])}");
        return null;
    }

    /// <summary>The brace that ends what begins here; those of options in a pointer nest.</summary>
    private static int End(string text, int from)
    {
        var depth = 1;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }

    /// <summary>At <c>|</c>, but not in the step of a pointer.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var (from, inStep) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '[' or ']') inStep = text[i] == '[';
            if (text[i] != '|' || inStep) continue;
            words.Add(text[from..i]);
            from = i + 1;
        }

        words.Add(text[from..]);
        return words;
    }
}
