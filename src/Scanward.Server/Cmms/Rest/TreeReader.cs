using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Reads what JSON is made of, conditions and tables.</summary>
internal sealed class TreeReader(YamlFaults faults, TemplateReader templates)
{
    /// <summary>A regular expression has so long for one text.</summary>
    private static readonly TimeSpan matchTimeout = TimeSpan.FromMilliseconds(100);

    public Tree Tree(YamlNode node, TemplateScope scope) => node switch
    {
        YamlScalar { Plain: true, Text: "" } => new TreeConstant(null),
        YamlScalar scalar when scalar.Text.AsSpan().IndexOfAny('{', '}') < 0 => new TreeConstant(YamlMembers.Constant(scalar)),
        YamlScalar scalar => new TreeText(templates.Read(scalar, scope)),
        YamlList list => new TreeList([.. list.Items.Select(i => Tree(i, scope))]),
        YamlMap map when map["each"] is not null => Each(map, scope),
        YamlMap map => Object(map, scope),
        _ => new TreeConstant(null),
    };

    public TreeObject Object(YamlMap map, TemplateScope scope) => new([.. map.Entries.Select(e => (templates.Read(e.Key, scope with { HasRecord = false }), Tree(e.Value, scope)))]);

    /// <summary>One condition, or a list of them.</summary>
    public ImmutableArray<Condition> Conditions(YamlMembers members, string name, TemplateScope scope, bool ofAnswers)
    {
        var node = members.Node(name);
        if (node is null) return [];
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        foreach (var one in node is YamlList list ? [.. list.Items] : new[] { node })
        {
            if (one is YamlMap map) conditions.Add(Condition(new(map, faults, members.Path(name)), scope, ofAnswers));
            else faults.Add(one, "wrong_shape", $"'{name}' is a condition such as {{ at: /status, equals: error }}, or a list of them.");
        }

        return conditions.ToImmutable();
    }

    public MappingTable Table(YamlMembers table)
    {
        var values = ImmutableDictionary.CreateBuilder<string, System.Text.Json.Nodes.JsonNode?>();
        System.Text.Json.Nodes.JsonNode? otherwise = null;
        foreach (var (key, value) in table.Map.Entries)
        {
            if (value is not YamlScalar scalar) faults.Add(value, "wrong_shape", $"What '{key.Text}' stands for is one value, not {value.What}.");
            else if (key.Text == "else") otherwise = YamlMembers.Constant(scalar);
            else values[key.Text] = YamlMembers.Constant(scalar);
        }

        return new(values.ToImmutable(), otherwise);
    }

    private TreeEach Each(YamlMap map, TemplateScope scope)
    {
        var members = new YamlMembers(map, faults, "each");
        var source = members.Scalar("each");
        var name = source?.Text ?? "";
        if (source is not null && name.StartsWith('/'))
        {
            if (scope.HasRecord) templates.Pointer(source, scope);
            else faults.Add(source, "no_record", $"'{name}' points into a record of the target, of which there is none here; name a field.");
        }
        else if (source is not null && !scope.Knows(name))
        {
            faults.Add(source, "unknown_field", $"There is no field '{name}' here{YamlFaults.Hint(name, [.. scope.All])}");
        }

        var item = members.Node("as");
        if (item is null) members.Missing("as", "what each element becomes, such as { partId: \"{item.part}\" }.");
        members.End();
        return new(name, item is null ? new TreeConstant(null) : Tree(item, scope with { HasItem = true }));
    }

    private Condition Condition(YamlMembers members, TemplateScope scope, bool ofAnswers)
    {
        var at = members.Required("at", "the pointer to what is looked at, such as /status.");
        var equal = members.Node("equals");
        if (equal is not (null or YamlScalar)) faults.Add(equal, "wrong_shape", $"'equals' is one value, not {equal.What}.");
        var (matches, present) = (members.Scalar("matches"), members.Scalar("present") is null ? (bool?)null : members.Flag("present"));
        if (equal is null && matches is null && present is null) members.Missing("equals", "what it must be; or 'matches', a regular expression, or 'present: true'.");
        var condition = new Condition(null, at is null ? Pointer.Whole : templates.Pointer(at, scope))
        {
            EqualTo = (equal as YamlScalar)?.Text,
            Matches = matches is null ? null : Expression(matches),
            Present = present,
            And = members.Members("and") is { } and ? Condition(and, scope, ofAnswers: false) : null,
        };
        if (ofAnswers)
        {
            condition = condition with
            {
                Status = members.Node("status") is null ? null : members.Integer("status", 100, 599, 0),
                CountsAs = members.Node("counts_as") is null ? null : members.Integer("counts_as", 400, 599, 0),
                Why = members.Scalar("why") is { } why ? templates.Pointer(why, scope) : null,
            };
        }

        members.End();
        return condition;
    }

    private Regex? Expression(YamlScalar scalar)
    {
        try
        {
            return new(scalar.Text, RegexOptions.CultureInvariant, matchTimeout);
        }
        catch (ArgumentException e)
        {
            faults.Add(scalar, "bad_expression", string.Create(CultureInfo.InvariantCulture, $"This is no regular expression: {e.Message}"));
            return null;
        }
    }
}
