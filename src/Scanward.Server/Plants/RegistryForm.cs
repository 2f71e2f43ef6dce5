using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scanward.Server.Plants;

/// <summary>
/// Entries of the registry as JSON over HTTP: the same members, with the same rules, as in a plant file (docs/plant-file.md), since the same reader reads them and the same writer
/// writes them. JSON is YAML; what the reader finds wrong at a column is told at the pointer that stands there.
/// </summary>
internal static class RegistryForm
{
    private static readonly JsonSerializerOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Of(Site site) => Entry(Empty with { Sites = [site] }, "sites");

    public static JsonObject Of(Site site, Crew crew) => Entry(Empty with { Sites = [site], Rosters = [new Roster { SiteId = site.SiteId, Crews = [crew] }] }, "crews");

    public static JsonObject Of(Site site, Technician technician) => Entry(
        Empty with { Sites = [site], Rosters = [new Roster { SiteId = site.SiteId, Technicians = [technician] }] }, "technicians");

    public static JsonObject Of(PartDefinition part) => Entry(Empty with { Parts = [part] }, "parts");

    /// <summary>All that the asset says, nothing left to its class.</summary>
    public static JsonObject Of(AssetProfile asset)
    {
        var document = Document(Empty with { Assets = [asset] });
        var own = First(document, "assets");
        var ofClass = First(document, "classes");
        ofClass.Remove("id");
        foreach (var (name, value) in ofClass)
        {
            if (value is JsonObject inner && own[name] is JsonObject said) own[name] = Merge(inner, said);
            else if (!own.ContainsKey(name) && name != "preventive") own[name] = value!.DeepClone();
        }

        return own;
    }

    /// <summary>Reads one entry of a section, among what it may refer to.</summary>
    /// <param name="around">The sections that the entry refers to.</param>
    /// <returns>A plant with the entry, or what is wrong with it, with pointers into it.</returns>
    public static (Plant? Plant, ImmutableArray<ScanFault> Faults) Read(string section, JsonObject entry, JsonObject around, TagReader tags, Instant now)
    {
        var text = new StringBuilder("{");
        foreach (var (name, node) in around) text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(name)}: {node!.ToJsonString(readable)}, ");
        text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(section)}: [");
        var places = new List<(int Column, string Pointer)>();
        Append(text, entry, "", places);
        text.Append("]}");
        return new PlantReader(tags, now).Read(text.ToString()) switch
        {
            Plant plant => (plant, []),
            PlantFaults faults => (null, [.. faults.Faults.Select(f => new ScanFault(PointerAt(places, f), f.Code, Sentence(f.Detail)))]),
            var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
        };
    }

    /// <summary>RFC 7396: members replace, null removes, objects go into each other.</summary>
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var merged = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null) merged.Remove(name);
            else merged[name] = value is JsonObject inner ? Merge(merged[name] as JsonObject ?? [], inner) : value.DeepClone();
        }

        return merged;
    }

    private static Plant Empty { get; } = new() { Sites = [], Assets = [], Parts = [], Stock = [], Rosters = [] };

    private static JsonObject Entry(Plant plant, string section) => First(Document(plant), section);

    private static JsonObject First(JsonObject document, string section)
    {
        var entry = document[section]!.AsArray()[0]!.AsObject();
        document[section]!.AsArray().RemoveAt(0);
        return entry;
    }

    private static JsonObject Document(Plant plant)
    {
        using var text = new StringReader(PlantWriter.Write(plant));
        var parser = new Parser(text);
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        return (JsonObject)Node(parser)!;
    }

    private static JsonNode? Node(Parser parser)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            var members = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = parser.Consume<Scalar>().Value;
                members[name] = Node(parser);
            }

            return members;
        }

        if (!parser.TryConsume<SequenceStart>(out _)) return Value(parser.Consume<Scalar>());
        var items = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser));
        return items;
    }

    /// <summary>What is written without quotes and looks like a number is one.</summary>
    private static JsonValue Value(Scalar scalar) => scalar.Style == ScalarStyle.Plain && decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? JsonValue.Create(number)
        : JsonValue.Create(scalar.Value);

    private static void Append(StringBuilder text, JsonNode? node, string pointer, List<(int Column, string Pointer)> places)
    {
        places.Add((text.Length + 1, pointer));
        switch (node)
        {
            case JsonObject members:
                text.Append('{');
                foreach (var (name, value) in members)
                {
                    var at = $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                    places.Add((text.Length + 1, at));
                    text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(name, readable)}: ");
                    Append(text, value, at, places);
                    text.Append(", ");
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    Append(text, items[i], $"{pointer}/{i}", places);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString(readable) ?? "null");
                break;
        }
    }

    /// <summary>The last place at or before the fault; what lies before the entry is the entry's whole.</summary>
    private static string PointerAt(List<(int Column, string Pointer)> places, FileFault fault) => fault.Line > 1 ? "" : places.LastOrDefault(p => p.Column <= fault.Column, (Column: 0, Pointer: "")).Pointer;

    private static string Sentence(string detail) => detail.Length == 0 ? detail : char.ToUpperInvariant(detail[0]) + detail[1..];
}
