using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Scanward.Client;
using Scanward.Server.OpenApi;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>The client is the OpenAPI document in C#: its operations are the methods, its schemas the records, and what the server answers is what both say.</summary>
public sealed class OperationsTests
{
    private static readonly JsonObject Document = ApiDocument.Make();

    /// <summary>Those that a client calls.</summary>
    private static readonly ApiOperation[] Operations = [.. ApiOperations.All.Where(o => !o.IsForSystems)];

    private static IEnumerable<MethodInfo> Methods => typeof(ScanwardClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    [Fact]
    public void Methods_AreTheOperations()
    {
        Assert.Equal(Operations.Select(o => Pascal(o.Id)).Order(StringComparer.Ordinal), Methods.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(Methods, m => Assert.Equal(typeof(CancellationToken), m.GetParameters()[^1].ParameterType));
    }

    /// <summary>Ids of the path, parameters of the query, <c>If-Match</c> as <c>etag</c>, and one more where there is a body.</summary>
    [Fact]
    public void Parameters_AreTheDocuments()
    {
        foreach (var operation in Operations)
        {
            var method = Methods.Single(m => m.Name == Pascal(operation.Id));
            var told = Parameters(operation).Where(p => (string?)p["name"] is not ("limit" or "cursor")).Select(p => (string)p["name"]! switch
            {
                "If-Match" => "etag",
                "Idempotency-Key" => "idempotencyKey",
                "Prefer" => "prefer",
                var name => JsonNamingPolicy.CamelCase.ConvertName(Pascal(name)),
            });
            var named = method.GetParameters()[..^1].Where(p => !p.ParameterType.FullName!.StartsWith("Scanward.Client.", StringComparison.Ordinal) && p.ParameterType != typeof(JsonObject) && p.ParameterType != typeof(IEnumerable<Scan>));
            IEnumerable<string> expected = operation.Id switch
            {
                "sendScan" => told.Where(p => p != "idempotencyKey"), // it stands in the scan
                "changeWorkOrder" => [], // both stand in what was seen
                _ => told,
            };
            Assert.Equal($"{operation.Id}: {string.Join(", ", expected.Order(StringComparer.Ordinal))}", $"{operation.Id}: {string.Join(", ", named.Select(p => p.Name!).Order(StringComparer.Ordinal))}");
            Assert.Equal(operation.Body is not null, method.GetParameters().Length - 1 > named.Count());
        }
    }

    /// <summary>A record of the name of a schema has the schema's members, no fewer and no others.</summary>
    [Fact]
    public void Records_AreTheSchemas()
    {
        var records = typeof(ScanwardClient).Assembly.GetTypes().Where(t => t.Namespace == "Scanward.Client" && !t.IsGenericType && t.GetMethod("<Clone>$") is not null).ToDictionary(t => t.Name);
        string[] withoutRecord = ["ScanBatch", "WorkOrderState", "Figures", "OpenApi", "PlantFile", "PhotoFile"];
        string[] withoutSchema = [nameof(ScanwardClientOptions), "Call", "Reply"];
        Assert.Equal(Schemas.Select(s => s.Key).Except(withoutRecord).Order(StringComparer.Ordinal), records.Keys.Except(withoutSchema).Order(StringComparer.Ordinal));
        foreach (var (name, schema) in Schemas.Where(s => records.ContainsKey(s.Key)))
        {
            var members = ClientJson.Default.GetTypeInfo(records[name])!.Properties.Where(IsOnTheWire).Select(p => p.Name);
            Assert.Equal($"{name}: {string.Join(", ", Members(schema!).Order(StringComparer.Ordinal))}", $"{name}: {string.Join(", ", members.Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>Every operation is called, goes where the document says, and what comes back is of the document's schema and understood.</summary>
    [Fact]
    public async Task EveryOperation_IsAnswered_AsTheDocumentSays()
    {
        await using var server = await RunningServer.Start(o => o with { Connectors = new([ClientWalk.Cmms.AsConnector(null, TestPlants.South)]) });
        using var recording = new RecordingHandler();
        using var http = new HttpClient(recording);
        await ClientWalk.Run(server, role => new(http, new() { Address = server.Url, Key = role }));
        var called = recording.Exchanges.Select(e => (e, Operation: Operations.Where(o => o.Method == e.Method && IsAt(o.Path, e.Path)).MinBy(o => o.Path.Count(c => c == '{'))!)).ToList();
        Assert.Equal([], Operations.Select(o => o.Id).Except(called.Select(c => c.Operation.Id)));
        Assert.Equal([], called.SelectMany(c => WhatIsNotInTheDocument(c.Operation, c.e)).Distinct());
        if (Environment.GetEnvironmentVariable("SCANWARD_RECORD_ANSWERS") is { Length: > 0 } path) await File.WriteAllTextAsync(path, Recorded(called).ToJsonString(Indented) + "\n");
    }

    /// <summary>Every JSON answer that is no problem has an example, which <see cref="EveryOperation_IsAnswered_AsTheDocumentSays"/> writes where <c>SCANWARD_RECORD_ANSWERS</c> says.</summary>
    [Fact]
    public void Examples_OfAnswers_AreOfTheirSchemas()
    {
        var wrong = new List<string>();
        foreach (var operation in Operations)
        {
            foreach (var (status, schema, _) in operation.Answers.Where(a => a.Schema is not null and not "OpenApi" && !Unseen.Contains(ApiDocument.ExampleOf(operation.Id, a.Status))))
            {
                var answer = Document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!["responses"]![$"{status}"]!["content"]!["application/json"]!;
                if (answer["example"] is { } example) wrong.AddRange(Unknown(operation.Id, example, answer["schema"]!));
                else wrong.Add($"{operation.Id} {status} has no example");
            }
        }

        Assert.Equal([], wrong);
    }

    /// <summary>Answers that the walk does not come by: they take a maintenance system that is slow, and a server that is not well.</summary>
    private static readonly string[] Unseen = ["sendScan 202", "isReady 503"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fullest answer of each kind, of lists the first entry, and no secrets.</summary>
    private static JsonObject Recorded(IEnumerable<(Exchange Exchange, ApiOperation Operation)> called)
    {
        var recorded = new JsonObject();
        foreach (var answers in called.GroupBy(c => ApiDocument.ExampleOf(c.Operation.Id, (int)c.Exchange.Status)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var (exchange, operation) = answers.MaxBy(a => a.Exchange.Answer.Length);
            if ((int)exchange.Status >= 400 || operation.Id == "getOpenApi" || !operation.Answers.Any(a => a.Status == (int)exchange.Status && a.Schema is not null)) continue;
            var example = JsonNode.Parse(exchange.Answer)!.AsObject();
            if (operation.IsList && example["items"] is JsonArray { Count: > 1 } items) example["items"] = new JsonArray(items[0]!.DeepClone());
            if (operation.IsList) example["next"] = null;
            foreach (var secret in new[] { "key", "code" }.Where(s => operation.Tag is "access" or "devices" && example[s] is JsonValue)) example[secret] = "shown this once";
            if (operation.Id == "enrolDevice") example["url"] = "https://scan.example.org/scan#enrol=CODE";
            if (operation.Answers.Any(a => a.Schema == "LinkedPerson")) example["link"] = "http://127.0.0.1:5080/welcome?token=shown-this-once";
            recorded[answers.Key] = example;
        }

        return recorded;
    }

    private static JsonObject Schemas => Document["components"]!["schemas"]!.AsObject();

    private static IEnumerable<JsonNode> Parameters(ApiOperation operation) => Document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!["parameters"]?.AsArray().Select(p => p!) ?? [];

    private static IEnumerable<string> Members(JsonNode schema) =>
        (schema["properties"]?.AsObject().Select(p => p.Key) ?? []).Concat((schema["allOf"]?.AsArray() ?? []).SelectMany(s => Members(Resolve(s!))));

    private static JsonNode Resolve(JsonNode schema) => (string?)schema["$ref"] is { } reference ? Schemas[reference.Split('/')[^1]]! : schema;

    private static bool IsOnTheWire(JsonPropertyInfo property) => property.Get is not null || property.Set is not null;

    private static bool IsAt(string template, string path) =>
        Regex.IsMatch(path, $"^{Regex.Replace(Regex.Escape(template), @"\\\{\w+}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1))}$", RegexOptions.None, TimeSpan.FromSeconds(1))
        && !Operations.Any(o => o.Path == path && o.Path != template);

    private static IEnumerable<string> WhatIsNotInTheDocument(ApiOperation operation, Exchange exchange)
    {
        var answers = Document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!["responses"]!;
        if (answers[$"{(int)exchange.Status}"] is not { } answer) return [$"{operation.Id}: {(int)exchange.Status} {exchange.Answer}"];
        if ((int)exchange.Status >= 400 || answer["content"]?["application/json"]?["schema"] is not { } schema) return [];
        return Unknown(operation.Id, JsonNode.Parse(exchange.Answer), schema);
    }

    /// <summary>Members that the schema does not name, and required ones that are not there.</summary>
    private static IEnumerable<string> Unknown(string at, JsonNode? node, JsonNode schema)
    {
        schema = Resolve(schema);
        switch (node)
        {
            case JsonArray items when schema["items"] is { } of:
                return items.SelectMany((item, i) => Unknown($"{at}/items", item, of));
            case JsonObject members when Members(schema).ToList() is { Count: > 0 } names:
                var properties = schema["properties"]?.AsObject() ?? [];
                return members.SelectMany(m => !names.Contains(m.Key) ? [$"{at}/{m.Key} is not in the document"] : properties[m.Key] is { } of ? Unknown($"{at}/{m.Key}", m.Value, of) : [])
                    .Concat((schema["required"]?.AsArray() ?? []).Where(r => !members.ContainsKey((string)r!)).Select(r => $"{at}/{r} is required and missing"));
            default:
                return [];
        }
    }

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
}
