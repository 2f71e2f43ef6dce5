using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>How an exchange ended, in the mapping's words.</summary>
internal sealed record Exchanged(CmmsEnding Ending, string Why)
{
    /// <summary>Whether the target says that there is none; then <see cref="Ending"/> is done.</summary>
    public bool IsAbsent { get; init; }

    public int? Status { get; init; }

    public Duration? RetryAfter { get; init; }

    /// <summary>Shows the beginning of the answer, where that is wanted.</summary>
    public Func<string?> Excerpt { get; init; } = static () => null;

    /// <summary>The answer; null where it is no JSON.</summary>
    public JsonElement? Json { get; init; }

    public CmmsReply<T> As<T>(T? value = default) => new(Ending, value, Why) { Status = Status, RetryAfter = RetryAfter, Excerpt = Ending == CmmsEnding.Done ? null : Excerpt() };

    /// <summary>The same, ended otherwise.</summary>
    public Exchanged But(CmmsEnding ending, string why) => this with { Ending = ending, Why = why };
}

/// <summary>Makes one exchange, and says what its answer means.</summary>
internal sealed class Exchange(Mapping mapping, RequestBuilder builder, CmmsHttp http)
{
    // Answers are tolerated as far as they can be understood; of members that come twice nobody knows which one counts.
    private static readonly JsonDocumentOptions reading = new() { AllowDuplicateProperties = false };

    public async Task<Exchanged> Make(RequestMapping request, Fields fields, CancellationToken ct, Uri? address = null)
    {
        CmmsRequest built;
        try
        {
            built = builder.Build(request, fields, address);
        }
        catch (CannotSayException e)
        {
            return e.Kind switch
            {
                CannotSay.NotNow => new(CmmsEnding.NotSent, $"Nothing was sent: {e.Message}"),
                CannotSay.NoSuch when IsLookup(request) => new(CmmsEnding.Done, e.Message) { IsAbsent = true },
                _ => new(CmmsEnding.Refused, e.Message),
            };
        }

        var answer = await http.Send(built, ct);
        var exchanged = Judge(request, fields, answer);
        string Redacted(string text) => RequestBuilder.Credentials(built) is { } credentials ? fields.Connector.Redacted(text).Replace(credentials, "***", StringComparison.Ordinal) : fields.Connector.Redacted(text);
        return exchanged with { Why = Redacted(exchanged.Why), Excerpt = () => Shown.Excerpt(answer.Body, Redacted) };
    }

    private static bool IsLookup(RequestMapping request) => !request.Absent.IsEmpty || request.AbsentIsSaid || request.Items is not null;

    private Exchanged Judge(RequestMapping request, Fields fields, CmmsAnswer answer)
    {
        if (answer.Ended is { } ended) return new(ended, answer.Why);
        var (json, unreadable) = Read(answer);
        var exchanged = new Exchanged(CmmsEnding.Refused, "") { Status = answer.Status, RetryAfter = answer.RetryAfter, Json = json };
        foreach (var condition in mapping.RefusedWhen.Concat(request.RefusedWhen))
        {
            if (condition.Holds(json, fields, answer.Status)) return exchanged with { Status = condition.CountsAs ?? answer.Status, Why = Refusal(answer, json, fields, condition.Why) };
        }

        if (request.ExistsWhen.Any(c => c.Holds(json, fields, answer.Status)) || request.Exists.Contains(answer.Status)) return exchanged.But(CmmsEnding.Exists, $"It answered {Said(answer.Status)}: there is one already.");
        if (request.AbsentWhen.Any(c => c.Holds(json, fields, answer.Status)) || (request.Absent.Contains(answer.Status) && (request.AbsentIsSaid || !answer.IsPage)))
            return exchanged.But(CmmsEnding.Done, "") with { IsAbsent = true };
        if (request.Done.IsEmpty ? !answer.IsSuccess : !request.Done.Contains(answer.Status)) return exchanged with { Why = Refusal(answer, json, fields, null) };
        if (request.Answer is null && request.Items is null && answer is { IsWhole: true, IsPage: false }) return exchanged.But(CmmsEnding.Done, "");
        return json is null ? exchanged.But(CmmsEnding.Unknown, $"It answered {Said(answer.Status)}, but {unreadable}.") : exchanged.But(CmmsEnding.Done, "");
    }

    private static (JsonElement? Json, string Why) Read(CmmsAnswer answer)
    {
        if (!answer.IsWhole) return (null, answer.Why);
        if (answer.Body.AsSpan().Trim(" \t\r\n\0"u8).IsEmpty) return (null, "its answer is empty");
        if (answer.IsPage) return (null, "its answer is a page for people and no JSON: mostly a login or a proxy; check base_url and the credentials");
        try
        {
            var body = answer.Body.AsSpan();
            return (JsonElement.Parse(body.StartsWith("\ufeff"u8) ? body[3..] : body, reading), "");
        }
        catch (JsonException e)
        {
            return (null, $"its answer is no whole JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
        }
    }

    private string Refusal(CmmsAnswer answer, JsonElement? json, Fields fields, Pointer? why)
    {
        var said = (why is null ? mapping.Why : mapping.Why.Insert(0, why)).Select(p => JsonTexts.Node(p.Find(json, fields))).FirstOrDefault(v => v is not null);
        if (said is not null && JsonTexts.Of(said) is { Length: > 0 } text) return $"It answered {Said(answer.Status)}: {Shown.Line(fields.Connector.Redacted(text), 300)}";
        return answer.Status switch
        {
            >= 300 and <= 399 => $"It answered {Said(answer.Status)}, which leads to {answer.Location ?? "somewhere else"}; redirects are never followed. Where that is right, make it base_url.",
            401 or 403 => $"It answered {Said(answer.Status)}: the credentials are wrong, or may not do this.",
            _ => $"It answered {Said(answer.Status)}.",
        };
    }

    private static string Said(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? $"{status} ({phrase})" : $"{status}";
}
