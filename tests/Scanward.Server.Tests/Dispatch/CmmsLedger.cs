using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>A request that a <see cref="RecordedCmms"/> got, and what it did with it.</summary>
/// <param name="Order">From 1, in the order in which they were acted on.</param>
/// <param name="WoId">Of the work order that it was about; null where there is none.</param>
/// <param name="Created">Whether that was made by it.</param>
internal sealed record RecordedRequest(
    long Order, DateTimeOffset At, string Method, string Path, string Query, string? Key, string Body, int Status, string? WoId = null, bool Created = false, bool Changed = false);

/// <summary>A work order as a <see cref="RecordedCmms"/> holds it.</summary>
/// <param name="Reference">Member <c>reference</c> of the body that made it; null where there is none.</param>
internal sealed record RecordedWorkOrder(string WoId, string? Key, string? Reference, string Body)
{
    public string State { get; init; } = "open";

    /// <summary>Bodies of the changes, in order.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    public string Json() => JsonSerializer.Serialize(
        new { wo_id = WoId, reference = Reference, state = State, status = State, asset_id = CmmsLedger.Member(Body, "asset_id"), assigned_to = "cmms-crew", response_window_minutes = 240, url = $"/workorders/{WoId}" });
}

/// <summary>
/// What a <see cref="RecordedCmms"/> holds. With a file, each request is a line of JSON there that is with the system before it is answered; what the lines of an earlier run say is there again.
/// Not safe for several threads.
/// </summary>
internal sealed class CmmsLedger : IDisposable
{
    private static readonly JsonSerializerOptions lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, RecordedWorkOrder> byId = [];
    private readonly Dictionary<string, string> byKey = [];
    private readonly Dictionary<string, List<string>> byReference = [];
    private readonly HashSet<string> changeKeys = [];
    private readonly List<RecordedRequest> requests = [];
    private readonly FileStream? file;

    public CmmsLedger(string? path)
    {
        if (path is null) return;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(file, leaveOpen: true);
        long whole = 0;
        while (reader.ReadLine() is { } line)
        {
            if (!TryReadLine(line, out var request)) break; // the last one, of a run that was killed while it wrote
            Apply(request);
            requests.Add(request);
            whole += System.Text.Encoding.UTF8.GetByteCount(line) + 1;
        }

        file.SetLength(whole);
        file.Position = whole;
    }

    public IReadOnlyList<RecordedRequest> Requests => requests;

    public IReadOnlyCollection<RecordedWorkOrder> WorkOrders => byId.Values;

    public int Creates => byId.Count;

    public static bool IsObject(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static IEnumerable<RecordedRequest> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (TryReadLine(line, out var request)) yield return request;
        }
    }

    public RecordedWorkOrder? Find(string woId) => byId.GetValueOrDefault(woId);

    public RecordedWorkOrder? OfKey(string? key) => key is not null && byKey.TryGetValue(key, out var id) ? byId[id] : null;

    public IReadOnlyList<RecordedWorkOrder> OfReference(string reference) => byReference.TryGetValue(reference, out var ids) ? [.. ids.Select(id => byId[id])] : [];

    public bool HasChange(string? key) => key is not null && changeKeys.Contains(key);

    public string NextId() => $"CM-{byId.Count + 1:000000}";

    /// <summary>Does what the request says that it did, and writes it down.</summary>
    public void Add(RecordedRequest request)
    {
        Apply(request);
        requests.Add(request);
        if (file is null) return;
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(request, lines), (byte)'\n']);
        file.Flush();
    }

    public void Dispose() => file?.Dispose();

    private void Apply(RecordedRequest request)
    {
        if (request is { Created: true, WoId: { } made })
        {
            var reference = Member(request.Body, "reference");
            byId[made] = new(made, request.Key, reference, request.Body);
            if (request.Key is { } key) byKey.TryAdd(key, made);
            if (reference is null) return;
            if (!byReference.TryGetValue(reference, out var ids)) byReference[reference] = ids = [];
            ids.Add(made);
        }
        else if (request is { Changed: true, WoId: { } changed } && byId.TryGetValue(changed, out var before))
        {
            byId[changed] = before with { State = Member(request.Body, "state") ?? before.State, Changes = [.. before.Changes, request.Body] };
            if (request.Key is { } key) changeKeys.Add(key);
        }
    }

    /// <summary>A member of a JSON object that is a text; null where there is none.</summary>
    internal static string? Member(string body, string name) => JsonNode.Parse(body) is JsonObject o && o[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool TryReadLine(string line, out RecordedRequest request)
    {
        request = null!;
        try
        {
            request = JsonSerializer.Deserialize<RecordedRequest>(line, lines)!;
        }
        catch (JsonException)
        {
            return false;
        }

        return request is not null;
    }
}
