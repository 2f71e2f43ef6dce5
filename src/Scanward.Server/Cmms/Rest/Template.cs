using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms.Rest;

/// <summary>A text with fields between braces.</summary>
internal sealed class Template(ImmutableArray<TemplatePart> parts)
{
    /// <summary>What its fields are called; pointers as they are written.</summary>
    public IEnumerable<string> Names => parts.OfType<TemplateField>().SelectMany(f => f.Sources).Select(s => s.Name);

    public bool IsOneField => parts is [TemplateField];

    /// <summary>Whether it has no fields.</summary>
    public bool IsConstant => parts.All(p => p is TemplateText);

    /// <summary>Where the whole is one field, its value as it is; else a text. Null where the whole is one field that is missing.</summary>
    /// <exception cref="CannotSayException">A filter cannot make anything of a field.</exception>
    public JsonNode? Value(Fields fields) => parts is [TemplateField only] ? only.Value(fields) : JsonValue.Create(Text(fields, static t => t, missing: null));

    /// <summary>Null where the whole is one field that is missing.</summary>
    public string? Text(Fields fields) => Value(fields) is { } value ? JsonTexts.Of(value) : null;

    /// <summary>As text; null where one of its fields is missing.</summary>
    public string? Complete(Fields fields)
    {
        var whole = true;
        var text = Text(fields, static t => t, missing: _ => whole = false);
        return whole ? text : null;
    }

    /// <summary>As text, whose fields are encoded; nothing in it may be missing.</summary>
    /// <param name="where">For messages: what cannot be without the field.</param>
    public string Encoded(Fields fields, Func<string, string> encode, string where) =>
        Text(fields, encode, missing: name => throw new CannotSayException($"{where} needs {name}, which is missing; nothing was sent."));

    private string Text(Fields fields, Func<string, string> encode, Action<string>? missing)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is TemplateText constant) text.Append(constant.Text);
            else if (part is TemplateField field && field.Value(fields) is { } value) text.Append(encode(JsonTexts.Of(value)));
            else missing?.Invoke(((TemplateField)part).Name);
        }

        return text.ToString();
    }
}

internal abstract record TemplatePart;

internal sealed record TemplateText(string Text) : TemplatePart;

/// <summary>Where a field's value comes from.</summary>
/// <param name="Pointer">Where it is one into a record.</param>
internal readonly record struct TemplateSource(string Name, Pointer? Pointer)
{
    public JsonNode? Value(Fields fields) => Pointer is null ? fields.Get(Name) : JsonTexts.Node(Pointer.Find(fields.Record, fields));
}

/// <param name="Sources">The first that is not missing counts.</param>
internal sealed record TemplateField(ImmutableArray<TemplateSource> Sources, ImmutableArray<Filter> Filters) : TemplatePart
{
    public string Name => Sources[0].Name;

    public JsonNode? Value(Fields fields)
    {
        JsonNode? value = null;
        foreach (var source in Sources)
        {
            value = source.Value(fields);
            if (value is not null) break;
        }

        foreach (var filter in Filters) value = filter.Apply(value, Name);
        return value;
    }
}
