using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scanward.Server.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document, put together from <see cref="ApiOperations"/>, <see cref="ApiSchemas"/> and the catalogue of problems. <c>GET /openapi/v1.json</c> answers with it.</summary>
internal static partial class ApiDocument
{
    private static readonly Lazy<byte[]> bytes = new(() => System.Text.Encoding.UTF8.GetBytes(Make().ToJsonString()));

    /// <summary>Answers as a server gave them; the tests of the client write them down.</summary>
    private static readonly Lazy<JsonNode> answers = new(() => JsonNode.Parse(typeof(ApiDocument).Assembly.GetManifestResourceStream("answers.json")!)!);

    public static void MapOpenApi(this IEndpointRouteBuilder app) => app.MapGet("/openapi/v1.json", () => Results.Bytes(bytes.Value, "application/json"));

    public static JsonObject Make()
    {
        var paths = new JsonObject();
        foreach (var path in ApiOperations.All.GroupBy(o => o.Path))
        {
            var item = new JsonObject();
            foreach (var operation in path) item[operation.Method.ToLowerInvariant()] = Operation(operation);
            paths[path.Key] = item;
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Scanward",
                ["version"] = "1",
                ["description"] = "From the scan of an asset tag to the right maintenance work order. docs/api.md tells the same in words.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
                ["contact"] = new JsonObject { ["name"] = "The Scanward project" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "http://127.0.0.1:5080", ["description"] = "Where a server listens unless it is told otherwise." }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. ApiOperations.All.Select(o => o.Tag).Distinct().Select(t => new JsonObject { ["name"] = t, ["description"] = ApiOperations.Tags[t] })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key made by `scanward key create`." } },
                ["schemas"] = ApiSchemas.Make(),
                ["responses"] = new JsonObject(Problems.All.Values.OrderBy(p => p.Code, StringComparer.Ordinal).Where(IsUsed).Select(p => KeyValuePair.Create(p.Code, (JsonNode?)Response(p)))),
            },
        };
    }

    private static JsonObject Operation(ApiOperation operation)
    {
        var told = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
            ["description"] = operation.Description ?? operation.Summary,
        };
        if (operation.IsOpen) told["security"] = new JsonArray();
        var parameters = new JsonArray([.. Parameters(operation)]);
        if (parameters.Count > 0) told["parameters"] = parameters;
        if (operation.Body is { } body)
        {
            JsonObject Content()
            {
                var content = new JsonObject { ["schema"] = Reference(body) };
                if (operation.BodyExample is { } example) content["example"] = JsonNode.Parse(example);
                return content;
            }

            told["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject(operation.BodyMedia.Select(media => KeyValuePair.Create(media, (JsonNode?)Content()))) };
        }

        told["responses"] = Responses(operation);
        return told;
    }

    private static IEnumerable<JsonNode> Parameters(ApiOperation operation)
    {
        foreach (Match name in PathParameter().Matches(operation.Path)) yield return Parameter(name.Groups["name"].Value, "path", "Id, as an answer tells it.", new JsonObject { ["type"] = "string" }, required: true);
        if (operation.NeedsIfMatch) yield return Parameter("If-Match", "header", "The ETag that was seen, or *.", new JsonObject { ["type"] = "string" }, required: true);
        foreach (var (name, required, what) in operation.Headers) yield return Parameter(name, "header", what, new JsonObject { ["type"] = "string" }, required);
        if (operation.IsList)
        {
            yield return Parameter("limit", "query", "Entries of a page.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 500, ["default"] = 50 });
            yield return Parameter("cursor", "query", "The `next` of the page before.", new JsonObject { ["type"] = "string" });
        }

        foreach (var (name, what) in operation.Query) yield return Parameter(name, "query", what, new JsonObject { ["type"] = "string" });
    }

    private static JsonObject Parameter(string name, string place, string what, JsonObject schema, bool required = false)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = what, ["schema"] = schema };
        if (required) parameter["required"] = true;
        return parameter;
    }

    private static JsonObject Responses(ApiOperation operation)
    {
        var responses = new JsonObject();
        foreach (var (status, schema, what) in operation.Answers)
        {
            var answer = new JsonObject { ["description"] = what };
            if (schema is null) answer["content"] = new JsonObject(operation.TextMedia.Select(media => KeyValuePair.Create(media, (JsonNode?)new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } })));
            else answer["content"] = new JsonObject { ["application/json"] = Answer(operation, status, schema) };
            responses[status.ToString(CultureInfo.InvariantCulture)] = answer;
        }

        foreach (var byStatus in ProblemsOf(operation).GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            var status = byStatus.Key.ToString(CultureInfo.InvariantCulture);
            if (byStatus.Count() == 1) responses[status] = new JsonObject { ["$ref"] = $"#/components/responses/{byStatus.First().Code}" };
            else responses[status] = Response([.. byStatus]);
        }

        return responses;
    }

    private static JsonObject Answer(ApiOperation operation, int status, string schema)
    {
        var answer = new JsonObject { ["schema"] = operation.IsList ? ListOf(schema) : Reference(schema) };
        if (answers.Value[ExampleOf(operation.Id, status)] is { } example) answer["example"] = example.DeepClone();
        return answer;
    }

    /// <summary>The name of an answer in <c>answers.json</c>.</summary>
    public static string ExampleOf(string operationId, int status) => string.Create(CultureInfo.InvariantCulture, $"{operationId} {status}");

    /// <summary>What may go wrong here, and wherever a request is read.</summary>
    private static IEnumerable<ProblemKind> ProblemsOf(ApiOperation operation)
    {
        IEnumerable<ProblemKind> anywhere = operation.IsOpen ? [] : [Problems.NotAuthenticated, Problems.NotPermitted, Problems.Fault, Problems.Unavailable];
        IEnumerable<ProblemKind> withBody = operation.Body is null ? [] : [Problems.MalformedJson, Problems.TooLarge, Problems.UnsupportedMedia, Problems.NotDurable];
        IEnumerable<ProblemKind> ofList = operation.IsList ? [Problems.InvalidQuery] : [];
        IEnumerable<ProblemKind> ofVersion = operation.NeedsIfMatch ? [Problems.PreconditionRequired, Problems.Stale] : [];
        return operation.Problems.Concat(ofList).Concat(ofVersion).Concat(withBody).Concat(anywhere).Distinct();
    }

    private static bool IsUsed(ProblemKind problem) => ApiOperations.All.Any(o => ProblemsOf(o).Where(p => p.Status == problem.Status).ToArray() is [var only] && only == problem);

    private static JsonObject Response(params ImmutableArray<ProblemKind> problems) => new()
    {
        ["description"] = string.Join("; ", problems.Select(p => $"`{p.Code}`: {p.Title}")),
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = Reference("Problem"),
                ["examples"] = new JsonObject(problems.Select(p => KeyValuePair.Create(p.Code, (JsonNode?)new JsonObject
                {
                    ["summary"] = p.Advice,
                    ["value"] = new JsonObject { ["type"] = p.Type, ["title"] = p.Title, ["status"] = p.Status, ["code"] = p.Code, ["detail"] = p.Advice },
                }))),
            },
        },
    };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject ListOf(string schema) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("items", "next"),
        ["properties"] = new JsonObject
        {
            ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference(schema) },
            ["next"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = "The cursor of the next page; null at the end." },
        },
    };

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
