using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Routing;

namespace Scanward.Server.WebConsole.Scans;

/// <summary>An explanation (docs/policy.md) as a page shows it.</summary>
internal sealed record ExplanationView
{
    public required string Policy { get; init; }

    public required string Hash { get; init; }

    public required ImmutableArray<(string Fact, string Value)> Facts { get; init; }

    public required string Row { get; init; }

    public required ImmutableArray<Cell> Because { get; init; }

    public required ImmutableArray<Cell> Given { get; init; }

    public required ImmutableArray<string> AlsoMatched { get; init; }

    public required ImmutableArray<(string Row, ImmutableArray<Cell> Failed)> NearestMiss { get; init; }

    public required string Outcome { get; init; }

    public int? Priority { get; init; }

    public string? Crew { get; init; }

    public string? Technician { get; init; }

    public string? TechnicianName { get; init; }

    public string? DecidedBy { get; init; }

    public required ImmutableArray<(string Technician, string Why)> Rejected { get; init; }

    public required ImmutableArray<(string Part, long Quantity, string State)> Parts { get; init; }

    /// <summary>Name and time, such as <c>done_by</c>; in the order of times.</summary>
    public required ImmutableArray<(string Name, long At)> Response { get; init; }

    public required string Reason { get; init; }

    /// <summary>Decides again.</summary>
    public static ExplanationView Of(string decisionId, RoutingInputs inputs)
    {
        var bytes = WireJson.Write((decisionId, inputs), static (json, of) => Explanation.Write(json, of.decisionId, of.inputs));
        using var document = JsonDocument.Parse(bytes);
        var json = document.RootElement;
        var assignment = json.GetProperty("assignment") is { ValueKind: JsonValueKind.Object } given ? given : (JsonElement?)null;
        return new()
        {
            Policy = $"{Text(json, "policy")} {Text(json, "version")}",
            Hash = Text(json, "hash")!,
            Facts = [.. json.GetProperty("facts").EnumerateObject().Select(f => (f.Name, f.Value.ToString()))],
            Row = Text(json, "row")!,
            Because = Cells(json, "because"),
            Given = Cells(json, "given"),
            AlsoMatched = [.. Items(json, "also_matched").Select(r => r.ToString())],
            NearestMiss = [.. Items(json, "nearest_miss").Select(m => (Text(m, "row")!, Cells(m, "failed")))],
            Outcome = Text(json, "outcome")!,
            Priority = json.TryGetProperty("priority", out var priority) ? priority.GetInt32() : null,
            Crew = assignment is { } a ? Text(a, "crew") : null,
            Technician = assignment is { } b ? Text(b, "technician") : null,
            TechnicianName = assignment is { } c ? Text(c, "name") : null,
            DecidedBy = assignment is { } d ? Text(d, "decided_by") : null,
            Rejected = assignment is { } e ? [.. Items(e, "rejected").Select(r => (Text(r, "technician")!, Text(r, "why")!))] : [],
            Parts = [.. Items(json, "parts").Select(p => (Text(p, "part")!, p.GetProperty("quantity").GetInt64(), Text(p, "state")!))],
            Response = json.GetProperty("response") is { ValueKind: JsonValueKind.Object } response ? [.. Times(response)] : [],
            Reason = Text(json, "reason")!,
        };
    }

    private static IEnumerable<(string, long)> Times(JsonElement response) =>
        from member in response.EnumerateObject()
        where member.Value.ValueKind == JsonValueKind.String
        let at = NodaTime.Text.InstantPattern.ExtendedIso.Parse(member.Value.GetString()!)
        where at.Success
        select (member.Name, at.Value.ToUnixTimeMilliseconds());

    private static ImmutableArray<Cell> Cells(JsonElement json, string name) => [.. Items(json, name).Select(c => new Cell(Text(c, "fact")!, Text(c, "value")!, Text(c, "test")!))];

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) => json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    /// <summary>One cell of a row, and the fact that it was asked about.</summary>
    internal sealed record Cell(string Fact, string Value, string Test);
}
