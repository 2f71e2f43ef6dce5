using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>A request as a stand-in has read it.</summary>
internal sealed record FakeRequest(string Method, string Path, string Query, IHeaderDictionary Headers, string Text)
{
    /// <summary>The body as an object.</summary>
    public JsonObject Body
    {
        get
        {
            try
            {
                return JsonNode.Parse(Text) as JsonObject ?? throw new FakeRefusal(400, $"the body is no JSON object: {Text}");
            }
            catch (JsonException)
            {
                throw new FakeRefusal(400, $"the body is no JSON: {Text}");
            }
        }
    }

    public static async Task<FakeRequest> Read(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return new(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", new HeaderDictionary(request.Headers.ToDictionary()), await reader.ReadToEndAsync());
    }

    /// <summary>Null where it is missing.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A parameter of the query; null where it is missing.</summary>
    public string? Parameter(string name) => QueryHelpers.ParseQuery(Query).TryGetValue(name, out var values) ? values.ToString() : null;

    public int Number(string parameter, int otherwise) =>
        Parameter(parameter) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FakeRefusal(400, $"{parameter} is no number: {text}");

    public override string ToString() => $"{Method} {Path}{Query}";
}

/// <summary>What a stand-in answers; without a body none is sent.</summary>
internal sealed record FakeAnswer(int Status, JsonNode? Body = null)
{
    public (string Name, string Value)[] Headers { get; init; } = [];

    public async Task Write(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers) response.Headers.Append(name, value);
        if (Body is null) return;
        response.ContentType = "application/json";
        await response.WriteAsync(Body.ToJsonString());
    }
}

/// <summary>The system that is stood in for would not take this request, and would say so with this status.</summary>
internal sealed class FakeRefusal(int status, string text) : Exception(text)
{
    public int Status => status;
}
