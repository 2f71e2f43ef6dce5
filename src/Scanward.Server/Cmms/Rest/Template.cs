using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms.Rest;

/// <summary>A text with fields between braces.</summary>
internal sealed class Template(ImmutableArray<TemplatePart> parts)
{
    /// <summary>What its fields are called; pointers as they are written.</summary>
    public IEnumerable<string> Names => parts.OfType<TemplateField>().SelectMany(f => f.Names);

    public bool IsOneField => parts is [TemplateField];

    /// <summary>Whether it has no fields.</summary>
    public bool IsConstant => parts.All(p => p is TemplateText);

    /// <summary>Whether nothing of the record that it names is a list or an object.</summary>
    public bool IsOfScalars(Fields fields) => !parts.OfType<TemplateField>().Any(f => f.Pointer?.Find(fields.Record, fields) is { ValueKind: System.Text.Json.JsonValueKind.Array or System.Text.Json.JsonValueKind.Object });

    /// <summary>Where the whole is one field, its value as it is; else a text. Null where the whole is one field that is missing.</summary>
    /// <exception cref="CannotSayException">A filter cannot make anything of a field.</exception>
    public JsonNode? Value(Fields fields) => parts is [TemplateField only] ? only.Value(fields) : JsonValue.Create(Text(fields, static t => t, missing: null));

    /// <summary>The value, or null where a filter can make nothing of a field.</summary>
    public JsonNode? ValueOrNothing(Fields fields)
    {
        try
        {
            return Value(fields);
        }
        catch (CannotSayException e) when (e.Kind != CannotSay.NotNow)
        {
            return null;
        }
    }

    /// <summary>Null where the whole is one field that is missing.</summary>
    public string? Text(Fields fields) => Value(fields) is { } value ? JsonTexts.Of(value) : null;

    /// <summary>As text; null where one of its fields is missing, or a filter can make nothing of it.</summary>
    public string? Complete(Fields fields)
    {
        try
        {
            var whole = true;
            var text = Text(fields, static t => t, missing: _ => whole = false);
            return whole ? text : null;
        }
        catch (CannotSayException e) when (e.Kind != CannotSay.NotNow)
        {
            return null;
        }
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

/// <param name="Pointer">Where the field is one into a record.</param>
internal sealed record TemplateField(string Name, Pointer? Pointer, ImmutableArray<Filter> Filters) : TemplatePart
{
    /// <summary>What it and its filters name.</summary>
    public IEnumerable<string> Names => Filters.Select(f => f.Otherwise?.Name).OfType<string>().Prepend(Name);

    public JsonNode? Value(Fields fields)
    {
        var value = Pointer is null ? fields.Get(Name) : JsonTexts.Node(Pointer.Find(fields.Record, fields));
        foreach (var filter in Filters) value = filter.Apply(value, Name, fields);
        return value;
    }
}
