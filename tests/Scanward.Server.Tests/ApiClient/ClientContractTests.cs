using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Scanward.Client;
using Scanward.Server.OpenApi;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>The client is written by hand; what it can do, and what it sends and reads, is the OpenAPI document's.</summary>
public sealed class ClientContractTests
{
    [Fact]
    public void Methods_AreTheOperations()
    {
        var methods = typeof(ScanwardClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(m => m.Name);
        Assert.Equal(ApiOperations.All.Select(o => char.ToUpperInvariant(o.Id[0]) + o.Id[1..]).Order(StringComparer.Ordinal), methods.Order(StringComparer.Ordinal));
    }

    /// <summary>Of a request every member; of an answer those that it surely has, and none that it never has.</summary>
    [Fact]
    public void Members_AreThoseOfTheSchemas()
    {
        var schemas = ApiSchemas.Make();
        var types = typeof(ScanwardClient).Assembly.GetTypes().Where(t => schemas.ContainsKey(t.Name)).ToArray();
        Assert.True(types.Length > 30, $"Only {types.Length} types are named as schemas.");
        foreach (var type in types)
        {
            var schema = schemas[type.Name]!;
            var told = schema["properties"]!.AsObject().Select(p => p.Key).ToHashSet();
            if (type == typeof(Key)) told.Add("key"); // where it has just been made
            var names = type.GetProperties().Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null && p.GetCustomAttribute<JsonExtensionDataAttribute>() is null).Select(Name).ToHashSet();
            Assert.True(names.IsSubsetOf(told), $"{type.Name} has {string.Join(", ", names.Except(told))}, which the schema has not.");
            var needed = schema["additionalProperties"] is JsonValue closed && !closed.GetValue<bool>() ? told : [.. (schema["required"]?.AsArray() ?? []).Select(r => (string)r!)];
            Assert.True(needed.IsSubsetOf(names), $"{type.Name} lacks {string.Join(", ", needed.Except(names))}.");
        }
    }

    private static string Name(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
