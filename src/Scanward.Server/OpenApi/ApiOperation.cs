using System.Collections.Immutable;

namespace Scanward.Server.OpenApi;

/// <summary>One request that the API takes, as the OpenAPI document tells it.</summary>
/// <param name="Id">Unique; names the method of a generated client.</param>
/// <param name="Tag">The group that it stands in.</param>
internal sealed record ApiOperation(string Method, string Path, string Id, string Tag, string Summary)
{
    public string? Description { get; init; }

    /// <summary>Parameters of the query beside <c>limit</c> and <c>cursor</c>, which a list has by itself, with what they are.</summary>
    public ImmutableArray<(string Name, string What)> Query { get; init; } = [];

    public bool IsList { get; init; }

    /// <summary>Name of the body's schema; null where there is no body.</summary>
    public string? Body { get; init; }

    /// <summary>Media types of the body.</summary>
    public ImmutableArray<string> BodyMedia { get; init; } = ["application/json"];

    /// <summary>Media types of an answer without a schema.</summary>
    public ImmutableArray<string> TextMedia { get; init; } = ["text/plain"];

    /// <summary>A body that is taken as it stands, by the server of the tests; JSON.</summary>
    public string? BodyExample { get; init; }

    /// <summary>Whether the version that was seen is wanted in <c>If-Match</c>.</summary>
    public bool NeedsIfMatch { get; init; }

    /// <summary>Headers of the request beside <c>Authorization</c> and what <see cref="NeedsIfMatch"/> says.</summary>
    public ImmutableArray<(string Name, bool Required, string What)> Headers { get; init; } = [];

    /// <summary>Answers that are no problem, by status: the name of the schema, or null where the answer is text.</summary>
    public ImmutableArray<(int Status, string? Schema, string What)> Answers { get; init; } = [];

    /// <summary>What may go wrong here; what may go wrong anywhere is added.</summary>
    public ImmutableArray<ProblemKind> Problems { get; init; } = [];

    /// <summary>Whether other systems call it, and no client.</summary>
    public bool IsForSystems { get; init; }

    /// <summary>Whether it is answered without a key.</summary>
    public bool IsOpen { get; init; }
}
