using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>Request Tracker's REST 2.0, as far as a mapping cannot say it.</summary>
internal sealed class RequestTrackerApi(CmmsHttp http, SecretSource token)
{
    private const string Root = "/REST/2.0/";

    private static readonly JsonDocumentOptions reading = new() { AllowDuplicateProperties = false };

    /// <summary>Texts between quotes in a query: the backslash first, or it would free the quote.</summary>
    public static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public Task<RequestTrackerAnswer> Get(string path, CancellationToken ct) => Send(HttpMethod.Get, path, null, ct);

    public Task<RequestTrackerAnswer> Post(string path, JsonObject body, CancellationToken ct) => Send(HttpMethod.Post, path, body, ct);

    public Task<RequestTrackerAnswer> Put(string path, JsonObject body, CancellationToken ct) => Send(HttpMethod.Put, path, body, ct);

    /// <summary>A ticket as it stands: where it was merged, the one that it was merged into.</summary>
    public async Task<(RequestTrackerAnswer Answer, Ticket? Ticket)> Ticket(string id, CancellationToken ct)
    {
        var answer = await Get($"ticket/{Uri.EscapeDataString(id)}", ct);
        if (answer is not { Ending: CmmsEnding.Done, Json: { } json }) return (answer, null);
        return RequestTracker.Ticket.Read(json) is { } ticket ? (answer, ticket) : (answer with { Ending = CmmsEnding.Unknown, Why = $"It answered {answer.Status}, but not with a ticket." }, null);
    }

    private async Task<RequestTrackerAnswer> Send(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        if (!token.TryRead(out var secret, out var why)) return new(CmmsEnding.NotSent, $"Nothing was sent: {why}");
        var answer = await http.Send(
            new(method, new Uri(http.BaseAddress.AbsoluteUri.TrimEnd('/') + Root + path))
            {
                Headers = [new("Authorization", $"token {secret}"), new("Accept-Language", "en")],
                Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body),
            }, ct);
        if (answer.Ended is { } ended) return new(ended, answer.Why);
        var json = answer is { IsWhole: true, IsPage: false } ? Read(answer.Body) : null;
        var judged = new RequestTrackerAnswer(CmmsEnding.Done, "")
        {
            Status = answer.Status, RetryAfter = answer.RetryAfter, Json = json, Excerpt = Shown.Excerpt(answer.Body, text => text.Replace(secret, "***", StringComparison.Ordinal)),
        };
        if (!answer.IsSuccess) return judged with { Ending = CmmsEnding.Refused, Why = Refusal(answer.Status, json) };
        return json is not null ? judged : judged with { Ending = CmmsEnding.Unknown, Why = $"It answered {answer.Status}, but {(answer.IsWhole ? "its answer is no JSON; check base_url" : answer.Why)}." };
    }

    private static JsonElement? Read(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body, reading);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Refusal(int status, JsonElement? json)
    {
        var said = json is { ValueKind: JsonValueKind.Object } thing && thing.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? Shown.Line(message.GetString()!, 300) : "";
        return status == 401 ? "It answered 401: it does not take the token." : said.Length > 0 ? $"It answered {status}: {said}" : $"It answered {status}.";
    }
}
