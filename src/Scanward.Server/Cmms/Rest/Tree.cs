using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms.Rest;

/// <summary>What JSON is made of: a body, or an entry of a plant file. What is nothing but missing fields is missing itself.</summary>
internal abstract record Tree
{
    /// <summary>The names of its fields.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Puts the value where it belongs, unless it is missing.</summary>
    /// <param name="lenient">Leaves out what a filter can make nothing of, instead of throwing.</param>
    /// <exception cref="CannotSayException">A filter cannot make anything of a field.</exception>
    public abstract bool TryMake(Fields fields, bool lenient, out JsonNode? value);
}

internal sealed record TreeConstant(JsonNode? Value) : Tree
{
    public override IEnumerable<string> Names => [];

    public override bool TryMake(Fields fields, bool lenient, out JsonNode? value)
    {
        value = Value?.DeepClone();
        return true;
    }
}

internal sealed record TreeText(Template Template) : Tree
{
    public override IEnumerable<string> Names => Template.Names;

    public override bool TryMake(Fields fields, bool lenient, out JsonNode? value)
    {
        value = lenient ? Template.ValueOrNothing(fields) : Template.Value(fields);
        return value is not null;
    }
}

internal sealed record TreeObject(ImmutableArray<(Template Name, Tree Value)> Members) : Tree
{
    public override IEnumerable<string> Names => Members.SelectMany(m => m.Name.Names.Concat(m.Value.Names));

    public override bool TryMake(Fields fields, bool lenient, out JsonNode? value)
    {
        var made = new JsonObject();
        foreach (var (name, tree) in Members)
        {
            if (tree.TryMake(fields, lenient, out var member) && name.Text(fields) is { Length: > 0 } key) made[key] = member;
        }

        value = made;
        return made.Count > 0 || Members.IsEmpty;
    }
}

internal sealed record TreeList(ImmutableArray<Tree> Items) : Tree
{
    public override IEnumerable<string> Names => Items.SelectMany(i => i.Names);

    public override bool TryMake(Fields fields, bool lenient, out JsonNode? value)
    {
        var made = new JsonArray();
        foreach (var item in Items)
        {
            if (item.TryMake(fields, lenient, out var element)) made.Add(element);
        }

        value = made;
        return made.Count > 0 || Items.IsEmpty;
    }
}

/// <summary>A list that is made of another.</summary>
internal sealed record TreeEach(string Source, Tree As) : Tree
{
    public override IEnumerable<string> Names => As.Names.Prepend(Source);

    public override bool TryMake(Fields fields, bool lenient, out JsonNode? value)
    {
        var made = new JsonArray();
        foreach (var element in fields.Elements(Source))
        {
            if (As.TryMake(fields with { Item = element }, lenient, out var item)) made.Add(item);
        }

        value = made;
        return made.Count > 0;
    }
}
